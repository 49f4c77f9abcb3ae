"""Filters by any field: "Filter hinzufügen", then one input per field, as its kind wants it.

`ask` draws them and returns what restricts; `fill` puts a saved view's filters into the same inputs before.
"""

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fam.db import reading
from fam.fields.parsing import parse, text_of
from fam.fields.spec import FieldSpec, Kind
from fam.person import Person
from fam.queries import field_choices
from fam.queries.field_filters import EMPTY, GONE, RANGES, FieldFilter, gone_label, usable
from fam.rules.crosstab import EMPTY_NAMES, free_name
from fam.rules.german import parse_date
from fam.rules.terms import Precision
from fam.ui.entry import show_error
from fam.ui.feedback import plain
from fam.ui.inputs import parsed_input, text_input

OPEN_CODE = ""  # stands for "nothing entered" among choices
WHOSE = {"member": "Mitglied", "address": "Adresse", "benefit_unit": "Bedarfsgemeinschaft", "phone": "Telefon",
         "vote": "Votum", "note": "Eintrag", "meeting": "Gespräch", "task": "Aufgabe"}  # fmt: skip
OF_FAMILY = ("family", "family_detail")
PARTS = ("empty", "values", "text", "low", "high")  # the inputs of one filter
VALUES = (Kind.CHOICE, Kind.CHOICES, Kind.BOOLEAN, Kind.PERSON, Kind.REFERENCE, Kind.TOWN)


def name_of(field: FieldSpec | FieldFilter) -> str:
    """Return what a filter's inputs are called in the session: table and key."""
    return f"{field.entity}.{field.key}"


def title(field: FieldSpec, fields: Sequence[FieldSpec], own: str) -> str:
    """Return a field's label as the filters of a table show it, with whose it is where that could be doubted."""
    if field.entity in WHOSE and field.entity != own:
        return f"{WHOSE[field.entity]}: {field.short_label}"
    if field.entity in OF_FAMILY and own not in OF_FAMILY:
        twice = any(one.label == field.label and one.entity in OF_FAMILY and one is not field for one in fields)
        return f"Familie{' (Akte)' if twice and field.entity == 'family_detail' else ''}: {field.short_label}"
    if any(other.label == field.label and other.entity != field.entity for other in fields):
        return f"{field.short_label} ({'Akte' if field.entity == 'family_detail' else 'Eckdaten'})"
    return field.short_label


def ask(
    person: Person, fields: Sequence[FieldSpec], key: str, own: str, said: DeltaGenerator | None = None
) -> tuple[FieldFilter, ...]:
    """Draw "Filter hinzufügen" and one input per chosen field; return the filters that restrict something.

    `own` is the table that is filtered. What was left out is told in `said`, for inputs that are folded away.
    """
    by_name = {name_of(field): field for field in fields}
    _drop_gone(person, by_name, key)
    if not by_name:
        _say_gone(key, said)
        return ()
    chosen = st.multiselect(
        "Filter hinzufügen", list(by_name), key=f"{key}:fields", placeholder="Feld wählen", persist_state="session",
        format_func=lambda name: title(by_name[name], fields, own), select_all=False,
        on_change=_forget_gone, args=(key,),
    )  # fmt: skip
    _say_gone(key, said)
    found = []
    for number in range(0, len(chosen), 2):
        for place, name in zip(st.columns(2), chosen[number : number + 2], strict=False):
            field = by_name[name]
            with place:
                found.append(_ask(person, field, title(field, fields, own), _place(key, field)))
    return tuple(one for one in found if not one.idle)


def fill(person: Person, key: str, filters: Iterable[FieldFilter]) -> None:
    """Put filters into the inputs of `key` before they are drawn; what cannot be applied is told by `ask`."""
    with reading(person) as session:
        kept, gone = usable(session, filters)
    st.session_state[f"{key}:fields"] = [name_of(one) for one in kept]
    st.session_state[f"{key}:gone"] = gone
    for one in kept:
        place = _place(key, one)
        st.session_state[f"{place}:empty"] = one.values == EMPTY
        st.session_state[f"{place}:values"] = [OPEN_CODE if value is None else value for value in one.values]
        st.session_state[f"{place}:text"] = one.text
        field = FieldSpec(one.entity, one.key, "", one.kind)
        st.session_state[f"{place}:low"] = text_of(field, one.low)
        st.session_state[f"{place}:high"] = text_of(field, one.high)


