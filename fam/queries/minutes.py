"""The minutes of a meeting for its paper: only what both institutions read and parents may see."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from fam import db
from fam.models import Account, Attendee, Meeting, Member, Task
from fam.queries import papers
from fam.rules.terms import MeetingState, Party


@dataclass(frozen=True, slots=True)
class MinutesAgreement:
    """What was agreed, who does it, and by when."""

    text: str
    owner: str = ""
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """One meeting as its paper says it; `present` are (side, names)."""

    number: str
    date: dt.date
    time: dt.time | None
    place: str
    kind: str
    present: tuple[tuple[str, tuple[str, ...]], ...] = ()
    topics: tuple[str, ...] = ()
    agreements: tuple[MinutesAgreement, ...] = ()
    next_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What a paper says, and the entry that it is about, for the team's own fields."""

    paper: Minutes
    entry: Meeting


def invited(session: Session, meeting_id: int) -> Made | None:
    """Return a planned meeting for its invitation, or None if it is absent, not planned or not for a paper."""
    return _made(session, meeting_id, MeetingState.PLANNED)


def held(session: Session, meeting_id: int) -> Made | None:
    """Return a meeting that was held for its minutes, or None if it is absent, not held or not for a paper."""
    return _made(session, meeting_id, MeetingState.HELD)


def _made(session: Session, meeting_id: int, state: MeetingState) -> Made | None:
    hidden = _not_for_parents(session, meeting_id)
    query = select(Meeting).where(Meeting.id == meeting_id, Meeting.state == state)
    entry = next(iter(papers.givable(session, session.exec(query).all())), None)
    if entry is None:
        return None
    number, kind = papers.head(session, entry.family_id, entry.kind_id)
    written = state is MeetingState.HELD
    return Made(
        Minutes(
            number=number,
            date=entry.event_on,
            time=entry.starts_at,
            place=entry.place,
            kind=kind,
            present=_present(session, meeting_id) if written else (),
            topics=papers.lines(entry.topics) if written else (),
            agreements=_agreements(session, entry, hidden) if written else (),
            next_on=entry.next_on if written else None,
        ),
        entry,
    )


def _present(session: Session, meeting_id: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    query: Any = (
        select(Attendee, Account.display_name, Member.first_name)
        .outerjoin(Account, col(Account.id) == Attendee.account_id)
        .outerjoin(Member, col(Member.id) == Attendee.member_id)
        .where(Attendee.meeting_id == meeting_id, col(Attendee.present).is_(True))
        .order_by(col(Attendee.id))
    )
    sides: dict[Party, list[str]] = {}
    for row, account, first_name in session.exec(query):
        sides.setdefault(row.party, []).append(account or first_name or row.name or row.party.label)
    return tuple((party.label, tuple(sides[party])) for party in Party if party in sides)


def _agreements(session: Session, entry: Meeting, hidden: set[str]) -> tuple[MinutesAgreement, ...]:
    """Lines of the meeting's own text, the same whoever makes the paper; with owner and date where the task is for it.

    A task that one side keeps says nothing and hides nothing: both read the text. A line whose task parents must not
    see is left out, also where the task is the other side's.
    """
    query: Any = (
        select(Task, Account.display_name)
        .outerjoin(Account, col(Account.id) == Task.owner_id)
        .where(Task.meeting_id == entry.id)
        .order_by(col(Task.id))
    )
    found = list(session.exec(query))
    allowed = {one.id for one in papers.givable(session, [task for task, _name in found])}
    tasks = {
        task.text.strip(): MinutesAgreement(task.text, name or task.owner_text, task.due_on)
        for task, name in found
        if task.id in allowed
    }
    said = [line for line in papers.lines(entry.agreements) if line not in hidden]
    return tuple(tasks.get(line) or MinutesAgreement(line) for line in said)


def _not_for_parents(session: Session, meeting_id: int) -> set[str]:
    """Texts of the meeting's tasks that parents must not see, of both sides: only to leave lines out.

    Asked before anything else is read: what a reading session holds is let go of.
    """
    with db.elevated(session):
        query = select(Task.text).where(Task.meeting_id == meeting_id, col(Task.not_for_parents).is_(True))
        return {text.strip() for text in session.exec(query)}
