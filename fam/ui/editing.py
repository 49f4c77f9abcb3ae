"""Editing in place: one part of a file at a time becomes a form, and reads again once it is saved or cancelled."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from sqlmodel import Session

from fam.fields.encoding import value_of
from fam.fields.spec import FieldSpec, Kind
from fam.person import Person
from fam.ui.feedback import told
from fam.ui.forms import Form, precision_key
from fam.ui.undoing import Undoable

OPEN = "editing:open"


def is_open(name: str) -> bool:
    """Return whether this part is the one that is edited now."""
    return bool(st.session_state.get(OPEN) == name)


def start(name: str) -> None:
    """Edit this part from the next run on; another one that was open closes."""
    st.session_state[OPEN] = name


def stop() -> None:
    """Edit nothing."""
    st.session_state.pop(OPEN, None)


def values_of(row: Any, fields: Sequence[FieldSpec]) -> dict[str, Any]:
    """Return the values a form opens with: the declared fields, and how exact their dates are."""
    exact = [precision_key(spec.key) for spec in fields if spec.options.get("precision_ok")]
    return {spec.key: value_of(row, spec) for spec in fields} | {key: getattr(row, key) for key in exact}


def draw(form: Form, fields: Sequence[FieldSpec]) -> None:
    """Draw the fields two by two; what a field's declaration says beyond its kind goes to its input."""
    short = [spec for spec in fields if spec.kind is not Kind.LONG_TEXT]
    for number in range(0, len(short), 2):
        for place, spec in zip(st.columns(2), short[number : number + 2], strict=False):
            with place:
                form.field(spec, **spec.options)
    for spec in fields:
        if spec.kind is Kind.LONG_TEXT:
            form.field(spec)


def finish(person: Person, form: Form, said: str, save: Callable[[Session], object], *, undo: bool = False) -> None:
    """Draw "Speichern" and "Abbrechen" below a form; either ends the editing, a refused save keeps what was typed.

    `undo`: the message offers the way back.
    """
    if form.submitted("Speichern", cancel="Abbrechen"):
        step = Undoable(person)
        with told(said, form, undo=step.undo if undo else None), step.transaction() as session:
            save(session)
        stop()
        st.rerun()
    if form.cancelled:
        stop()
        st.rerun()


def remove(person: Person, name: str, said: str, save: Callable[[Session], object]) -> None:
    """Draw "Entfernen (war ein Irrtum)" below a form of a saved record; it ends the editing and offers the way back."""
    if st.button("Entfernen (war ein Irrtum)", key=f"remove:{name}", type="tertiary", icon=":material/delete:"):
        step = Undoable(person)
        with told(f"{said}; unter „Änderungen“ steht es noch.", undo=step.undo), step.transaction() as session:
            save(session)
        stop()
        st.rerun()
