"""The page Reflexion, second half: the versions of the concept with the days on which they hold."""

import streamlit as st

from fam.db import reading
from fam.models import ConceptVersion
from fam.person import Person, Right
from fam.queries import reflections as queries
from fam.rules.reflections import NO_FAMILIES
from fam.services import reflections as service
from fam.ui import editing
from fam.ui.draft_store import Drafts
from fam.ui.feedback import plain
from fam.ui.format import span_text
from fam.ui.forms import Form

NEW = "concept:new"


def show(person: Person) -> None:
    """Draw the versions, the newest first; Koordination enters and corrects them."""
    st.header("Fassungen des Konzepts", anchor=False)
    with reading(person) as session:
        found = queries.versions(session)
    if not found:
        st.write("Noch keine Fassung eingetragen.")
    for row in found:
        with st.container(border=True, key=f"concept-{row.id}"):
            if person.may(Right.COORDINATE) and editing.is_open(_name(row)):
                _edit(person, row)
            else:
                _read(person, row)
    if person.may(Right.COORDINATE):
        _new(person)


def _name(row: ConceptVersion) -> str:
    return f"concept:{row.id}"


def _read(person: Person, row: ConceptVersion) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        span = span_text(row.valid_from, row.valid_to)
        st.markdown(f"**{plain(row.title)}** · {span}", width="stretch")
        if person.may(Right.COORDINATE):
            st.button("Bearbeiten", key=f"edit:{_name(row)}", icon=":material/edit:", type="tertiary",
                      on_click=editing.start, args=(_name(row),), help=f"„{plain(row.title)}“ bearbeiten")  # fmt: skip
    if row.changed:
        st.markdown(plain(row.changed))
    if row.reference:
        st.caption(f"Dokument: {plain(row.reference)}")


def _edit(person: Person, row: ConceptVersion) -> None:
    opened = service.values_of_version(row)
    form = Form(_name(row), today=person.today, opened=opened, version=row.version, drafts=Drafts(person))
    _fields(form)
    editing.finish(
        person, form, "Fassung gespeichert.",
        lambda session: service.change_version(session, row.id or 0, form.opened, form.changes()),
    )  # fmt: skip
    editing.remove(person, _name(row), "Fassung entfernt", lambda session: service.remove_version(session, row.id or 0))


def _new(person: Person) -> None:
    if not editing.is_open(NEW):
        st.button("Fassung eintragen", key=f"open:{NEW}", icon=":material/add:", on_click=editing.start, args=(NEW,))
        return
    with st.container(border=True, key="concept-new"):
        form = Form(NEW, today=person.today, drafts=Drafts(person))
        st.caption("Die bisherige Fassung endet am Tag davor.")
        _fields(form)
        editing.finish(
            person, form, "Fassung eingetragen.", lambda session: service.enter_version(session, form.values())
        )


def _fields(form: Form) -> None:
    left, right = st.columns(2)
    with left:
        form.text("title", "Titel", required=True, max_length=60, help="Steht als Marke in den Diagrammen.")
        form.text("reference", "Wo das Dokument liegt", max_length=300, help="Ablage oder Aktenzeichen")
    with right:
        form.date("valid_from", "Gilt ab", required=True)
        form.date("last_day", "Letzter Tag", help="Leer lassen, wenn kein Ende feststeht.")
    form.long_text("changed", "Was sich geändert hat", max_length=3000, help=NO_FAMILIES)
