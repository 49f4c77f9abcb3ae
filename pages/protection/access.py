"""Auskunft: who asked for their data and until when, and looking an answer through before it is given."""

import streamlit as st

from fam.person import Right
from fam.ui import access_list, access_review
from fam.ui.auth import require

person = require(Right.PROTECT_DATA)

number = str(st.query_params.get("auskunft", ""))

if number:
    access_review.show(person, number)
    st.stop()

st.title("Auskunft", anchor=False)

access_list.show(person)

access_list.ask(person)

access_list.restrictions(person)
