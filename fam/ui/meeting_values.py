"""Between the form of a meeting and the services: what a form opens with, and what was typed in it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fam.db import reading
from fam.fields.spec import extra_values
from fam.models import Attendee, Meeting
from fam.person import Person
from fam.queries import records
from fam.queries.meetings import MeetingRow
from fam.rules.terms import MeetingState, Party
from fam.services import attendance, levels
from fam.services.meeting_draft import Agreement, FamilyPart, MeetingDraft
from fam.ui import entry_marks, meeting_people

FIELDS = (
    "kind_id",
    "event_on",
    "starts_at",
    "ends_at",
    "place",
    "topics",
    "agreements",
    "confidentiality",
    "cancelled_on",
)


def draft(person: Person, values: Mapping[str, Any], agreed: Mapping[int, tuple[Agreement, ...]]) -> MeetingDraft:
    """Return what was typed as the services take it; the first family has the plain keys."""
    first, marks = next(iter(agreed)), levels.marks_of(values)
    parts = tuple(
        FamilyPart(
            number,
            topics=values["topics" if number == first else f"topics:{number}"],
            agreements=lines,
            present=meeting_people.guests_of(values) if number == first else (),
            next_on=values.get("next_on") if number == first else None,
            next_at=values.get("next_at"),
            marks=marks if number == first else replace(marks, about_id=None),
        )
        for number, lines in agreed.items()
    )
    return MeetingDraft(
        kind_id=values["kind_id"],
        event_on=values["event_on"],
        parts=parts,
        staff=meeting_people.staff_of(person, values),
        state=values.get("state", MeetingState.HELD),
        starts_at=values.get("starts_at"),
        ends_at=values.get("ends_at"),
        place=values.get("place", ""),
        cancelled_on=values.get("cancelled_on"),
        level=values.get("confidentiality"),
        extra=extra_values(values),
    )


def opened(person: Person, row: MeetingRow, people: list[Attendee]) -> dict[str, Any]:
    """Return what a form opens with: the meeting's fields and marks, and who was there by side."""
    with reading(person) as session:
        record = records.load(session, Meeting, row.id)
    return {key: getattr(row, key) for key in FIELDS} | entry_marks.opened(record) | attendance.as_form(people)


def edited(person: Person, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as `meetings.edit` takes them: people by codes, colleagues beyond the leads on their side."""
    found = {key: value for key, value in values.items() if key not in ("more_staff", *set(Party))}
    staff = meeting_people.staff_of(person, values)
    for party in (Party.PRO_ARBEIT, Party.ASD):
        found[party.value] = sorted(one.code for one in staff if one.party is party)
    guests = meeting_people.guests_of(values)
    found["FAMILY"] = sorted(one.code for one in guests if one.party is Party.FAMILY)
    return found | {"OTHER": values.get("OTHER", "")}
