"""Eigene Auswertung: count what one reads, divided by any field, as a chart, a table and a saved view."""

import streamlit as st

from fam.person import Right
from fam.ui import own_question, own_result, own_views
from fam.ui.auth import require

person = require(Right.SEE_FAMILIES)

st.title("Eigene Auswertung", anchor=False)

view = own_views.choose(person)

asked = own_question.ask(person)

answer = own_question.look(person, asked)

own_result.show(person, asked.question.subject, answer, asked.form, own_question.narrowed(asked.filters))

with st.container(horizontal=True, key="nodruck-own"):
    own_result.offer_file(person, asked.question.subject, answer)
    own_views.offer(person, asked, view)
