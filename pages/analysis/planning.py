"""Planung: what happens with n admissions a month, these places, this duration; totals only, also for Leitung."""

import streamlit as st

from fam.person import Right
from fam.ui import growth_published, planning, planning_charts
from fam.ui.auth import require
from fam.ui.figure_access import sees_totals

person = require(Right.SEE_GROWTH)

st.title("Planung", anchor=False)

if sees_totals(person):
    past, markers = planning.look(person)

    head = st.container()
    asked = planning.ask(past) if past.enough else ()

    found = planning.answers(past, asked)

    with head:
        planning.say(past, found)

    planning_charts.show(person, past, markers, found)
else:
    growth_published.show_no_plan(person)
