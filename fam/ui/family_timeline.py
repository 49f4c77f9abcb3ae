"""What happened with a family, newest first, and writing the next entry."""

from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from fam.db import reading, transaction
from fam.fields.spec import declared, extra_values
from fam.models import Note
from fam.person import Person
from fam.queries.family_file import FamilyFile
from fam.queries.statements import Said
from fam.queries.timeline import Event, timeline
from fam.rules.terms import Confidentiality
from fam.services import notes
from fam.ui import entry_marks, extra_fields, moving, note_edit, releases, statements
from fam.ui.draft_store import Drafts
from fam.ui.feedback import plain, told
from fam.ui.format import date_text
from fam.ui.forms import Form

STEP = 30
ICONS = {
    "Status": ":material/flag:",
    "Gespräch": ":material/forum:",
    "Eintrag": ":material/notes:",
    "Aufgabe": ":material/task_alt:",
    "Fallführung": ":material/badge:",
    "Maßnahme": ":material/assignment:",
    "Mitglied": ":material/person:",
}


def write(person: Person, family_id: int) -> None:
    """Draw the form for an entry; kept as a draft while it is typed, and offered again without being asked for."""
    with st.expander("Eintrag schreiben", icon=":material/edit_note:"):
        form = Form(f"note:new:{family_id}", today=person.today, drafts=Drafts(person))
        form.long_text("text", "Eintrag", required=True, max_length=10000,
                       help="Kurz und sachlich. Keine Angaben zu Dritten, keine Diagnosen.")  # fmt: skip
        left, right = st.columns(2)
        with left:
            form.date("event_on", "Datum", required=True, value=person.today)
        with right:
            entry_marks.ask(form, person, family_id)
        extra_fields.ask(person, form, Note)
        if form.submitted("Eintrag speichern"):
            with told("Eintrag gespeichert.", form), transaction(person) as session:
                values = entry_marks.marked(form.values())
                notes.write(session, family_id, **declared(values), extra=extra_values(values))
            st.rerun()


def show(person: Person, file: FamilyFile) -> None:
    """Draw the timeline, 30 events at a time, and what was said beside its entries."""
    family_id = file.head.id or 0
    limit = st.session_state.setdefault(f"timeline:{family_id}", STEP)
    with reading(person) as session:
        events, more = timeline(session, family_id, limit, file.members)
    st.subheader("Verlauf", anchor=False)
    if not events:
        st.caption("Noch nichts geschehen.")
    with st.container(key="timeline"):  # printed are the newest eight, so that the file stays on one page
        for event in events:
            _event(person, event, file.said)
    if more:
        st.button("Ältere zeigen", on_click=_more, args=(family_id,))


def _more(family_id: int) -> None:
    st.session_state[f"timeline:{family_id}"] += STEP


def _event(person: Person, event: Event, said: Said) -> None:
    if event.entity == "note" and note_edit.is_open(event.record_id):
        note_edit.draw(person, event.record_id)
        return
    late = (event.entered_on - event.day).days > 7
    small = [
        event.author,
        *entry_marks.said(event.confidentiality, event.institution, event.mark),
        f"erfasst am {date_text(event.entered_on)}" if late else "",
    ]
    icon = ICONS.get(event.kind, "")
    with _container(event, statements.closed(event, said)):
        st.markdown(f"{icon} **{date_text(event.day)}** · {plain(event.title)}")
        if event.text:
            st.markdown(plain(event.text).replace("\n", "  \n"))
        if shown := " · ".join(part for part in small if part):
            st.caption(plain(shown))
        if not event.entity:
            return
        with st.container(horizontal=_at_rest(event, said), gap="small", key=f"tun-{event.entity}-{event.record_id}"):
            _actions(person, event, said)


def _actions(person: Person, event: Event, said: Said) -> None:
    if event.entity == "note":
        note_edit.button(person, event.record_id, event.mark.author_id)
    if event.mark.waits or event.confidentiality is not Confidentiality.TEAM:
        releases.offer(person, event.entity, event.record_id, event.institution)
    statements.of_record(person, event.entity, event.record_id, said)
    moving.offer(person, event.entity, event.record_id, event.institution)


def _at_rest(event: Event, said: Said) -> bool:
    """Return whether an event has buttons only, which stand in one row; what folds out or was said takes the width."""
    about = (event.entity, event.record_id)
    panel = about in (st.session_state.get(releases.OPEN), st.session_state.get(moving.OPEN))
    return not (panel or statements.is_shown(*about, said))


def _container(event: Event, closed: bool) -> AbstractContextManager[Any]:
    if not event.entity:
        return st.container(gap=None)
    name = f"{event.entity}-{event.record_id}"
    return entry_marks.on_paper(name, event.confidentiality, event.mark.not_for_parents or closed)
