"""Families: find one by name, number, member or town, and open its file."""

import streamlit as st

from fam.db import reading
from fam.person import Right
from fam.queries import families
from fam.ui import families as ui
from fam.ui import merging, read_log
from fam.ui.auth import require
from fam.ui.links import open_family

person = require(Right.SEE_FAMILIES)

st.title("Familien")

search, view = ui.ask(person)

with reading(person) as session:
    found = families.find(session, search)

read_log.searched(person, search.text, [row.id for row in found.rows], found.total)

if number := ui.show(person, search, view, found):
    open_family(number)

ui.edit_in_excel(person, search)

merging.doubles(person)
