"""What somebody wants to count, put together from lists: what, by which fields, over which time, narrowed by what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import streamlit as st

from fam.charts.own import Form
from fam.db import reading
from fam.fields.registry import fields_of
from fam.fields.spec import OFFERED, RUNTIME_KEY, FieldSpec, Kind
from fam.models import Family, FamilyDetail, Member
from fam.person import Person
from fam.queries import field_filters as restricting
from fam.queries import own_figures
from fam.queries.dimensions import CASE, Dimension, Subject, dimensions, subjects
from fam.queries.field_filters import FieldFilter
from fam.queries.own_figures import STOCK, Answer, Question
from fam.rules.crosstab import Step
from fam.rules.periods import month_end
from fam.rules.terms import Precision
from fam.ui import field_filters
from fam.ui.date_input import date_input
from fam.ui.format import count_text

C = TypeVar("C")
NONE, AUTO = "", "automatisch"
FORMS = (AUTO, *(form.value for form in Form))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its filters and the form in which the answer is drawn (None: what fits)."""

    question: Question
    filters: tuple[FieldFilter, ...] = ()
    form: Form | None = None


def name(subject: Subject, what: str) -> str:
    """Return how an input is called in the session; another subject has inputs of its own."""
    return f"own:{subject.value}:{what}"


def ask(person: Person) -> Asked:
    """Draw the inputs and return what is asked."""
    with st.container(border=True, key="own-question"):
        what, split, second, time = st.columns(4)
        with what:
            subject = _choose("Was zählen", "own:subject", {one: one.nouns[1] for one in subjects(person)})
        with reading(person) as session:
            found = dimensions(session, subject)
        labels = _labels(found)
        axes = _axes(subject, found, labels)
        with time:
            axis = _choose("Zeitverlauf", name(subject, "time"), {NONE: "kein Zeitverlauf", **axes})
        with split:
            first = _choose("Aufteilen nach", name(subject, "split"), {NONE: "nicht aufteilen", **labels})
        with second:
            other = _second(subject, axis, first, labels)
        form, span = _form_and_time(person, axis, [one for one in found if one.key in (axis, first, other)])
        filters = _filters(person, subject)
    question = Question(subject, first, other, axis, *span)
    return Asked(question, filters, None if form == AUTO else Form(form))


def _choose(label: str, key: str, options: Mapping[C, str], *, disabled: bool = False) -> C:
    """Draw one choice; what is no longer offered falls back to the first."""
    first = next(iter(options))
    if st.session_state.get(key, first) not in options:
        st.session_state[key] = first
    chosen = st.selectbox(label, list(options), key=key, format_func=lambda code: options[code], disabled=disabled,
                          persist_state="session")  # fmt: skip
    return first if chosen is None else chosen


def _second(subject: Subject, axis: str, first: str, labels: Mapping[str, str]) -> str:
    """A second division, where there is a first one and time does not take its place."""
    if axis or not first:
        why = "nicht mit Zeitverlauf" if axis else "erst einmal aufteilen"
        st.selectbox("und nach", [why], key=f"own:no-second:{why}", disabled=True)
        return NONE
    others = {key: label for key, label in labels.items() if key != first}
    return _choose("und nach", name(subject, "second"), {NONE: "nicht weiter aufteilen", **others})


def _form_and_time(
    person: Person, axis: str, asked: Sequence[Dimension]
) -> tuple[str, tuple[Step, date | None, date | None]]:
    """How it is drawn; and where something lies in time, how long a step is and from when to when."""
    stepped = any(one.is_date for one in asked)
    places = iter(st.columns(4 if axis and stepped else 3 if axis else 2))
    step = Step.MONTH
    with next(places):
        form = _choose("Darstellung", "own:form", {one: one for one in FORMS})
    if stepped:
        with next(places):
            step = _choose("je", "own:step", {one: one.value for one in Step})
    if not axis:
        return form, (step, None, None)
    found: list[date | None] = []
    for place, label, key in zip(places, ("von", "bis"), ("own:since", "own:until"), strict=True):
        with place:
            entry = date_input(label, key, None, today=person.today, precision_ok=True)
        found.append(_edge(entry.value, last=label == "bis") if entry.value and not entry.error else None)
    return form, (step, found[0], found[1])


def _edge(typed: Any, *, last: bool) -> date:
    """A month or a year begins with its first day and ends with its last."""
    day: date = typed.day
    if not last or typed.precision is Precision.DAY:
        return day
    return month_end(day if typed.precision is Precision.MONTH else day.replace(month=12))


def _filters(person: Person, subject: Subject) -> tuple[FieldFilter, ...]:
    models = list(
        dict.fromkeys([subject.model, *([Member] if subject is Subject.FAMILIES else []), Family, FamilyDetail])
    )
    with reading(person) as session:
        offered = [field for model in models for field in fields_of(session, model) if _filterable(field)]
    return field_filters.ask(person, offered, filter_key(subject), subject.value)


def filter_key(subject: Subject) -> str:
    """Return under which name the filters of a subject stand in the session."""
    return name(subject, "filter")


def _filterable(field: FieldSpec) -> bool:
    listed = field.kind not in OFFERED or bool(field.choices)
    return listed and (field.in_filter or field.in_charts) and field.kind is not Kind.REFERENCE


def look(person: Person, asked: Asked) -> Answer:
    """Count what is asked, as far as the person reads it."""
    with reading(person) as session:
        where = restricting.conditions(session, asked.question.subject.model, asked.filters)
        return own_figures.count(session, asked.question, where, personal=any(map(_personal, asked.filters)))


def _personal(one: FieldFilter) -> bool:
    """Whether a filter says who the people are: then small numbers stay hidden from Koordination."""
    own = one.entity == "family" and not RUNTIME_KEY.fullmatch(one.key)
    return not (own and (one.key in CASE or one.kind is Kind.DATE))


def _axes(subject: Subject, found: Sequence[Dimension], labels: Mapping[str, str]) -> dict[str, str]:
    stock = {STOCK: "Bestand am Monatsende"} if subject is Subject.FAMILIES else {}
    return stock | {one.key: labels[one.key] for one in found if one.is_date}


def _labels(found: Sequence[Dimension]) -> dict[str, str]:
    """Return key -> label; where two have the same one, the file's says that it is the file's."""
    twice = [one.label for one in found]
    return {
        one.key: f"{one.label} (Akte)" if twice.count(one.label) > 1 and one.model is FamilyDetail else one.label
        for one in found
    }


def narrowed(filters: Sequence[FieldFilter]) -> str:
    """Return what a picture must say about filters, since it travels alone: "", ", 2 Filter"."""
    return f", {count_text(len(filters), 'Filter', 'Filter')}" if filters else ""
