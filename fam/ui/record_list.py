"""A section of a file: plain records as lines, each edited, ended or removed in place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st
from sqlmodel import Session

from fam.fields.spec import FieldSpec, declared, extra_values, specs
from fam.models import OfFamily
from fam.person import Person
from fam.services import records
from fam.ui import editing, extra_fields
from fam.ui.feedback import plain
from fam.ui.forms import Form


@dataclass(frozen=True, slots=True)
class Picker:
    """Whom or what an entry joins."""

    key: str
    label: str
    choices: Mapping[int, str]
    required: bool = True
    help: str = ""


@dataclass(frozen=True, slots=True)
class RecordKind:
    """How one table stands in the file: its heading, the word for one record, a record in one line, what it joins."""

    title: str
    noun: str
    model: type[OfFamily]
    line: Callable[[Any], str]
    empty: str = ""
    pickers: tuple[Picker, ...] = ()

    @property
    def fields(self) -> Sequence[FieldSpec]:
        """The declared fields, in the order of the table."""
        return specs(self.model)


def section(person: Person, family_id: int, kind: RecordKind, rows: Sequence[Any], *, writable: bool = True) -> None:
    """Draw the records of a family; ended ones are folded away."""
    with st.container(border=True, key=f"section-{kind.model.__name__}"):
        st.subheader(kind.title, anchor=False)
        own = extra_fields.fields(person, kind.model)
        open_rows = [row for row in rows if not _ended(row, person.today)]
        if not rows and kind.empty:
            st.caption(kind.empty)
        for row in open_rows:
            _row(person, kind, row, writable, own)
        if ended := [row for row in rows if _ended(row, person.today)]:
            with st.expander(f"Früher ({len(ended)})"):
                for row in ended:
                    _row(person, kind, row, writable, own)
        if writable:
            _adding(person, family_id, kind)


def _ended(row: Any, today: date) -> bool:
    ends_on = getattr(row, "ends_on", None)
    return ends_on is not None and ends_on <= today


def _row(person: Person, kind: RecordKind, row: Any, writable: bool, own: Sequence[FieldSpec]) -> None:
    name = f"{kind.model.__name__}:{row.id}"
    if editing.is_open(name):
        _editing(person, kind, row, name)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"datensatz-{name}"):
        extra = extra_fields.facts(person, kind.model, row, own)
        more = "".join(f"  \n{plain(label)}: {plain(text)}" for label, text in extra)
        st.markdown(kind.line(row) + more, width="stretch")
        if writable:
            st.button("Bearbeiten", key=f"edit:{name}", type="tertiary", icon=":material/edit:", width="content",
                      help=f"{kind.noun} bearbeiten", on_click=editing.start, args=(name,))  # fmt: skip


def _editing(person: Person, kind: RecordKind, row: Any, name: str) -> None:
    with st.container(border=True, key=f"editing-{name.replace(':', '-')}"):
        opened = editing.values_of(row, kind.fields) | extra_fields.opened(person, kind.model, row)
        opened |= {picker.key: getattr(row, picker.key) for picker in kind.pickers}
        form = Form(name, today=person.today, opened=opened, version=row.version)
        pick(form, kind.pickers)
        editing.draw(form, kind.fields)
        extra_fields.ask(person, form, kind.model, record=row)
        editing.finish(
            person, form, "Gespeichert.",
            lambda session: records.edit(
                session, kind.model, row.id, form.opened, form.values(), [one.key for one in kind.pickers]
            ),
        )  # fmt: skip
        editing.remove(
            person, name, f"{kind.noun} entfernt", lambda session: records.remove(session, kind.model, row.id)
        )


def _adding(person: Person, family_id: int, kind: RecordKind) -> None:
    name = f"{kind.model.__name__}:new:{family_id}"
    if not editing.is_open(name):
        st.button(
            f"{kind.noun} ergänzen", key=f"add:{name}", icon=":material/add:", on_click=editing.start, args=(name,)
        )
        return
    form = Form(name, today=person.today, opened=editing.values_of(kind.model(family_id=family_id), kind.fields))
    pick(form, kind.pickers)
    editing.draw(form, kind.fields)
    extra_fields.ask(person, form, kind.model)
    editing.finish(person, form, f"{kind.noun} gespeichert.", lambda session: _add(session, kind, family_id, form))


def pick(form: Form, pickers: Sequence[Picker]) -> None:
    """Draw whom or what an entry joins, side by side."""
    for place, picker in zip(st.columns(2), pickers, strict=False):
        with place:
            form.choice(picker.key, picker.label, picker.choices, required=picker.required, help=picker.help)


def _add(session: Session, kind: RecordKind, family_id: int, form: Form) -> None:
    values = form.values()
    records.add(session, kind.model(family_id=family_id, **declared(values)), extra_values(values))


def facts(pairs: Sequence[tuple[str, str]]) -> None:
    """Draw label and value pairs as a description list that stays readable on a telephone."""
    shown = [(label, value) for label, value in pairs if value]
    st.markdown("  \n".join(f"**{plain(label)}:** {plain(value)}" for label, value in shown) or "–")
