"""Who was at a meeting: checked against the team and the family, and kept beside the meeting."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from fam.errors import InvalidForm
from fam.fields.validate import clean
from fam.models import Account, Attendee, Meeting, Member
from fam.rules.terms import Institution, Party

FAMILY = "Familie"
SIDES = {Institution.PRO_ARBEIT: Party.PRO_ARBEIT, Institution.ASD: Party.ASD}
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody at a meeting: a colleague by account, a member of the family, or anybody else by name."""

    party: Party
    account_id: int | None = None
    member_id: int | None = None
    name: str = ""

    @property
    def code(self) -> str:
        """How a form names this person: "a12" an account, "m5" a member, "n..." a name."""
        if self.account_id is not None:
            return f"a{self.account_id}"
        return f"n{self.name}" if self.member_id is None else f"m{self.member_id}"


def of_codes(party: Party, codes: Iterable[str]) -> tuple[Presence, ...]:
    """Return the people that a form names by code; raises InvalidForm for a code that no form makes."""
    return tuple(_of_code(party, code) for code in codes)


def _of_code(party: Party, code: str) -> Presence:
    kind, rest = code[:1], code[1:]
    if kind == "n":
        return Presence(party, name=rest)
    if kind not in ("a", "m") or not rest.isdecimal():
        raise InvalidForm({party.value: "Diese Person gibt es hier nicht."})
    return Presence(party, account_id=int(rest)) if kind == "a" else Presence(party, member_id=int(rest))


def of_text(text: str) -> tuple[Presence, ...]:
    """Return others by name: "Frau Klein (Schule), Herr Groß"; one per comma, semicolon or line."""
    names = (clean(part) for part in text.replace(";", ",").replace("\n", ",").split(","))
    return tuple(Presence(Party.OTHER, name=name) for name in names if name)


def check(session: Session, family_id: int, people: Sequence[Presence]) -> None:
    """Raise InvalidForm unless colleagues sit on their own institution's side and members belong to the family."""
    colleagues = [one.account_id for one in people if one.account_id is not None]
    accounts = session.exec(select(Account).where(col(Account.id).in_(colleagues)))
    sides = {account.id: SIDES[account.institution] for account in accounts if account.institution}
    named = [one.member_id for one in people if one.member_id is not None]
    of_family = select(Member.id).where(Member.family_id == family_id, col(Member.id).in_(named))
    members = set(session.exec(of_family)) if named else set()
    for one in people:
        right_side = one.account_id is None or sides.get(one.account_id) is one.party
        right_family = one.member_id is None or (one.party is Party.FAMILY and one.member_id in members)
        named_well = one.account_id or one.member_id or 0 < len(one.name) <= LONGEST_NAME
        if not (right_side and right_family and named_well):
            raise InvalidForm({one.party.value: "Diese Person gibt es hier nicht."})


def rows_of(session: Session, meeting_id: int) -> list[Attendee]:
    """Return everybody who was expected or present."""
    return list(session.exec(select(Attendee).where(Attendee.meeting_id == meeting_id).order_by(col(Attendee.id))))


def presence_of(row: Attendee) -> Presence:
    """Return the person of a stored row."""
    return Presence(row.party, row.account_id, row.member_id, row.name)


def keep(session: Session, meeting: Meeting, people: Collection[Presence]) -> None:
    """Make exactly these people present; who was expected and did not come stays, as not present."""
    wanted = dict.fromkeys(people)
    for row in rows_of(session, meeting.id or 0):
        one = presence_of(row)
        row.present = one in wanted
        wanted.pop(one, None)
        session.add(row)
    for one in wanted:
        session.add(
            Attendee(
                meeting_id=meeting.id or 0,
                family_id=meeting.family_id,
                party=one.party,
                account_id=one.account_id,
                member_id=one.member_id,
                name=one.name,
                present=True,
            )
        )
    session.flush()


def nobody(session: Session, meeting: Meeting, parties: Collection[Party] = tuple(Party)) -> None:
    """Mark those of the given parties as not present: cancelled, or the family did not come."""
    for row in rows_of(session, meeting.id or 0):
        if row.party in parties:
            row.present = False
            session.add(row)
    session.flush()


def as_form(rows: Iterable[Attendee]) -> dict[str, Any]:
    """Return who was present as forms hold it: party code -> sorted presence codes; "OTHER" -> names, by comma."""
    there = [presence_of(row) for row in rows if row.present]
    others = ", ".join(one.name for one in there if one.party is Party.OTHER)
    sides = (Party.PRO_ARBEIT, Party.ASD, Party.FAMILY)
    return {side.value: sorted(one.code for one in there if one.party is side) for side in sides} | {"OTHER": others}


def of_form(values: Mapping[str, Any]) -> list[Presence]:
    """Return the people of such values; raises InvalidForm."""
    sides = (Party.PRO_ARBEIT, Party.ASD, Party.FAMILY)
    found = [one for side in sides for one in of_codes(side, values[side.value])]
    return [*found, *of_text(values["OTHER"])]
