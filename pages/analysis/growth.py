"""Wachstum: how the caseload grows against the plan, as of any day; totals only, so that Leitung sees all of it."""

import streamlit as st

from fam.person import Right
from fam.ui import growth, growth_charts, growth_details
from fam.ui.auth import require

person = require(Right.SEE_GROWTH)

head, day_place = st.columns([3, 1], vertical_alignment="top")
head.title("Wachstum", anchor=False)
with day_place:
    day = growth.ask_day(person)

seen = growth.look(day)

with head:
    growth.say(seen)
with day_place:
    growth_details.offer_definitions(seen)
growth.show_key_numbers(seen)
growth.show_check(seen)

growth_charts.show(seen)

growth_details.show_splits(person, seen)
growth_details.show_cohorts(person, seen)
