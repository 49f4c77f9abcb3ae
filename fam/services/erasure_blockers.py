"""What keeps a case from being erased although its day has come; each reason is a sentence without names.

A new reason is one more function in `BLOCKERS`.
"""

from collections.abc import Callable, Sequence

from sqlmodel import Session, col, select

from fam.models import AccessRequest, ErasureHold, Family, Meeting, Task
from fam.person import Person
from fam.queries.access_requests import RUNNING
from fam.rules.german import format_date
from fam.rules.terms import IN_STOCK, PIPELINE, MeetingState, Status

Reasons = list[tuple[int, str]]  # family id, sentence
Blocker = Callable[[Session, Sequence[int]], Reasons]


def blockers(session: Session, family_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return family id -> why it must not be erased now; families without a reason are missing.

    The session must see all cases: fam/services/erasure_cases.py asks elevated.
    """
    found: dict[int, list[str]] = {}
    for ask in BLOCKERS:
        for family_id, sentence in ask(session, family_ids):
            if sentence not in found.setdefault(family_id, []):
                found[family_id].append(sentence)
    return {family_id: tuple(sentences) for family_id, sentences in found.items()}


def holds(session: Session, family_ids: Sequence[int]) -> Reasons:
    """Löschsperre. Its reason may say too much for a list, so only its kind is shown."""
    query = select(col(ErasureHold.family_id), col(ErasureHold.kind), col(ErasureHold.set_on)).where(
        col(ErasureHold.family_id).in_(family_ids), col(ErasureHold.lifted_on).is_(None)
    )
    return [
        (family_id, f"Löschsperre seit {format_date(day)}: {kind.label}")
        for family_id, kind, day in session.exec(query)
    ]


def running_successor(session: Session, family_ids: Sequence[int]) -> Reasons:
    """The family came back: while its new case runs, the earlier one is part of the work."""
    query = select(col(Family.previous_id)).where(
        col(Family.previous_id).in_(family_ids), col(Family.status).in_((*PIPELINE, *IN_STOCK))
    )
    return [(number or 0, "Die Familie ist wieder da: Ein neuer Fall läuft.") for number in session.exec(query)]


def still_to_do(session: Session, family_ids: Sequence[int]) -> Reasons:
    """Somebody still plans something with the family."""
    person: Person = session.info["person"]
    tasks = select(Task.family_id).where(
        col(Task.family_id).in_(family_ids), col(Task.done_on).is_(None), col(Task.due_on) >= person.today
    )
    meetings = select(Meeting.family_id).where(
        col(Meeting.family_id).in_(family_ids), Meeting.state == MeetingState.PLANNED, Meeting.event_on >= person.today
    )
    return [
        *((one, "Eine offene Aufgabe ist erst noch fällig.") for one in session.exec(tasks)),
        *((one, "Ein Termin ist noch geplant.") for one in session.exec(meetings)),
    ]


def asked_for(session: Session, family_ids: Sequence[int]) -> Reasons:
    """Somebody of the family wants to know what is kept: what they ask for must be there until they have it."""
    query = select(AccessRequest.family_id).where(
        col(AccessRequest.family_id).in_(family_ids), col(AccessRequest.state).in_(RUNNING)
    )
    return [(one, "Eine Auskunft ist noch nicht beantwortet.") for one in session.exec(query)]


def accompanied(session: Session, family_ids: Sequence[int]) -> Reasons:
    """The family is in Nachbetreuung."""
    person: Person = session.info["person"]
    query = select(col(Family.id)).where(
        col(Family.id).in_(family_ids), Family.status == Status.CLOSED, col(Family.aftercare_ends_on) > person.today
    )
    return [(number or 0, "Die Nachbetreuung läuft noch.") for number in session.exec(query)]


BLOCKERS: tuple[Blocker, ...] = (holds, running_successor, still_to_do, asked_for, accompanied)
