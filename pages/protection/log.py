"""Protokoll: who read what, for the control of data protection; and from how many families on Leitung sees numbers."""

import streamlit as st

from fam.person import Right
from fam.ui import read_log as ui
from fam.ui import small_numbers
from fam.ui.auth import require

person = require(Right.PROTECT_DATA)

st.title("Protokoll", anchor=False)

wanted, view = ui.ask(person)

ui.show(person, wanted, view)

small_numbers.show(person)
