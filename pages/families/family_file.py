"""The file of one family: head, sections that are edited in place, and everything that happened."""

import streamlit as st

from fam.db import reading
from fam.person import Right
from fam.queries import family_file
from fam.rules.protection_terms import ReadKind
from fam.ui import (
    access_request,
    consents,
    family_actions,
    family_leads,
    family_parts,
    family_timeline,
    household,
    merging,
    read_log,
)
from fam.ui import family_file as ui
from fam.ui.auth import require

person = require(Right.SEE_FAMILIES)

number = merging.followed(person, str(st.query_params.get("fam", "")))
with reading(person) as session:
    file = family_file.find(session, number)

if file is None:
    access_request.show(person, number)
    st.stop()

read_log.note(person, ReadKind.FILE, [file.head.id or 0])
ui.head(file, person.today)
if family_parts.shown(person, file):
    st.stop()

family_actions.show(person, file)

left, right = st.columns([3, 2], gap="medium")

with left:
    if file.works:
        ui.next_steps(person, file)
        if file.leading:
            family_timeline.write(person, file.head.id or 0)
        family_timeline.show(person, file)
    else:
        ui.content_hidden(person)
    ui.status_history(file)

with right:
    ui.dates(person, file)
    family_leads.show(person, file)
    consents.box(person, file)
    if file.works:
        ui.detail(person, file)
        household.show(person, file)
        read_log.of_family(person, file)