def number(fields: Sequence[FieldSpec], key: str) -> int:
    """Return how many filters restrict something, before they are drawn."""
    chosen = st.session_state.get(f"{key}:fields") or ()
    places = [_place(key, field) for field in fields if name_of(field) in chosen]
    return sum(any(st.session_state.get(f"{place}:{part}") for part in PARTS) for place in places)


def _place(key: str, field: FieldSpec | FieldFilter) -> str:
    return f"{key}:{name_of(field)}:{field.kind.value}"  # another kind is another input


def _drop_gone(person: Person, by_name: Mapping[str, FieldSpec], key: str) -> None:
    """A field that went while it was filtered by leaves the inputs, and a sentence says so."""
    chosen: list[str] = st.session_state.get(f"{key}:fields") or []
    if gone := [name for name in chosen if name not in by_name]:
        with reading(person) as session:
            labels = [gone_label(session, name.partition(".")[2]) for name in gone]
        st.session_state[f"{key}:fields"] = [name for name in chosen if name in by_name]
        st.session_state[f"{key}:gone"] = tuple(GONE.format(label=label) for label in labels)


def _say_gone(key: str, said: DeltaGenerator | None) -> None:
    for sentence in dict.fromkeys(st.session_state.get(f"{key}:gone") or ()):
        (said or st).info(plain(sentence), icon=":material/filter_list_off:")


def _forget_gone(key: str) -> None:
    st.session_state[f"{key}:gone"] = ()


def _ask(person: Person, field: FieldSpec, label: str, place: str) -> FieldFilter:
    asked = partial(FieldFilter, field.entity, field.key, field.kind)
    if field.kind in VALUES:
        return asked(values=_values(person, field, label, place))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"feldfilter-{place}"):
        if st.session_state.get(f"{place}:empty"):
            st.markdown(f"{plain(label)}: nichts eingetragen", width="stretch")
            found = asked(values=EMPTY)
        elif field.kind in RANGES:
            with st.container():  # one below the other: input and what is wrong with it
                low = parsed_input(f"{label} von", f"{place}:low", "", _edge(person, field, last=False))
            with st.container():
                high = parsed_input("bis", f"{place}:high", "", _edge(person, field, last=True))
            found = asked(low=low.value, high=high.value)
            if low.value is not None and high.value is not None and low.value > high.value:
                show_error(high.line, label, "„bis“ liegt vor „von“.")
        else:
            with st.container():
                found = asked(text=text_input(f"{label} enthält", f"{place}:text", max_length=200).value)
        st.checkbox(
            EMPTY_NAMES[0], key=f"{place}:empty", persist_state="session", help="Nur, wo nichts eingetragen ist"
        )
    return found


def _values(person: Person, field: FieldSpec, label: str, place: str) -> tuple[Any, ...]:
    with reading(person) as session:
        offered = field_choices.offered(session, field)
    labels: dict[Any, str] = {**offered, OPEN_CODE: free_name(EMPTY_NAMES, offered.values())}
    key = f"{place}:values"
    st.session_state[key] = [code for code in st.session_state.get(key) or () if code in labels]
    chosen = st.multiselect(
        label, list(labels), key=key, placeholder="alle", format_func=lambda code: labels[code],
        persist_state="session", select_all=False,
    )  # fmt: skip
    return tuple(None if code == OPEN_CODE else code for code in chosen)


def _edge(person: Person, field: FieldSpec, *, last: bool) -> Callable[[str], Any]:
    if field.kind is not Kind.DATE:
        return lambda text: parse(field, text, today=person.today)
    return lambda text: _day(text, person.today, last=last)


def _day(text: str, today: date, *, last: bool) -> date:
    """A month or a year is its first day, as the end of a range its last."""
    typed = parse_date(text, today=today)
    if not last or typed.precision is Precision.DAY:
        return typed.day
    month = typed.day.month if typed.precision is Precision.MONTH else 12
    return typed.day.replace(month=month, day=calendar.monthrange(typed.day.year, month)[1])
