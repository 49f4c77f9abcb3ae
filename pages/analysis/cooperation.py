"""Tandemarbeit: how both institutions work together with the families, by month or quarter; Leitung reads reports."""

import streamlit as st

from fam.figures.splits import may_see_splits
from fam.person import Right
from fam.ui import cooperation, cooperation_charts, cooperation_details, cooperation_published, figure_families
from fam.ui.auth import require
from fam.ui.period_choice import ask_period

person = require(Right.SEE_GROWTH)
figure_families.follow(person)

head, choice = st.columns([3, 1], vertical_alignment="top")
head.title("Tandemarbeit", anchor=False)
if may_see_splits(person):
    with choice:
        chosen = ask_period(person, "cooperation")

    seen = cooperation.look(person, chosen)

    with head:
        cooperation.say(chosen, seen)
        cooperation.show_revisions(seen)
    with choice:
        cooperation.offer(chosen, seen)
    cooperation.show_key_numbers(seen)

    cooperation_charts.show(person, seen)

    cooperation_details.show(person, seen)
else:
    cooperation_published.show(person)
