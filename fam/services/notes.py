"""Entries in a family's file, for the own institution unless somebody sets another level (handbook §5.3)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from fam.errors import InvalidForm
from fam.models import Note
from fam.person import Person
from fam.rules.terms import Confidentiality, Institution
from fam.services import levels, records
from fam.services.levels import NO_MARKS, Marks


def write(
    session: Session,
    family_id: int,
    event_on: date | None,
    text: str,
    level: Confidentiality | None = None,
    extra: Mapping[str, Any] | None = None,
    marks: Marks | None = None,
) -> Note:
    """Write an entry; raises InvalidForm for an empty text, a missing or future day, a level that is not offered."""
    person: Person = session.info["person"]
    wrong = {}
    if not text.strip():
        wrong["text"] = "Bitte den Eintrag schreiben."
    if event_on is None:
        wrong["event_on"] = "Bitte den Tag angeben."
    elif event_on > person.today:
        wrong["event_on"] = "Der Tag liegt in der Zukunft."
    if not levels.may_choose(person, level):
        wrong["level"] = levels.ASD_ONLY
    if wrong:
        raise InvalidForm(wrong)
    assert event_on is not None
    institution = person.institution or Institution.PRO_ARBEIT
    note = Note(
        family_id=family_id,
        institution=institution,
        legal_circle=institution.circle,
        confidentiality=level or Confidentiality.INSTITUTION,
        event_on=event_on,
        author_id=person.account_id or None,
        text=text,
    )
    levels.put(session, note, marks or NO_MARKS)
    return records.add(session, note, extra)
