"""The lifecycle of a case: which step is possible, what stands in its way, who may take it (domain handbook §4.2-4.3).

What must be answered about goals, BGs and measures at the closing, `fam.rules.closing` says. For an "Altbestand" case
votes, consent or reasons may be missing for what has already happened; every guard applies to its next step.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from fam.errors import IllegalStep
from fam.rules.german import format_date
from fam.rules.periods import end_to_last_day
from fam.rules.terms import Answer, Institution, Phase, Role, Status

CORRECTION_DAYS = 30
_COORDINATION = frozenset({Role.COORDINATOR})
_TEAM = frozenset({Role.COORDINATOR, Role.CASEWORKER})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What the guards look at. `criteria_complete` are the institutions that answered every question."""

    status: Status
    today: date
    status_since: date | None = None
    phase: Phase | None = None
    received_on: date | None = None
    has_town: bool = False
    has_source: bool = False
    has_occasion: bool = False
    contact_agreed_on: date | None = None  # informed, and at least orally agreed to be contacted
    first_talk_on: date | None = None  # the first talk with both institutions
    votes: Mapping[Institution, Answer | None] = field(default_factory=dict)
    criteria_complete: frozenset[Institution] = frozenset()
    leads: frozenset[Institution] = frozenset()  # with a lead or a deputy today
    lead_missing_since: date | None = None
    dissent_open: bool = False
    dissent_outcome: Answer | None = None  # of a settled dissent
    free_places: int | None = None  # None: no places are entered
    admitted_on: date | None = None
    closed_on: date | None = None  # first day no longer in FAM
    has_main_reason: bool = False
    expected_until: date | None = None  # of a pause
    legacy: bool = False
    consent_lacking: tuple[str, ...] = ()  # German sentences: which necessary consent is not there
    consent_since: date | None = None  # the day from which all of them are there

    @property
    def agreed(self) -> bool:
        """Both institutions say yes, or a settled dissent ended with yes."""
        return self.dissent_outcome is Answer.YES or all(self.votes.get(one) is Answer.YES for one in Institution)


@dataclass(frozen=True, slots=True)
class Step:
    """One step that the status offers; `blockers` say why it is not possible yet (empty: it is)."""

    to: Status
    label: str
    blockers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    """One line of the table: its label, the roles that may take it, and whether the leads may."""

    label: str
    roles: frozenset[Role]
    leads: bool = False


_ADMIT, _REFUSE = _Rule("Aufnehmen", _COORDINATION, leads=True), _Rule("Nicht aufnehmen", _COORDINATION, leads=True)
_WITHDRAW, _CLOSE = _Rule("Zurückziehen", _TEAM, leads=True), _Rule("Abschließen", _COORDINATION, leads=True)
RULES: Mapping[tuple[Status, Status], _Rule] = {
    (Status.PROPOSED, Status.EXAMINATION): _Rule("Prüfung beginnen", _COORDINATION),
    # Not in the handbook's table; its reasons "unvollständig geblieben" and "Doppelvorschlag" need it.
    (Status.PROPOSED, Status.NOT_ADMITTED): _Rule("Nicht aufnehmen", _COORDINATION),
    (Status.PROPOSED, Status.WITHDRAWN): _WITHDRAW,
    (Status.EXAMINATION, Status.ACTIVE): _ADMIT,
    (Status.EXAMINATION, Status.WAITING): _Rule("Auf die Warteliste", _COORDINATION, leads=True),
    (Status.EXAMINATION, Status.NOT_ADMITTED): _REFUSE,
    (Status.EXAMINATION, Status.WITHDRAWN): _WITHDRAW,
    (Status.WAITING, Status.ACTIVE): _ADMIT,
    (Status.WAITING, Status.NOT_ADMITTED): _REFUSE,
    (Status.WAITING, Status.WITHDRAWN): _WITHDRAW,
    (Status.ACTIVE, Status.PAUSED): _Rule("Ruhen lassen", frozenset(), leads=True),
    (Status.ACTIVE, Status.CLOSED): _CLOSE,
    (Status.PAUSED, Status.ACTIVE): _Rule("Fortsetzen", frozenset(), leads=True),
    (Status.PAUSED, Status.CLOSED): _CLOSE,
    (Status.CLOSED, Status.ACTIVE): _Rule("Abschluss zurücknehmen", _COORDINATION),
}
NEEDS_REASON = frozenset({Status.NOT_ADMITTED, Status.PAUSED, Status.CLOSED})


def may_step(roles: Collection[Role], start: Status, to: Status, *, is_lead: bool) -> bool:
    """Whether somebody with these roles may take this step; `is_lead` is a lead or a deputy of today.

    The institution plays no part: "both" is held by both votes, and what a person may see by the session's filter.
    """
    rule = RULES.get((start, to))
    return rule is not None and bool(rule.roles & set(roles) or (rule.leads and is_lead and Role.CASEWORKER in roles))


def possible_steps(facts: CaseFacts) -> tuple[Step, ...]:
    """Return the steps that the status offers, each with what stands in its way before its form is opened."""
    return tuple(
        Step(to, rule.label, blockers(facts, to)) for (start, to), rule in RULES.items() if start is facts.status
    )


def step(facts: CaseFacts, to: Status, on: date) -> None:
    """Let a step pass whose guards hold on a day; raises IllegalStep with every blocker."""
    if found := blockers(facts, to, on):
        raise IllegalStep(found)


