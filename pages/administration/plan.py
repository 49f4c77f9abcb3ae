"""Plan und Plätze: the planned stock per month in versions, and the places of the team. For both Koordinationen."""

import streamlit as st

from fam.person import Right
from fam.ui import choices, places, plans
from fam.ui.auth import require

person = require(Right.COORDINATE)

st.title("Plan und Plätze", anchor=False)

versions = plans.load(person)
plans.show(person, versions)
plans.ask(person, versions)

places.show_free(person)
places.show(person)
places.ask(person)

choices.show(person)
