"""What happened with a family, newest first: statuses, meetings, notes, tasks, members, leads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from fam.models import Account, Lead, ListItem, Meeting, Member, Note, StatusPeriod, Task
from fam.models.base import Content
from fam.queries import closings
from fam.queries.entry_marks import NO_MARK, Entry, Mark, marks_of
from fam.rules.periods import end_to_last_day
from fam.rules.terms import Confidentiality, Institution, MeetingState, Status


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


def timeline(
    session: Session, family_id: int, limit: int = 30, members: Sequence[Member] | None = None
) -> tuple[list[Event], bool]:
    """Return the newest `limit` events that the person may see, and whether there are older ones.

    `members`: those of the family, where the caller has read them already.
    """
    names = {account_id or 0: name for account_id, name in session.exec(select(Account.id, Account.display_name))}
    if members is None:
        members = session.exec(select(Member).where(Member.family_id == family_id)).all()
    statuses = list(_statuses(session, family_id, limit + 1, names))
    closed = [one.day for one in statuses if one.title == Status.CLOSED.label]
    events = [
        *statuses,
        *(_handled(session, family_id, end_to_last_day(max(closed))) if closed else ()),
        *_entries(session, family_id, limit + 1, names),
        *_leads(session, family_id, limit + 1, names),
        *_members(members, names),
    ]
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


def _handled(session: Session, family_id: int, day: date) -> Iterator[Event]:
    """What became of open measures on the last day in FAM; asked for closed cases only."""
    found = closings.handled(session, family_id)
    marks = marks_of(session, [measure for measure, _name in found])
    for measure, name in found:
        mark = marks.get(("measure", measure.id or 0), NO_MARK)
        if measure.handling:
            yield Event(day, day, "Maßnahme", name, measure.handling.said, "", measure.institution,
                        measure.confidentiality, mark=mark)  # fmt: skip


def _entries(session: Session, family_id: int, limit: int, names: dict[int, str]) -> Iterator[Event]:
    """Meetings, notes and tasks; what stands beside them is asked for all of them at once."""
    of_kind = select(Meeting, ListItem.label).join(ListItem, col(ListItem.id) == Meeting.kind_id)
    in_file = of_kind.where(Meeting.family_id == family_id)
    meetings = session.exec(in_file.order_by(col(Meeting.event_on).desc()).limit(limit)).all()
    written = select(Note).where(Note.family_id == family_id)
    notes = session.exec(written.order_by(col(Note.event_on).desc()).limit(limit)).all()
    done = select(Task).where(Task.family_id == family_id, col(Task.done_on).is_not(None))
    tasks = session.exec(done.order_by(col(Task.done_on).desc()).limit(limit)).all()
    found = marks_of(session, [*(meeting for meeting, _kind in meetings), *notes, *tasks])
    yield from _meetings(meetings, names, found)
    for note in notes:
        author = names.get(note.author_id or 0, "")
        yield _entry(note, note.event_on, "Eintrag", "Eintrag", note.text, author, found)
    for task in tasks:
        assert task.done_on
        author = names.get(task.done_by or 0, "")
        yield _entry(task, task.done_on, "Aufgabe", "Aufgabe erledigt", task.text, author, found)


def _meetings(
    rows: Sequence[tuple[Meeting, str]], names: Mapping[int, str], found: Mapping[Entry, Mark]
) -> Iterator[Event]:
    for meeting, kind in rows:
        title = kind if meeting.state is MeetingState.HELD else f"{kind} ({meeting.state.label})"
        agreed = f"Vereinbart: {meeting.agreements}" if meeting.agreements else ""
        text = "\n\n".join(part for part in (meeting.topics, agreed) if part)
        author = names.get(meeting.author_id or 0, "")
        yield _entry(meeting, meeting.event_on, "Gespräch", title, text, author, found)


def _entry(
    row: Content, day: date, kind: str, title: str, text: str, author: str, found: Mapping[Entry, Mark]
) -> Event:
    table = str(row.__tablename__)
    return Event(
        day, row.created_at.date(), kind, title, text, author, row.institution, row.confidentiality, row.id or 0,
        table, found.get((table, row.id or 0), NO_MARK),
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


def _members(members: Sequence[Member], names: Mapping[int, str]) -> Iterator[Event]:
    for member in members:
        entered, by = member.created_at.date(), names.get(member.created_by or 0, "")
        if member.starts_on:
            yield Event(member.starts_on, entered, "Mitglied", f"{member.first_name} kommt dazu", "", by)
        if member.ends_on:
            last = member.ends_on - timedelta(days=1)
            yield Event(member.ends_on, entered, "Mitglied", f"{member.first_name} gehört nicht mehr dazu",
                        f"letzter Tag: {last:%d.%m.%Y}", by)  # fmt: skip
