"""Changes: who changed what, when, old and new, and taking one back."""

import streamlit as st

from fam.person import Right
from fam.ui import changes as ui
from fam.ui.auth import require

person = require(Right.SEE_CHANGES)

st.title("Änderungen", anchor=False)

wanted, view = ui.ask(person)

ui.show(person, wanted, view)
