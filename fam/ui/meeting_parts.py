"""Parts of the form of a meeting that stand by themselves: the next date, time and place, what became of it."""

import streamlit as st

from fam.rules.terms import MeetingState
from fam.ui.format import term_text
from fam.ui.forms import Form

STATES = (MeetingState.HELD, MeetingState.NO_SHOW, MeetingState.CANCELLED)


def next_date(form: Form) -> None:
    """Draw when the next meeting is."""
    left, right, _rest = st.columns([1.2, 1, 2])
    with left:
        form.date("next_on", "Nächster Termin")
    with right:
        form.time("next_at", "Uhrzeit (nächster Termin)")


def time_and_place(form: Form) -> None:
    """Draw from when to when, and the place; without an end it lasts an hour in calendars."""
    left, middle, right = st.columns([1, 1, 2])
    with left:
        form.time("starts_at", "Uhrzeit")
    with middle:
        form.time("ends_at", "bis")
    with right:
        form.text("place", "Ort", max_length=200)


def state(form: Form) -> None:
    """Draw what became of a meeting, and when it was called off."""
    state = form.choice(
        "state", "Stand", {one: term_text(one) for one in STATES}, required=True, value=MeetingState.HELD
    )
    if state is MeetingState.CANCELLED:
        form.date("cancelled_on", "Abgesagt am", required=True, value=form.today)
