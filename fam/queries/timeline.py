"""What happened with a family, newest first: statuses, meetings, notes, tasks, members, leads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from fam.models import Account, Lead, ListItem, Meeting, Member, Note, StatusPeriod, Task
from fam.models.base import Content
from fam.queries.entry_marks import NO_MARK, Mark, marks
from fam.rules.terms import Confidentiality, Institution, MeetingState


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline: the day it happened, the day it was entered, what, by whom, who may read it."""

    day: date
    entered_on: date
    kind: str
    title: str
    text: str = ""
    author: str = ""
    institution: Institution | None = None
    confidentiality: Confidentiality | None = None
    record_id: int = 0
    entity: str = ""
    mark: Mark = NO_MARK


def timeline(session: Session, family_id: int, limit: int = 30) -> tuple[list[Event], bool]:
    """Return the newest `limit` events that the person may see, and whether there are older ones."""
    names = {account_id or 0: name for account_id, name in session.exec(select(Account.id, Account.display_name))}
    sources: list[Callable[[Session, int, int, dict[int, str]], Iterator[Event]]] = [
        _statuses, _meetings, _notes, _tasks, _leads, _members,
    ]  # fmt: skip
    events = [event for source in sources for event in source(session, family_id, limit + 1, names)]
    events.sort(key=lambda event: (event.day, event.entered_on), reverse=True)
    return events[:limit], len(events) > limit


def _statuses(session: Session, family_id: int, limit: int, names: dict[int, str]) -> Iterator[Event]:
    query = (
        select(StatusPeriod, ListItem.label)
        .join(ListItem, col(ListItem.id) == StatusPeriod.reason_id, isouter=True)
        .where(StatusPeriod.family_id == family_id)
        .order_by(col(StatusPeriod.starts_on).desc())
        .limit(limit)
    )
    for period, reason in session.exec(query):
        text = " · ".join(part for part in (reason, period.note) if part)
        author = names.get(period.created_by or 0, "")
        yield Event(period.starts_on, period.created_at.date(), "Status", period.status.label, text, author)


def _meetings(session: Session, family_id: int, limit: int, names: dict[int, str]) -> Iterator[Event]:
    query = (
        select(Meeting, ListItem.label)
        .join(ListItem, col(ListItem.id) == Meeting.kind_id)
        .where(Meeting.family_id == family_id)
        .order_by(col(Meeting.event_on).desc())
        .limit(limit)
    )
    rows = session.exec(query).all()
    found = marks(session, [meeting for meeting, _kind in rows])
    for meeting, kind in rows:
        title = kind if meeting.state is MeetingState.HELD else f"{kind} ({meeting.state.label})"
        agreed = f"Vereinbart: {meeting.agreements}" if meeting.agreements else ""
        text = "\n\n".join(part for part in (meeting.topics, agreed) if part)
        author = names.get(meeting.author_id or 0, "")
        yield _entry(meeting, meeting.event_on, "Gespräch", title, text, author, found)


def _entry(row: Content, day: date, kind: str, title: str, text: str, author: str, found: dict[int, Mark]) -> Event:
    return Event(
        day, row.created_at.date(), kind, title, text, author, row.institution, row.confidentiality, row.id or 0,
        str(row.__tablename__), found.get(row.id or 0, NO_MARK),
    )  # fmt: skip


def _notes(session: Session, family_id: int, limit: int, names: dict[int, str]) -> Iterator[Event]:
    query = select(Note).where(Note.family_id == family_id).order_by(col(Note.event_on).desc()).limit(limit)
    rows = session.exec(query).all()
    found = marks(session, rows)
    for note in rows:
        author = names.get(note.author_id or 0, "")
        yield _entry(note, note.event_on, "Eintrag", "Eintrag", note.text, author, found)


def _tasks(session: Session, family_id: int, limit: int, names: dict[int, str]) -> Iterator[Event]:
    done = select(Task).where(Task.family_id == family_id, col(Task.done_on).is_not(None))
    rows = session.exec(done.order_by(col(Task.done_on).desc()).limit(limit)).all()
    found = marks(session, rows)
    for task in rows:
        assert task.done_on
        author = names.get(task.done_by or 0, "")
        yield _entry(task, task.done_on, "Aufgabe", "Aufgabe erledigt", task.text, author, found)


def _leads(session: Session, family_id: int, limit: int, names: dict[int, str]) -> Iterator[Event]:
    query = select(Lead).where(Lead.family_id == family_id).order_by(col(Lead.starts_on).desc()).limit(limit)
    for lead in session.exec(query):
        name = names.get(lead.account_id or 0) or f"„{lead.name_text}“"
        by = names.get(lead.created_by or 0, "")
        title = f"{lead.kind.label} {lead.institution.label}"
        yield Event(lead.starts_on, lead.created_at.date(), "Fallführung", f"{title}: {name}", "", by)
        if lead.ends_on:
            yield Event(lead.ends_on, lead.created_at.date(), "Fallführung", f"{title} endet: {name}", "", by)


def _members(session: Session, family_id: int, limit: int, names: dict[int, str]) -> Iterator[Event]:
    for member in session.exec(select(Member).where(Member.family_id == family_id).limit(limit)):
        entered, by = member.created_at.date(), names.get(member.created_by or 0, "")
        if member.starts_on:
            yield Event(member.starts_on, entered, "Mitglied", f"{member.first_name} kommt dazu", "", by)
        if member.ends_on:
            last = member.ends_on - timedelta(days=1)
            yield Event(member.ends_on, entered, "Mitglied", f"{member.first_name} gehört nicht mehr dazu",
                        f"letzter Tag: {last:%d.%m.%Y}", by)  # fmt: skip
