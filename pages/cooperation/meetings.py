"""Meetings: record one in a minute, plan the next, see what was and what is planned."""

import streamlit as st

from fam.person import Right
from fam.ui import calendar_file, meeting_detail, meeting_form, month_view
from fam.ui import meetings as ui
from fam.ui.auth import require
from fam.ui.links import open_meetings

person = require(Right.SEE_FAMILIES)

family, new = str(st.query_params.get("fam", "")), str(st.query_params.get("neu", ""))

if new == "termin":
    meeting_form.plan(person, family)
    st.stop()

if new:
    meeting_form.record(person, family)
    st.stop()

if number := str(st.query_params.get("gespraech", "")):
    meeting_detail.show(person, number, str(st.query_params.get("tun", "")))
    st.stop()

st.title("Gespräche")

if ui.begin(person) == ui.MONTH:
    opened = month_view.show(person)
else:
    ui.planned(person)
    opened = ui.past(person)

calendar_file.of_mine(person)

if opened:
    open_meetings(gespraech=str(opened))
