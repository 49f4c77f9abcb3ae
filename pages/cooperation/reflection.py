"""Reflexion: what the team learns and decides, versions of the concept, and whether it helped."""

import streamlit as st

from fam.person import Right
from fam.ui import concept_versions, did_it_help, reflections
from fam.ui.auth import require

person = require(Right.SEE_FAMILIES)

st.title("Reflexion", anchor=False)

lessons = reflections.load(person)

reflections.say(person, lessons)
reflections.show(person, lessons)

did_it_help.show(person)

concept_versions.show(person)
