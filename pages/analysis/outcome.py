"""Wirkung: what became of goals, transitions, work and receipt, by quarter or year; Leitung reads reports."""

import streamlit as st

from fam.figures.splits import may_see_splits
from fam.person import Right
from fam.ui import cooperation, figure_families, outcome, outcome_charts, outcome_details, outcome_published
from fam.ui.auth import require
from fam.ui.period_choice import ask_period

person = require(Right.SEE_GROWTH)
figure_families.follow(person)

head, choice = st.columns([3, 1], vertical_alignment="top")
head.title("Wirkung", anchor=False)
if may_see_splits(person):
    with choice:
        chosen = ask_period(person, "outcome", outcome.SPANS)

    seen = outcome.look(person, chosen)

    with head:
        outcome.say(chosen, seen)
        cooperation.show_revisions(seen)
    with choice:
        outcome.offer(chosen, seen)
    outcome.show_key_numbers(seen)

    outcome_charts.show(person, seen)

    outcome_details.show(person, seen)
else:
    outcome_published.show(person)
