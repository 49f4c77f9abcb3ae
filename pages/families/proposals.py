"""Proposals: propose a family, see where each one stands, open one and examine it."""

import streamlit as st

from fam.db import reading
from fam.person import Right
from fam.queries.pipeline import pipeline
from fam.ui import examination as one
from fam.ui import proposals as ui
from fam.ui.auth import require
from fam.ui.links import open_proposal

person = require(Right.SEE_FAMILIES)

if number := str(st.query_params.get("fam", "")):
    one.show(person, number)
    st.stop()

if previous := str(st.query_params.get("neu", "")):
    ui.propose(person, previous)
    st.stop()

st.title("Vorschläge")

ui.begin(person)

status, listing = ui.ask(person)

with reading(person) as session:
    found = pipeline(session, status, listing.view.page, listing.size)

if opened := ui.show(person, status, listing, found):
    open_proposal(opened)
