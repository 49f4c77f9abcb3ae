"""The team's own fields wherever a record is entered or shown: asked, read, and made on the spot with "+ Feld"."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from fam.db import reading
from fam.fields.encoding import unread, value_of
from fam.fields.parsing import text_of
from fam.fields.registry import label_of, may_fill, runtime_fields
from fam.fields.spec import FieldSpec, Kind
from fam.person import Person
from fam.queries import families, lists
from fam.rules.terms import FieldState
from fam.ui import field_making
from fam.ui.feedback import plain
from fam.ui.forms import Form


def fields(person: Person, model: Any) -> tuple[FieldSpec, ...]:
    """Return the team's fields of a table, as far as the person may read them."""
    with reading(person) as session:
        return runtime_fields(session, model)


def opened(person: Person, model: Any, record: Any) -> dict[str, Any]:
    """Return what a form of a saved record opens with besides the declared fields."""
    return {field.key: value_of(record, field) for field in fields(person, model)}


def ask(person: Person, form: Form, model: Any, *, record: Any = None, proposal: bool = False) -> None:
    """Draw the team's fields of a table in a form, and "+ Feld" for those who make fields.

    A field that hangs on another appears and disappears while one types. With `proposal` only those fields that the
    quick form offers.
    """
    found = fields(person, model)
    if proposal:
        found = tuple(field for field in found if field.options.get("in_proposal"))
    for field in found:
        form.open_as(field.key, field.kind.value, None if record is None else value_of(record, field))
    form.lists = {**_offered(person, found), **form.lists}
    readable = [field for field in found if not may_fill(person, field)]
    _draw(form, [field for field in found if may_fill(person, field)], record)
    if readable and record is not None:
        for label, text in _texts(person, readable, record):
            st.markdown(f"**{plain(label)}:** {plain(text)}")
    _gone(person, form, {field.key: field.kind.value for field in found})
    field_making.button(person, model, form.name, proposal=proposal)


def _draw(form: Form, found: Sequence[FieldSpec], record: Any) -> None:
    """Draw two short fields side by side, long texts across; whether one is shown is known only once its field is."""
    values: dict[str, Any] = {**form.opened, **form.typed_now()}
    section = ""
    places: Iterator[Any] = iter(())
    for field in found:
        if not field.shown(values):
            continue
        if field.section != section:
            section, places = field.section, iter(())
            if section:
                st.markdown(f"**{plain(section)}**")
        place = st.container() if field.kind is Kind.LONG_TEXT else next(places, None)
        if place is None:
            places = iter(st.columns(2))
            place = next(places)
        with place:
            values[field.key] = form.field(field)
            _remarks(field, record)


def _remarks(field: FieldSpec, record: Any) -> None:
    if record is not None and (text := unread(record, field)):
        st.caption(f"Nicht als {field.kind.label} lesbar, bitte eintragen: {plain(text)}")
    if field.state == FieldState.DRAFT:
        st.caption("Erprobung: nur für die Probegruppe sichtbar.")


def _gone(person: Person, form: Form, kinds: Mapping[str, str]) -> None:
    """What was typed into a field that went or changed its kind meanwhile is shown, so that it is not lost."""
    place = f"{form.name}:fields"
    known: dict[str, dict[str, str]] = st.session_state.setdefault(place, {})
    for key, kind in kinds.items():
        known.setdefault(key, {})[kind] = form.key(key)
    for key, widgets in known.items():
        for kind, widget in widgets.items():
            if kinds.get(key) != kind and (text := form.lost(widget)):
                with reading(person) as session:
                    label = label_of(session, key) or "Ein Feld"
                st.info(f"„{plain(label)}“ wurde inzwischen geändert oder stillgelegt. Getippt war: {plain(text)}")


def facts(person: Person, model: Any, record: Any, found: Sequence[FieldSpec] | None = None) -> list[tuple[str, str]]:
    """Return label and text of the team's fields that are filled in a record, for reading and printing.

    `found`: the table's fields, where many records are shown.
    """
    return _texts(person, fields(person, model) if found is None else found, record)


def _texts(person: Person, found: Sequence[FieldSpec], record: Any) -> list[tuple[str, str]]:
    values = {field.key: value_of(record, field) for field in found}
    people, known = _names(person, found, values)
    pairs = []
    for field in found:
        text = text_of(field, values[field.key], people=people, families=known)
        raw = unread(record, field)
        pairs.append((field.label, text or (f"{raw} (nicht lesbar als {field.kind.label})" if raw else "")))
    return [(label, text) for label, text in pairs if text]


def _names(
    person: Person, found: Sequence[FieldSpec], values: Mapping[str, Any]
) -> tuple[Mapping[int, str], Mapping[int, str]]:
    kinds = {field.kind for field in found if values.get(field.key)}
    if not kinds & {Kind.PERSON, Kind.REFERENCE}:
        return {}, {}
    with reading(person) as session:
        people = lists.everybody(session) if Kind.PERSON in kinds else {}
        known = families.options(session, limit=5000) if Kind.REFERENCE in kinds else {}
    return people, known


def _offered(person: Person, found: Sequence[FieldSpec]) -> dict[str, Mapping[Any, str]]:
    kinds = {field.kind for field in found}
    if not kinds & {Kind.PERSON, Kind.REFERENCE}:
        return {}
    with reading(person) as session:
        return {
            "PERSON": lists.team(session) if Kind.PERSON in kinds else {},
            "REFERENCE": families.options(session) if Kind.REFERENCE in kinds else {},
        }
