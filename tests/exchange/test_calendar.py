"""Calendar files, read by a parser that did not write them: the right hour, and nothing about anybody."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import vobject
from sqlmodel import select

from fam import db
from fam.db import reading
from fam.exchange.calendar import as_calendar
from fam.models import Attendee, ListItem, Meeting
from fam.person import Person
from fam.queries import calendar
from fam.queries.calendar import CalendarRow
from fam.rules.terms import Confidentiality, Institution, ListName, MeetingState, Party

AT = datetime(2018, 10, 15, 8, tzinfo=UTC)
BEFORE, SUMMER, AFTER = date(2017, 3, 25), date(2017, 3, 26), date(2017, 10, 29)
Cast = Callable[[str], Person]
Families = Callable[..., int]


def row(day: date, starts: time | None = None, ends: time | None = None, **more: Any) -> CalendarRow:
    """Return a meeting as the query gives it."""
    values = {"cancelled": False, "version": 3, **more}
    return CalendarRow(7, "FAM-2017-014", day, starts, ends, created_at=datetime(2017, 1, 5, 9, tzinfo=UTC), **values)


def read(*rows: CalendarRow) -> list[Any]:
    """Return the events of the file as the other parser sees them."""
    return list(vobject.readOne(as_calendar(rows, AT).decode()).contents.get("vevent", []))


def utc(moment: Any) -> str:
    """Return a moment in UTC."""
    return str(moment.astimezone(UTC).strftime("%d.%m. %H:%M"))


@pytest.mark.parametrize(
    ("day", "starts", "ends", "expected"),
    [
        (BEFORE, time(14, 30), time(16), ("25.03. 13:30", "25.03. 15:00")),  # winter
        (SUMMER, time(14, 30), time(16), ("26.03. 12:30", "26.03. 14:00")),  # the day on which summer time begins
        (SUMMER, time(1, 30), time(3, 30), ("26.03. 00:30", "26.03. 01:30")),  # across the hour that is not there
        (date(2017, 10, 28), time(9), time(10), ("28.10. 07:00", "28.10. 08:00")),  # still summer
        (AFTER, time(9), time(10), ("29.10. 08:00", "29.10. 09:00")),  # the day on which it ends
        (AFTER, time(1), time(4), ("28.10. 23:00", "29.10. 03:00")),  # across the hour that is there twice
    ],
)
def test_hours_across_the_change_of_clocks(day: date, starts: time, ends: time, expected: tuple[str, str]) -> None:
    """What the file says of Europe/Berlin is what happened, by the rules that stand in the file."""
    (event,) = read(row(day, starts, ends))
    assert (utc(event.dtstart.value), utc(event.dtend.value)) == expected


@pytest.mark.parametrize("day", [BEFORE, SUMMER, AFTER])
def test_without_an_end_it_lasts_an_hour(day: date) -> None:
    """Sixty minutes by the watch, also in the nights on which the clocks change."""
    (event,) = read(row(day, time(1, 45)))
    assert event.duration.value == timedelta(minutes=60)
    assert "dtend" not in event.contents


def test_without_a_time_it_is_all_day_and_blocks_nothing() -> None:
    """A day, until the next one, as Outlook counts it."""
    (event,) = read(row(AFTER))
    assert (event.dtstart.value, event.dtend.value) == (AFTER, date(2017, 10, 30))
    assert event.transp.value == "TRANSPARENT"


def test_a_changed_meeting_replaces_the_old_one() -> None:
    """The UID stays, SEQUENCE counts up, a cancelled one says so; DTSTAMP is when the file was made."""
    (old,) = read(row(SUMMER, time(9)))
    (new,) = read(row(AFTER, version=4, cancelled=True))
    assert old.uid.value == new.uid.value
    assert (old.sequence.value, new.sequence.value) == ("3", "4")
    assert (old.status.value, new.status.value) == ("CONFIRMED", "CANCELLED")
    assert new.dtstamp.value == AT


def test_lines_are_as_the_standard_wants_them() -> None:
    """CRLF, at most 75 bytes a line, one zone, the summary in UTF-8."""
    made = as_calendar([row(SUMMER, time(9)), row(AFTER)], AT)
    assert made.count(b"\r\n") == made.count(b"\n")
    assert max(len(line) for line in made.split(b"\r\n")) <= 75
    assert made.count(b"BEGIN:VTIMEZONE") == 1
    assert b"DTSTART;TZID=Europe/Berlin:20170326T090000" in made
    assert "SUMMARY:FAM-2017-014 · Gespräch".encode() in made


def test_no_meetings_are_a_calendar_too() -> None:
    """An empty file is one that can be opened."""
    assert read() == []


@pytest.fixture
def held(database: str, cast: Cast, make_family: Families) -> int:
    """One cancelled meeting of the ASD alone, with all that must not leave the house."""
    made, amir = make_family("Yılmaz"), cast("amir").account_id
    with db.program() as session:
        kinds = select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND, ListItem.code == "HAUSBESUCH")
        meeting = Meeting(
            family_id=made, kind_id=session.exec(kinds).one() or 0, event_on=date(2018, 10, 1), starts_at=time(9),
            place="Rheinstraße 4", topics="Trennung", institution=Institution.ASD, state=MeetingState.CANCELLED,
            confidentiality=Confidentiality.INSTITUTION,
        )  # fmt: skip
        session.add(meeting)
        session.flush()
        session.add(Attendee(meeting_id=meeting.id or 0, family_id=made, party=Party.ASD, account_id=amir))
        return meeting.id or 0


@pytest.mark.parametrize("name", ["amir", "anna", "stefan", "lena", "adam", "kerstin", "konrad", "dora"])
def test_only_who_reads_the_meeting_gets_it(cast: Cast, held: int, name: str) -> None:
    """Amir was there and gets it, with nothing about the family; nobody else gets even its day."""
    with reading(cast(name)) as session:
        one, mine = calendar.one(session, held), calendar.mine(session)
    assert len(one) == len(mine) == (name == "amir")
    made = as_calendar([*one, *mine], AT).decode().replace("\r\n ", "")
    assert not any(word in made for word in ("Yılmaz", "Rhein", "Trennung", "Hausbesuch", "Amir"))
