"""Meetings as people look for them: planned, past, of a month, one with everything that belongs to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from fam.models import Account, Attendee, Family, FamilyDetail, Lead, ListItem, Meeting, Member
from fam.person import Person
from fam.queries import field_columns, field_filters, lists
from fam.queries.entry_marks import NO_MARK, Mark, marks
from fam.queries.families import current
from fam.queries.field_filters import FieldFilter
from fam.rules.meetings import JOINT, is_joint
from fam.rules.periods import next_month
from fam.rules.terms import Confidentiality, Institution, ListName, MeetingState, Party


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One meeting of one family; `present` are names, "gemeinsam" is computed from who was there (I17)."""

    id: int
    family_id: int
    number: str
    name: str
    kind_id: int
    kind: str
    state: MeetingState
    event_on: date
    starts_at: time | None
    ends_at: time | None
    place: str
    cancelled_on: date | None
    topics: str
    agreements: str
    next_on: date | None
    institution: Institution
    confidentiality: Confidentiality
    author: str
    entered_on: date
    version: int
    gathering: str = ""
    present: tuple[str, ...] = ()
    joint: bool = False
    mark: Mark = NO_MARK
    more: Mapping[str, Any] = field(default_factory=dict)  # column -> value of the fields asked for


@dataclass(frozen=True, slots=True)
class MeetingSearch:
    """What somebody looks for among past meetings; empty fields do not restrict."""

    family_id: int | None = None
    kind_id: int | None = None
    state: MeetingState | None = None
    joint_only: bool = False
    filters: tuple[FieldFilter, ...] = ()
    columns: tuple[str, ...] = ()  # fields besides the standard ones


FIELDS = (Meeting,)  # whose fields are columns
FILTERED = (*FIELDS, Family, FamilyDetail)  # whose fields are filters
SORTS: dict[str, Any] = {"event_on": Meeting.event_on, "name": Family.sort_name, "kind": ListItem.position}


def past(
    session: Session,
    search: MeetingSearch,
    *,
    offset: int = 0,
    limit: int = 50,
    sort: str = "event_on",
    descending: bool = True,
) -> tuple[list[MeetingRow], int]:
    """Return one page of meetings that are not planned any more, and how many there are in all."""
    conditions = _conditions(session, search)
    total = session.exec(select(func.count(col(Meeting.id))).where(*conditions)).one()
    order = (_order(session, sort, descending), col(Meeting.event_on).desc(), col(Meeting.id).desc())
    rows = _with_people(session, _rows(session, conditions, order, offset, limit))
    cells = field_columns.cells(session, FIELDS, search.columns, [row.id for row in rows])
    return [replace(row, more=cells[row.id]) if row.id in cells else row for row in rows], total


def _order(session: Session, sort: str, descending: bool) -> Any:
    if sort not in SORTS and (sorted_by := field_columns.sort_key(session, FIELDS, sort)) is not None:
        return field_columns.ordered(sorted_by, descending)
    key = col(SORTS.get(sort, Meeting.event_on))
    return key.desc() if descending else key.asc()


def _conditions(session: Session, search: MeetingSearch) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [col(Meeting.state) != MeetingState.PLANNED]
    if search.family_id is not None:
        found.append(col(Meeting.family_id) == search.family_id)
    if search.kind_id is not None:
        found.append(col(Meeting.kind_id) == search.kind_id)
    if search.state is not None:
        found.append(col(Meeting.state) == search.state)
    if search.joint_only:
        found += [col(Meeting.state) == MeetingState.HELD, col(Meeting.id).in_(_joint(session, search.family_id))]
    return found + field_filters.conditions(session, Meeting, search.filters)


def _joint(session: Session, family_id: int | None) -> Any:
    """Meetings with somebody of each institution and of the family, in one family or in one's own."""
    person: Person = session.info["person"]
    mine: Any = [family_id]
    if family_id is None:
        mine = select(col(Lead.family_id)).where(Lead.account_id == person.account_id, *current(person.today))
    return (
        select(col(Attendee.meeting_id))
        .where(col(Attendee.family_id).in_(mine), col(Attendee.present).is_(True), col(Attendee.party).in_(JOINT))
        .group_by(col(Attendee.meeting_id))
        .having(func.count(func.distinct(col(Attendee.party))) == len(JOINT))
    )


