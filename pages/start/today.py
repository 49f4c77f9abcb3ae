"""Today: what is due for me today and this week, one click away."""

import streamlit as st

from fam.person import Right
from fam.ui import today as ui
from fam.ui.auth import require

person = require(Right.TODAY)

st.title("Heute")

groups = ui.load(person)

ui.show(person, groups)
