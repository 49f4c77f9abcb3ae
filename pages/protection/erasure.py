"""Deletion: which cases are due, the run of two people, what holds a case back, how long cases are kept."""

import streamlit as st

from fam.person import Right
from fam.ui import erasure, erasure_holds
from fam.ui.auth import require

person = require(Right.ERASE)

st.title("Löschung", anchor=False)

runs = erasure.load(person)

erasure.show_run(person, runs)

erasure.show_due(person)

erasure_holds.show(person)

erasure_holds.find(person)

erasure.show_past(runs)

erasure_holds.periods(person)
