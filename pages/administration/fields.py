"""Felder: what the team notes, made and changed without a programmer. For Koordination and Administration."""

import streamlit as st

from fam.person import Right
from fam.ui import field_detail, field_new, field_trials
from fam.ui import fields as ui
from fam.ui.auth import require
from fam.ui.links import open_fields

person = require(Right.MAKE_FIELDS)

if entity := str(st.query_params.get("neu", "")):
    field_new.ask(person, entity)
    st.stop()

if number := str(st.query_params.get("feld", "")):
    field_detail.show(person, number)
    st.stop()

st.title("Felder", anchor=False)

field_trials.decide(person)

entity = ui.begin(person)

if opened := ui.show(person, entity):
    open_fields(feld=opened)

ui.order(person, entity)
