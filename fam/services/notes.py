"""Entries in a family's file, for the own institution unless somebody sets another level (handbook §5.3)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from fam.errors import Conflict, InvalidForm, NotAllowed
from fam.fields.spec import declared, specs
from fam.fields.validate import checked
from fam.models import Note
from fam.person import Person
from fam.rules.merge import merge
from fam.rules.terms import Confidentiality, Institution
from fam.services import levels, records, tasks
from fam.services.levels import NO_MARKS, Marks

FUTURE = "Der Tag liegt in der Zukunft."
NOT_YOURS = "Einen Eintrag ändert nur, wer ihn geschrieben hat; etwas dagegenstellen kann die Gegendarstellung."


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
        wrong["event_on"] = FUTURE
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


def edit(session: Session, note_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> Note:
    """Apply its author's changes to an entry: text, day, level, marks, the team's fields; different fields merge.

    A wider level needs `wider=True`. Raises NotFound, NotAllowed for somebody else's entry, Conflict, InvalidForm.
    """
    note = _own(session, note_id)
    records.fill(session, note, opened, changes)
    mine = tasks.changed(opened, declared(changes))
    now = levels.opened(note)
    theirs = {key: now[key] if key in now else getattr(note, key) for key in mine}
    merged, conflicts = merge({key: opened.get(key) for key in mine}, theirs, mine)
    if conflicts:
        raise Conflict(conflicts)
    levels.take(session, note, merged)
    for key, value in checked(specs(Note), merged).items():
        setattr(note, key, value)
    if note.event_on > session.info["person"].today:
        raise InvalidForm({"event_on": FUTURE})
    session.add(note)
    session.flush()
    return note


def remove(session: Session, note_id: int) -> None:
    """Delete an entry that was its author's mistake; the change log keeps it. Raises NotFound, NotAllowed."""
    session.delete(_own(session, note_id))
    session.flush()


def is_own(person: Person, author_id: int | None) -> bool:
    """Return whether the person wrote an entry: only then they change it."""
    return author_id is not None and author_id == person.account_id


def _own(session: Session, note_id: int) -> Note:
    person: Person = session.info["person"]
    note = records.find(session, Note, note_id)
    if not (is_own(person, note.author_id) or person.system):
        raise NotAllowed(NOT_YOURS)
    return note