def planned(
    session: Session,
    first: date = date.min,
    last: date = date.max,
    *,
    family_id: int | None = None,
    limit: int = 50,
) -> list[MeetingRow]:
    """Return planned meetings from `first` to `last` (both included), the next first."""
    conditions = [col(Meeting.state) == MeetingState.PLANNED, col(Meeting.event_on).between(first, last)]
    if family_id is not None:
        conditions.append(col(Meeting.family_id) == family_id)
    return _with_people(session, _rows(session, conditions, _BY_DAY, 0, limit))


def month(session: Session, first: date, limit: int = 400) -> list[MeetingRow]:
    """Return the meetings of the month that begins on `first`, of every state, by day and time."""
    conditions = [col(Meeting.event_on) >= first, col(Meeting.event_on) < next_month(first)]
    return _rows(session, conditions, _BY_DAY, 0, limit)


def kinds(session: Session, day: date) -> dict[int, tuple[str, str]]:
    """Return id -> (code, label) of the kinds of meetings in force on a day, in the team's order."""
    offered = lists.choices(session, ListName.MEETING_KIND, day)
    query = select(ListItem.id, ListItem.code).where(ListItem.list == ListName.MEETING_KIND)
    codes = {number or 0: code for number, code in session.exec(query)}
    return {number: (codes[number], label) for number, label in offered.items()}


def load(session: Session, meeting_id: int) -> tuple[MeetingRow, list[Attendee]] | None:
    """Return one meeting with who was expected and present, or None if it is absent or not for this person."""
    rows = _with_people(session, _rows(session, [col(Meeting.id) == meeting_id], (), 0, 1))
    if not rows:
        return None
    people = select(Attendee).where(Attendee.meeting_id == meeting_id).order_by(col(Attendee.id))
    return rows[0], list(session.exec(people))


_BY_DAY = (col(Meeting.event_on).asc(), col(Meeting.starts_at).asc().nulls_last(), col(Meeting.id).asc())


def _rows(session: Session, conditions: list[Any], order: tuple[Any, ...], offset: int, limit: int) -> list[MeetingRow]:
    query: Any = (
        select(Meeting, Family.number, Family.name, ListItem.label)
        .add_columns(col(Account.display_name))
        .join(Family, col(Family.id) == Meeting.family_id)
        .join(ListItem, col(ListItem.id) == Meeting.kind_id)
        .outerjoin(Account, col(Account.id) == Meeting.author_id)
        .where(*conditions)
        .order_by(*order)
        .offset(offset)
        .limit(limit)
    )
    rows = session.exec(query).all()
    marked = marks(session, [meeting for meeting, *_rest in rows])
    return [_row(*found, mark=marked[found[0].id]) for found in rows]


def _row(meeting: Meeting, number: str, name: str, kind: str, author: str | None, *, mark: Mark) -> MeetingRow:
    return MeetingRow(
        id=meeting.id or 0,
        family_id=meeting.family_id,
        number=number,
        name=name,
        kind_id=meeting.kind_id,
        kind=kind,
        state=meeting.state,
        event_on=meeting.event_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        cancelled_on=meeting.cancelled_on,
        topics=meeting.topics,
        agreements=meeting.agreements,
        next_on=meeting.next_on,
        institution=meeting.institution,
        confidentiality=meeting.confidentiality,
        author=author or "",
        entered_on=meeting.created_at.date(),
        version=meeting.version,
        gathering=meeting.gathering,
        mark=mark,
    )


def _with_people(session: Session, rows: list[MeetingRow]) -> list[MeetingRow]:
    """Add the names of those present (planned: expected) and whether the meeting was joint; one query for all rows."""
    names: dict[int, list[str]] = {}
    parties: dict[int, set[Party]] = {}
    for meeting_id, party, name in _present(session, [row.id for row in rows]):
        names.setdefault(meeting_id, []).append(name)
        parties.setdefault(meeting_id, set()).add(party)
    return [
        replace(
            row,
            present=tuple(names.get(row.id, ())),
            joint=row.state is MeetingState.HELD and is_joint(parties.get(row.id, set())),
        )
        for row in rows
    ]


def _present(session: Session, meeting_ids: Collection[int]) -> list[tuple[int, Party, str]]:
    if not meeting_ids:
        return []
    query: Any = (
        select(Attendee, Account.display_name, Member.first_name)
        .outerjoin(Account, col(Account.id) == Attendee.account_id)
        .outerjoin(Member, col(Member.id) == Attendee.member_id)
        .where(col(Attendee.meeting_id).in_(meeting_ids), col(Attendee.present).is_(True))
        .order_by(col(Attendee.id))
    )
    return [
        (row.meeting_id, row.party, account or first_name or row.name or row.party.label)
        for row, account, first_name in session.exec(query)
    ]
