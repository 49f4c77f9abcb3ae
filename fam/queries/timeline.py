"""What happened with a family, newest first: statuses, meetings, notes, tasks, members, leads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from fam.models import Account, Lead, ListItem, Meeting, Member, Note, StatusPeriod, Task
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
    for meeting, kind in session.exec(query):
        title = kind if meeting.state is MeetingState.HELD else f"{kind} ({meeting.state.label})"
        agreed = f"Vereinbart: {meeting.agreements}" if meeting.agreements else ""
        text = "\n\n".join(part for part in (meeting.topics, agreed) if part)
        yield Event(
            meeting.event_on, meeting.created_at.date(), "Gespräch", title, text,
            names.get(meeting.author_id or 0, ""), meeting.institution, meeting.confidentiality, meeting.id or 0,
        )  # fmt: skip


def _notes(session: Session, family_id: int, limit: int, names: dict[int, str]) -> Iterator[Event]:
    query = select(Note).where(Note.family_id == family_id).order_by(col(Note.event_on).desc()).limit(limit)
    for note in session.exec(query):
        yield Event(
            note.event_on, note.created_at.date(), "Eintrag", "Eintrag", note.text,
            names.get(note.author_id or 0, ""), note.institution, note.confidentiality, note.id or 0,
        )  # fmt: skip


def _tasks(session: Session, family_id: int, limit: int, names: dict[int, str]) -> Iterator[Event]:
    done = select(Task).where(Task.family_id == family_id, col(Task.done_on).is_not(None))
    for task in session.exec(done.order_by(col(Task.done_on).desc()).limit(limit)):
        assert task.done_on
        yield Event(
            task.done_on, task.created_at.date(), "Aufgabe", "Aufgabe erledigt", task.text,
            names.get(task.done_by or 0, ""), task.institution, task.confidentiality, task.id or 0,
        )  # fmt: skip


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
