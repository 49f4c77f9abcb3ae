"""Meetings as a calendar needs them: when and which number, nothing of what they are about."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlmodel import Session, col, or_, select

from fam.models import Attendee, Family, Meeting
from fam.person import Person
from fam.queries import deputies
from fam.rules.terms import MeetingState

MOST = 5000


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One meeting in a calendar; no name, no topic, no place, for a place may be where a family lives."""

    id: int
    number: str
    event_on: date
    starts_at: time | None
    ends_at: time | None
    cancelled: bool
    version: int
    created_at: datetime


def one(session: Session, meeting_id: int) -> list[CalendarRow]:
    """Return one meeting; empty if it is absent or not for this person."""
    return _rows(session, col(Meeting.id) == meeting_id)


def mine(session: Session) -> list[CalendarRow]:
    """Return the meetings at which the person was expected, planned and past, the latest first; cancelled ones too.

    A deputy is expected where the colleague was, on the days of the deputyship.
    """
    person: Person = session.info["person"]
    stands_in = deputies.stood_in_for(person, col(Attendee.family_id), col(Attendee.account_id), col(Meeting.event_on))
    expected = (
        select(Attendee.meeting_id)
        .join(Meeting, col(Meeting.id) == Attendee.meeting_id)
        .where(or_(col(Attendee.account_id) == person.account_id, stands_in))
    )
    return _rows(session, col(Meeting.id).in_(expected))


def _rows(session: Session, condition: Any) -> list[CalendarRow]:
    query = (
        select(Meeting, Family.number)
        .join(Family, col(Family.id) == Meeting.family_id)
        .where(condition)
        .order_by(col(Meeting.event_on).desc(), col(Meeting.id).desc())
        .limit(MOST)
    )
    return [
        CalendarRow(
            meeting.id or 0, number, meeting.event_on, meeting.starts_at, meeting.ends_at,
            meeting.state is MeetingState.CANCELLED, meeting.version, meeting.created_at,
        )
        for meeting, number in session.exec(query)
    ]  # fmt: skip
