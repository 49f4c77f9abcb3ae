"""Berichte: what was frozen for a month or a quarter, as file and on the screen, and what has changed since."""

import streamlit as st

from fam.person import Right
from fam.ui import reports as ui
from fam.ui.auth import require

person = require(Right.SEE_GROWTH)

st.title("Berichte", anchor=False)

found = ui.choose(person)

if found:
    ui.say(found)
    ui.offer_files(person, found)
    ui.show_revision(found)
    ui.show_numbers(found)

ui.ask_to_freeze(person)
