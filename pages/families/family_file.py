"""The file of one family: head, sections that are edited in place, and everything that happened."""

import streamlit as st

from fam.db import reading
from fam.person import Right
from fam.queries import family_file
from fam.ui import access_request, erasure_holds, family_leads, family_timeline, household, meetings, protection, steps
from fam.ui import family_file as ui
from fam.ui.auth import require
from fam.ui.printing import print_button

person = require(Right.SEE_FAMILIES)

number = str(st.query_params.get("fam", ""))

with reading(person) as session:
    file = family_file.find(session, number)

if file is None:
    access_request.show(person, number)
    st.stop()

ui.head(file, person.today)

erasure_holds.in_file(person, file)

steps.show_in_file(person, file.head)

with st.container(horizontal=True, key="nodruck-actions"):
    meetings.record_here(person, file)
    print_button()
    protection.button(person, file.head.id or 0)

left, right = st.columns([3, 2], gap="medium")

with left:
    if file.works:
        ui.next_steps(person, file)
        if file.leading:
            family_timeline.write(person, file.head.id or 0)
        family_timeline.show(person, file.head.id or 0)
    else:
        ui.content_hidden(person)
    ui.status_history(file)

with right:
    ui.dates(person, file)
    family_leads.show(person, file)
    if file.works:
        ui.detail(person, file)
        household.show(person, file)
