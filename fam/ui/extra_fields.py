"""The team's own fields wherever a record is entered or shown: asked, read, and made on the spot with "+ Feld"."""

from collections.abc import Mapping, Sequence, Set
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
from fam.ui.field_sections import Fields
from fam.ui.forms import Form

NAMED = {Kind.PERSON, Kind.REFERENCE, Kind.TOWN}  # what they hold is a number or a key


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
    form.lists = {**_named(person, {field.kind for field in found}, offered=True), **form.lists}
    readable = [field for field in found if not may_fill(person, field)]
    filled_in = [field for field in found if may_fill(person, field)]
    Fields(form, filled_in, record, lambda field: _remarks(form, field, record)).draw()
    if readable and record is not None:
        for label, text in _texts(person, readable, record):
            st.markdown(f"**{plain(label)}:** {plain(text)}")
    _gone(person, form, {field.key: field.kind.value for field in filled_in})
    field_making.button(person, model, form.name, proposal=proposal)


def _remarks(form: Form, field: FieldSpec, record: Any) -> None:
    if sentence := form.replaced(field.key):
        st.caption(sentence)
    if record is not None and (text := unread(record, field)):
        st.caption(f"Nicht als {field.kind.label} lesbar, bitte eintragen: {plain(text)}")
    if field.state == FieldState.DRAFT:
        st.caption("Erprobung: nur für die Probegruppe sichtbar.")


def _gone(person: Person, form: Form, kinds: Mapping[str, str]) -> None:
    """What was typed or chosen in a field that went or changed its kind meanwhile is shown: it is not lost."""
    place = f"{form.name}:fields"
    known: dict[str, dict[str, str]] = st.session_state.setdefault(place, {})
    for key, kind in kinds.items():
        known.setdefault(key, {})[kind] = form.key(key)
    for key, widgets in known.items():
        for kind, widget in widgets.items():
            if kinds.get(key) != kind and (said := form.lost(key, widget)):
                with reading(person) as session:
                    label = label_of(session, key) or "Ein Feld"
                st.info(f"„{plain(label)}“ wurde inzwischen geändert oder stillgelegt. {said}")


def facts(person: Person, model: Any, record: Any, found: Sequence[FieldSpec] | None = None) -> list[tuple[str, str]]:
    """Return label and text of the team's fields that are filled in a record, for reading and printing.

    `found`: the table's fields, where many records are shown.
    """
    return _texts(person, fields(person, model) if found is None else found, record)


def _texts(person: Person, found: Sequence[FieldSpec], record: Any) -> list[tuple[str, str]]:
    values = {field.key: value_of(record, field) for field in found}
    named = _named(person, {field.kind for field in found if values.get(field.key)})
    pairs = []
    for field in found:
        names = named.get(field.kind.name, {})
        town = names.get(values[field.key], "") if field.kind is Kind.TOWN else ""
        text = town or text_of(field, values[field.key], people=names, families=names)
        raw = unread(record, field)
        pairs.append((field.label, text or (f"{raw} (nicht lesbar als {field.kind.label})" if raw else "")))
    return [(label, text) for label, text in pairs if text]


def _named(person: Person, kinds: Set[Kind], *, offered: bool = False) -> dict[str, Mapping[Any, str]]:
    """Return what the values of these kinds are called, by the name of the kind; with `offered` what a form offers."""
    if not kinds & NAMED:
        return {}
    found: dict[str, Mapping[Any, str]] = {}
    with reading(person) as session:
        if Kind.PERSON in kinds:
            found["PERSON"] = lists.team(session) if offered else lists.everybody(session)
        if Kind.REFERENCE in kinds:
            found["REFERENCE"] = families.options(session) if offered else families.options(session, limit=5000)
        if Kind.TOWN in kinds:
            found["TOWN"] = lists.towns(session, person.today) if offered else lists.town_names(session)
    return found