def blockers(facts: CaseFacts, to: Status, on: date | None = None) -> tuple[str, ...]:
    """Return why a step is not possible, one German sentence per guard; empty if it is.

    `on` is the first day of the new status (for closing the day after the last day in FAM). Without it what the form
    of the step asks for (date, main reason) is not judged yet.
    """
    if (facts.status, to) not in RULES:
        return (_illegal(facts.status, to),)
    found = list(_guards(facts, to))
    if on is not None:
        found += _date_guards(facts, to, on)
        if to in NEEDS_REASON and not facts.has_main_reason:
            found.append("Der Grund des Ruhens fehlt." if to is Status.PAUSED else "Der Hauptgrund fehlt.")
    return tuple(found)


def was_in_fam(status: Status, admitted_on: date | None, *, readmission: bool) -> bool:
    """Whether who continues a case was in FAM before: in that case, or in one that it continues itself.

    Only then is a new admission a Wiederaufnahme (domain handbook §4.1, §7.4 no. 19); a refused proposal is none.
    """
    return admitted_on is not None or status is Status.CLOSED or readmission


def phase_blockers(facts: CaseFacts, to: Phase) -> tuple[str, ...]:
    """Return why a phase cannot be set: the first talk needs its date and both institutions (a joint meeting)."""
    if to is Phase.TALK_HELD and facts.first_talk_on is None:
        return ("Es ist noch kein Erstgespräch mit beiden Institutionen festgehalten.",)
    return ()


def _illegal(start: Status, to: Status) -> str:
    if start is Status.PROPOSED and to in (Status.ACTIVE, Status.WAITING):
        return f"Ein Vorschlag wird nicht ohne Prüfung „{to.label}“."
    if start is to:
        return f"Die Familie ist schon „{to.label}“."
    return f"Von „{start.label}“ führt kein Schritt zu „{to.label}“."


def _guards(facts: CaseFacts, to: Status) -> tuple[str, ...]:
    if to is Status.EXAMINATION:
        return _examination_guards(facts)
    if to is Status.WAITING:
        places = facts.free_places
        free = (f"Es ist noch Platz ({places} frei): bitte aufnehmen.",) if places is not None and places > 0 else ()
        return (*_decision_guards(facts), *free)
    if facts.status is Status.CLOSED:
        return _correction_guards(facts)
    if to is Status.ACTIVE and facts.status is not Status.PAUSED:
        missing = [one for one in Institution if one not in facts.leads]
        leads = (f"Die Fallführung {one.label} fehlt." for one in missing)
        return (*_decision_guards(facts), *leads, *facts.consent_lacking)
    return ()


def _examination_guards(facts: CaseFacts) -> tuple[str, ...]:
    lacks = {
        "Der Wohnort fehlt.": not facts.has_town,
        "„Vorgeschlagen von“ fehlt.": not facts.has_source,
        "Der Anlass fehlt.": not facts.has_occasion,
        "Das Eingangsdatum fehlt.": facts.received_on is None,
        "Die Familie hat dem Kontakt noch nicht zugestimmt (mündlich genügt).": facts.contact_agreed_on is None,
    }
    return tuple(sentence for sentence, lacking in lacks.items() if lacking)


def _decision_guards(facts: CaseFacts) -> tuple[str, ...]:
    """Criteria documented by both, and both say yes; a dissent must be settled."""
    found = [f"Die Prüfung von {one.label} ist nicht vollständig." for one in Institution if _open(facts, one)]
    if facts.dissent_open:
        return (*found, "Der Dissens ist noch nicht entschieden.")
    if facts.agreed:
        return tuple(found)
    if facts.dissent_outcome is Answer.NO:
        return (*found, "Der Dissens wurde gegen die Aufnahme entschieden.")
    for one in Institution:
        vote = facts.votes.get(one)
        if vote is Answer.NO:
            found.append(f"{one.label} hat gegen die Aufnahme gestimmt.")
        elif vote is not Answer.YES:
            found.append(f"Die Stimme von {one.label} fehlt.")
    return tuple(found)


def _open(facts: CaseFacts, institution: Institution) -> bool:
    return institution not in facts.criteria_complete


def _correction_guards(facts: CaseFacts) -> tuple[str, ...]:
    if facts.closed_on is None or facts.today - facts.closed_on <= timedelta(days=CORRECTION_DAYS):
        return ()
    return (
        f"Ein Abschluss lässt sich nur {CORRECTION_DAYS} Tage lang zurücknehmen. "
        "Kommt die Familie wieder, beginnt ein neuer, verknüpfter Fall.",
    )


def _date_guards(facts: CaseFacts, to: Status, on: date) -> list[str]:
    """No step into the future, none before the status began; taking back a closing has no date of its own."""
    if facts.status is Status.CLOSED:
        return []
    since = facts.status_since or (facts.received_on if facts.status is Status.PROPOSED else None)
    day, name = (end_to_last_day(on), "Der letzte Tag in FAM") if to is Status.CLOSED else (on, "Das Datum")
    found = []
    if to is Status.ACTIVE and facts.consent_since and day < facts.consent_since:
        found.append(f"{name} ({format_date(day)}) liegt vor der Einwilligung ({format_date(facts.consent_since)}).")
    if day > facts.today:
        found.append(f"{name} ({format_date(day)}) liegt in der Zukunft.")
    if since is not None and day < since:
        found.append(
            f"{name} ({format_date(day)}) liegt vor dem Beginn von „{facts.status.label}“ ({format_date(since)})."
        )
    return found
