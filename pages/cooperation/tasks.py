"""Tasks: mine, my families', overdue, done; one click and it is done."""

import streamlit as st

from fam.person import Right
from fam.ui import tasks as ui
from fam.ui.auth import require

person = require(Right.SEE_FAMILIES)

st.title("Aufgaben")

ui.new(person)

search, head, total = ui.ask(person)

ui.show(person, search, head, total)
