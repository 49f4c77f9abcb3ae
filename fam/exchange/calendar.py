"""Meetings as a file for Outlook and Thunderbird (RFC 5545): a calendar is seen by many, so no names and no content."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from fam.queries.calendar import CalendarRow

MIME = "text/calendar"
BERLIN = ZoneInfo("Europe/Berlin")
USUAL = timedelta(minutes=60)
DAY = timedelta(days=1)
WINTER, SUMMER = timedelta(hours=1), timedelta(hours=2)


def as_calendar(rows: Iterable[CalendarRow], at: datetime) -> bytes:
    """Return the .ics of meetings, made at a moment (UTC).

    The same meeting keeps its UID and counts its SEQUENCE up: read again, it replaces what stood in the calendar.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//FAM Westkreis//Termine//DE")
    calendar.add("version", "2.0")
    calendar.add_component(_berlin())
    for row in rows:
        calendar.add_component(_event(row, at))
    made: bytes = calendar.to_ical()
    return made


def _event(row: CalendarRow, at: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"gespraech-{row.id}-{row.created_at:%Y%m%dT%H%M%S}@fam-westkreis")
    event.add("dtstamp", at)
    event.add("sequence", row.version)
    event.add("summary", f"{row.number} · Gespräch")
    event.add("status", "CANCELLED" if row.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    if row.starts_at is None:  # no time known: beside the day, and it blocks nothing
        event.add("dtstart", row.event_on)
        event.add("dtend", row.event_on + DAY)
        event.add("transp", "TRANSPARENT")
        return event
    event.add("dtstart", datetime.combine(row.event_on, row.starts_at, BERLIN))
    if row.ends_at is not None and row.ends_at > row.starts_at:
        event.add("dtend", datetime.combine(row.event_on, row.ends_at, BERLIN))
    else:
        event.add("duration", USUAL)  # so many minutes also in the night on which the clocks change
    return event


def _berlin() -> icalendar.Timezone:
    """Europe/Berlin as it has been since 1996, by rule: a list of single dates is what Outlook does not read."""
    zone = icalendar.Timezone()
    zone.add("tzid", BERLIN.key)
    zone.add_component(
        _change(icalendar.TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), 10, SUMMER, WINTER)  # noqa: DTZ001
    )
    zone.add_component(
        _change(icalendar.TimezoneDaylight(), "CEST", datetime(1981, 3, 29, 2), 3, WINTER, SUMMER)  # noqa: DTZ001
    )
    return zone


def _change(
    part: icalendar.Component, name: str, first: datetime, month: int, before: timedelta, after: timedelta
) -> icalendar.Component:
    part.add("dtstart", first)
    part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("tzname", name)
    return part
