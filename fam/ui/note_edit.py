"""A saved entry of a file, changed in place by whoever wrote it."""

import streamlit as st

from fam.db import reading
from fam.fields.spec import spec
from fam.models import Note
from fam.person import Person
from fam.queries import records
from fam.services import notes
from fam.ui import editing, entry_marks, extra_fields
from fam.ui.draft_store import Drafts
from fam.ui.feedback import told
from fam.ui.forms import Form
from fam.ui.undoing import Undoable

FIELDS = ("text", "event_on", "confidentiality")


def is_open(note_id: int) -> bool:
    """Return whether this entry is the part of the file that is edited now."""
    return editing.is_open(f"note:{note_id}")


def button(person: Person, note_id: int, author_id: int | None) -> None:
    """Draw "Bearbeiten" for the author; nobody else is offered it."""
    if notes.is_own(person, author_id):
        st.button("Bearbeiten", key=f"edit:note:{note_id}", type="tertiary", icon=":material/edit:", width="content",
                  help="Eintrag bearbeiten", on_click=editing.start, args=(f"note:{note_id}",))  # fmt: skip


def draw(person: Person, note_id: int) -> None:
    """Draw the form of an entry: kept as a draft while it is typed, merged by field, with the way back."""
    with reading(person) as session:
        note = records.load(session, Note, note_id)
    if note is None:
        return
    with st.container(border=True, key=f"nodruck-editing-note-{note_id}"):
        form = _form(person, note)
        if form.submitted("Speichern", cancel="Abbrechen"):
            step = Undoable(person)
            with told("Eintrag geändert.", form, undo=step.undo), step.transaction() as session:
                notes.edit(session, note_id, form.opened, form.values())
            _leave()
        if form.cancelled:
            _leave()
        _removing(person, form, note_id)


def _form(person: Person, note: Note) -> Form:
    opened = {key: getattr(note, key) for key in FIELDS} | entry_marks.opened(note)
    opened |= extra_fields.opened(person, Note, note)
    form = Form(f"note:{note.id}", today=person.today, opened=opened, version=note.version, drafts=Drafts(person))
    form.long_text("text", "Eintrag", required=True, max_length=spec(Note, "text").max_length,
                   help="Kurz und sachlich. Keine Angaben zu Dritten, keine Diagnosen.")  # fmt: skip
    left, right = st.columns(2)
    with left:
        form.date("event_on", "Datum", required=True)
    with right:
        entry_marks.ask(form, person, note.family_id, key="confidentiality", author_id=note.author_id or 0)
    extra_fields.ask(person, form, Note, record=note)
    return form


def _removing(person: Person, form: Form, note_id: int) -> None:
    if st.button("Entfernen (war ein Irrtum)", key=f"remove:note:{note_id}", type="tertiary", icon=":material/delete:"):
        step = Undoable(person)
        with told("Eintrag entfernt.", undo=step.undo), step.transaction() as session:
            notes.remove(session, note_id)
        form.done()
        _leave()


def _leave() -> None:
    editing.stop()
    st.rerun()
