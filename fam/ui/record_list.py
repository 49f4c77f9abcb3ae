"""A section of a file: plain records as lines, each edited, ended or removed in place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from fam.access import Person
from fam.db import transaction
from fam.fields.spec import FieldSpec, specs
from fam.models import OfFamily
from fam.services import records
from fam.ui.feedback import plain, told
from fam.ui.forms import Form, precision_key

EDITING = "record:editing"


@dataclass(frozen=True, slots=True)
class RecordKind:
    """How one table stands in the file: its heading, the word for one record, a record in one line."""

    title: str
    noun: str
    model: type[OfFamily]
    line: Callable[[Any], str]
    empty: str = ""

    @property
    def fields(self) -> Sequence[FieldSpec]:
        """The declared fields, in the order of the table."""
        return specs(self.model)


def section(person: Person, family_id: int, kind: RecordKind, rows: Sequence[Any], *, writable: bool = True) -> None:
    """Draw the records of a family; ended ones are folded away."""
    with st.container(border=True, key=f"section-{kind.model.__name__}"):
        st.subheader(kind.title, anchor=False)
        open_rows = [row for row in rows if not _ended(row, person.today)]
        if not rows and kind.empty:
            st.caption(kind.empty)
        for row in open_rows:
            _row(person, kind, row, writable)
        if ended := [row for row in rows if _ended(row, person.today)]:
            with st.expander(f"Früher ({len(ended)})"):
                for row in ended:
                    _row(person, kind, row, writable)
        if writable:
            _adding(person, family_id, kind)


def _ended(row: Any, today: date) -> bool:
    ends_on = getattr(row, "ends_on", None)
    return ends_on is not None and ends_on <= today


def _row(person: Person, kind: RecordKind, row: Any, writable: bool) -> None:
    name = f"{kind.model.__name__}:{row.id}"
    if st.session_state.get(EDITING) == name:
        _editing(person, kind, row, name)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"datensatz-{name}"):
        st.markdown(kind.line(row), width="stretch")
        if writable:
            st.button("Bearbeiten", key=f"edit:{name}", type="tertiary", icon=":material/edit:", width="content",
                      help=f"{kind.noun} bearbeiten", on_click=_edit, args=(name,))  # fmt: skip


def _edit(name: str) -> None:
    st.session_state[EDITING] = name


def _stop() -> None:
    st.session_state.pop(EDITING, None)


def values_of(row: Any, fields: Sequence[FieldSpec]) -> dict[str, Any]:
    """Return the values a form opens with: the declared fields, and how exact their dates are."""
    keys = [spec.key for spec in fields]
    keys += [precision_key(spec.key) for spec in fields if spec.options.get("precision_ok")]
    return {key: getattr(row, key) for key in keys}


def draw(form: Form, fields: Sequence[FieldSpec]) -> None:
    """Draw the fields two by two; what a field's declaration says beyond its kind goes to its input."""
    short = [spec for spec in fields if spec.kind != "long_text"]
    for number in range(0, len(short), 2):
        for place, spec in zip(st.columns(2), short[number : number + 2], strict=False):
            with place:
                form.field(spec, **spec.options)
    for spec in fields:
        if spec.kind == "long_text":
            form.field(spec)


def _editing(person: Person, kind: RecordKind, row: Any, name: str) -> None:
    with st.container(border=True, key=f"editing-{name.replace(':', '-')}"):
        form = Form(name, today=person.today, opened=values_of(row, kind.fields), version=row.version)
        draw(form, kind.fields)
        if form.submitted("Speichern", cancel="Abbrechen"):
            with told("Gespeichert.", form), transaction(person) as session:
                records.edit(session, kind.model, row.id, form.opened, form.values())
            _stop()
            st.rerun()
        if form.cancelled:
            _stop()
            st.rerun()
        if st.button("Entfernen (war ein Irrtum)", key=f"remove:{name}", type="tertiary", icon=":material/delete:"):
            with told(f"{kind.noun} entfernt; unter „Änderungen“ steht es noch."), transaction(person) as session:
                records.remove(session, kind.model, row.id)
            _stop()
            st.rerun()


def _adding(person: Person, family_id: int, kind: RecordKind) -> None:
    name = f"{kind.model.__name__}:new:{family_id}"
    if st.session_state.get(EDITING) != name:
        st.button(f"{kind.noun} ergänzen", key=f"add:{name}", icon=":material/add:", on_click=_edit, args=(name,))
        return
    form = Form(name, today=person.today, opened=_fresh(kind, family_id))
    draw(form, kind.fields)
    if form.submitted("Speichern", cancel="Abbrechen"):
        with told(f"{kind.noun} gespeichert.", form), transaction(person) as session:
            records.add(session, kind.model(family_id=family_id, **form.values()))
        _stop()
        st.rerun()
    if form.cancelled:
        _stop()
        st.rerun()


def _fresh(kind: RecordKind, family_id: int) -> Mapping[str, Any]:
    return values_of(kind.model(family_id=family_id), kind.fields)


def facts(pairs: Sequence[tuple[str, str]]) -> None:
    """Draw label and value pairs as a description list that stays readable on a telephone."""
    shown = [(label, value) for label, value in pairs if value]
    st.markdown("  \n".join(f"**{plain(label)}:** {plain(value)}" for label, value in shown) or "–")
