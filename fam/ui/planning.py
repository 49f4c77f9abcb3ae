"""The page Planung: what is asked (up to three scenarios), what is known, and the answer in words."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from fam.config import database_url
from fam.figures import past as figures
from fam.figures.markers import markers
from fam.person import Person
from fam.rules import forecast as words
from fam.rules.durations import median
from fam.rules.forecast import Forecast
from fam.rules.markers import Marker
from fam.rules.planning import WINDOW, Past, Question
from fam.ui.feedback import empty_state, plain
from fam.ui.figure_access import sees_parts
from fam.ui.figures_live import keep_live
from fam.ui.format import number_text
from fam.ui.inputs import decimal_input, integer_input

MONTHS = (12, 24, 36)
MOST = 3  # scenarios side by side
MOST_ADMISSIONS, MOST_PLACES, MOST_MONTHS = 5000, 100_000, 240


def look(person: Person) -> tuple[Past, tuple[Marker, ...]]:
    """Return what is known today and the markers of the past; keep the page live from now on."""
    return _look(database_url(), keep_live(), person.today, not sees_parts(person))


@st.cache_resource(max_entries=50, show_spinner=False)
def _look(url: str, version: int, day: date, open_only: bool) -> tuple[Past, tuple[Marker, ...]]:
    return figures.past(day, open_only=open_only), markers(day)


@st.cache_resource(max_entries=500, show_spinner=False, hash_funcs={Past: lambda one: one.text})
def foresee(past: Past, question: Question) -> Forecast:
    """Return the answer to a scenario; kept as long as the past stays what it is, whatever else changes."""
    return words.forecast(past, question)


def ask(past: Past) -> tuple[Question, ...]:
    """Draw the fields of the scenarios and return what is asked; what cannot be understood counts as empty."""
    with st.container(horizontal=True, key="planning-frame"):
        months = st.segmented_control("Zeitraum in Monaten", MONTHS, default=24, required=True, key="planning:months")
        many = st.segmented_control(
            "Szenarien nebeneinander", range(1, MOST + 1), default=1, required=True, key="planning:many"
        )
    asked = []
    for number, place in enumerate(st.columns(many or 1, border=True)):
        with place:
            asked.append(_scenario(past, number, months or 24))
    return tuple(asked)


def _scenario(past: Past, number: int, months: int) -> Question:
    if st.session_state.get("planning:many", 1) > 1:
        st.markdown(f"**Szenario {number + 1}**")
    lately = number_text(round(float(past.pool.mean()), 1)) if len(past.pool) else "–"
    admissions = decimal_input(
        f"Aufnahmen im Monat (leer: wie zuletzt, {lately})", f"planning:{number}:admissions",
        minimum=0, maximum=MOST_ADMISSIONS,
        help=f"Wie viele Familien im Mittel beginnen könnten. Zuletzt: die letzten {WINDOW} vollen Monate.",
    )  # fmt: skip
    entered = "ohne Grenze" if past.places is None else number_text(past.places)
    places = integer_input(
        f"Plätze (leer: wie eingetragen, {entered})", f"planning:{number}:places", minimum=0, maximum=MOST_PLACES,
        help="Eine Familie braucht in beiden Institutionen einen Platz: eingetragen zählt die mit weniger Plätzen.",
    )  # fmt: skip
    half, stay = median(past.durations), None
    if half:
        entry = decimal_input(
            f"Dauer in Monaten (leer: wie bisher, {half})", f"planning:{number}:median", minimum=1, maximum=MOST_MONTHS,
            help="Median: Nach so vielen Monaten hat die Hälfte der Familien FAM verlassen.",
        )  # fmt: skip
        stay = None if entry.error or entry.value is None else float(entry.value)
    else:
        st.caption("Die Dauer lässt sich nicht ändern: Noch ist mehr als die Hälfte der Familien da.")
    return Question(
        admissions=None if admissions.error or admissions.value is None else float(admissions.value),
        places=past.places if places.error or places.value is None else int(places.value),
        median_months=stay,
        months=months,
    )


def say(past: Past, found: Sequence[Forecast]) -> None:
    """Answer in words; with too little past say so, and what is missing."""
    if missing := words.too_little(past):
        empty_state("Noch zu wenig Vergangenheit.", missing, key="planning")
        return
    first = words.answer(found[0])
    if len(found) == 1:
        answer, _, rest = first.partition(". ")
        st.header(plain(answer.rstrip(".") + "."), anchor=False)
        if rest:
            st.markdown(plain(rest))
    else:
        for number, one in enumerate(found, start=1):
            st.markdown(f"**Szenario {number}.** {plain(words.answer(one))}")
    if past.places is None and any(one.question.places is None for one in found):
        st.caption("Es sind keine Plätze eingetragen; die Koordination trägt sie unter „Plan und Plätze“ ein.")


def answers(past: Past, asked: Sequence[Question]) -> tuple[Forecast, ...]:
    """Return the answers, none where the past is too short; the pictures begin with what is known."""
    return tuple(foresee(past, one) for one in asked) if past.enough else ()
