"""Consents of the demo's families, in the version and the form of their day; a few are missing, ended or taken back."""

from collections.abc import Iterator
from datetime import date, timedelta

from fam.demo.case import Case, Dice, Row
from fam.demo.cast import GO_LIVE, TODAY
from fam.rules.consent import CORE, FLOWS, Flow, Someone, belongs, necessary, valid_until
from fam.rules.consent_signing import signatories
from fam.rules.terms import DataCategory, MemberRole, Status

NEW_FORM = date(2018, 5, 25)  # DSGVO: another version, and electronic consent is possible
BEGAN = date(2014, 2, 1)
EARLY = timedelta(days=10)  # renewed before it ends
PURPOSE = "Gemeinsame Begleitung der Familie durch Pro Arbeit und ASD (Familienmanagement)"
BODIES = "Pro Arbeit – Kreis Offenbach – (AöR); Allgemeiner Sozialer Dienst des Kreises Offenbach"
# Families in which something is to be done: nothing yet, run out, taken back, one partner refuses.
STATES = {
    "Schilfrohr": "taken_back", "Zaunkönig": "run_out", "Sommerwiese": "refused", "Haferkorn": "missing",
}  # fmt: skip
USUAL = tuple(flow for flow in FLOWS if flow[0] is not DataCategory.HEALTH)


def add_consents(case: Case, dice: Dice) -> None:
    """Give a case that has got so far the consents that belong to its course."""
    arc = case.arc
    first = arc.admitted_on or arc.decided_on
    if arc.status is Status.EXAMINATION and case.closely and arc.talk_on and dice.chance(0.6):
        first = arc.talk_on
    if first is None or arc.status in (Status.NOT_ADMITTED, Status.WITHDRAWN):
        return
    if not case.closely and arc.status not in (Status.ACTIVE, Status.PAUSED):
        return  # what ended in the further families opens nothing
    state = STATES.get(arc.name, "") if case.closely else dice.one(("",) * 30 + ("run_out", "taken_back", "missing"))
    if state == "refused":
        _refuse(case)
    if state != "missing":
        for given_on in _days(max(first, BEGAN), arc.closed_on, state):
            _sign(case, dice, given_on, state)
    if state == "taken_back" and case.consent:
        _take_back(case)


def _days(first: date, closed_on: date | None, state: str) -> Iterator[date]:
    """The day of the first consent and of each renewal, while the family is in FAM."""
    day, until = first, closed_on or TODAY
    while day < until or day == first:
        yield day
        if state == "run_out" and valid_until(day) < TODAY:
            return
        day = valid_until(day) - EARLY


def people(case: Case) -> list[Someone]:
    """Return the members as the rules see them; their id is their place, from 1."""
    return [
        Someone(
            id=number, name=row["first_name"], role=row["role"], born_on=row["born_on"],
            custody_holder=row.get("custody_holder"), in_household=row.get("in_household", True),
            takes_part=row.get("takes_part"), starts_on=row.get("starts_on"), ends_on=row.get("ends_on"),
        )
        for number, row in enumerate(case.member, start=1)
    ]  # fmt: skip


def _sign(case: Case, dice: Dice, given_on: date, state: str) -> None:
    """One form for the whole family where the list of 2017 only knew of a paper, else each person signs."""
    ends_on = valid_until(given_on)
    if state == "run_out":
        ends_on = min(ends_on, TODAY - timedelta(days=12))
    flows = USUAL if dice.chance(0.5) else CORE
    if case.arc.legacy and given_on < GO_LIVE:
        case.consent.append(_row(case, None, given_on, ends_on, flows, []))
        return
    everybody = people(case)
    for one in necessary(everybody, given_on):
        if belongs(one, given_on):
            signers = [two.id for two in signatories(one, everybody, given_on)]
            case.consent.append(_row(case, one.id, given_on, ends_on, flows, signers))


def _row(
    case: Case, member: int | None, given_on: date, ends_on: date, flows: tuple[Flow, ...], signers: list[int]
) -> Row:
    return {
        "member": member, "given_on": given_on, "valid_until": ends_on, "signers": signers, "flows": flows,
        "form": "EW2" if given_on >= NEW_FORM else "EW1", "signed_by": "" if member else "liegt auf Papier vor",
        "purpose": PURPOSE, "bodies": BODIES, "entered": given_on, "by": case.arc.pair[0], "author": case.arc.pair[0],
        "revoked_on": None, "revoked_flows": (),
    }  # fmt: skip


def _refuse(case: Case) -> None:
    """The father does not take part: he is there, and nothing of him is shared."""
    for row in case.member:
        if row["role"] is MemberRole.FATHER:
            row["takes_part"] = False


def _take_back(case: Case) -> None:
    """The eldest of those who signed took back the entries, three days ago."""
    last = case.consent[-1]["given_on"]
    row = next(row for row in case.consent if row["given_on"] == last)
    row["revoked_on"] = TODAY - timedelta(days=3)
    row["revoked_flows"] = tuple(flow for flow in row["flows"] if flow[0] is DataCategory.WORK)
