"""Wachstum: how the caseload grows against the plan, as of any day; to Leitung the open totals, and its reports."""

import streamlit as st

from fam.person import Right
from fam.ui import (
    figure_definitions,
    figure_families,
    growth,
    growth_charts,
    growth_details,
    growth_families,
    growth_known,
    growth_published,
)
from fam.ui.auth import require
from fam.ui.figure_access import sees_totals
from fam.ui.known_day import ask_known

person = require(Right.SEE_GROWTH)
figure_families.follow(person)

head, day_place = st.columns([3, 1], vertical_alignment="top")
head.title("Wachstum", anchor=False)
if sees_totals(person):
    with day_place:
        day = growth.ask_day(person)
        known_on = ask_known(person, "growth")

    seen, now = growth.look(person, day, known_on)

    with head:
        growth.say(seen)
        growth_known.show_revisions(seen, now)
    with day_place:
        figure_definitions.offer(person, seen.as_of, seen.known_on)
    growth.show_key_numbers(seen)
    growth.show_check(seen)

    growth_charts.show(person, seen)
    growth_known.show_provisional(person, seen)
    growth_families.offer(person, seen)

    growth_details.show_splits(person, seen)
    growth_details.show_cohorts(person, seen)
else:
    growth_published.show(person)
