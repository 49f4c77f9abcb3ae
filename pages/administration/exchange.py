"""Austausch: the team's list comes in; past imports with their reports, and the way back."""

import streamlit as st

from fam.person import Right
from fam.ui import (
    document_templates_form,
    import_columns,
    import_file,
    import_past,
    import_preview,
    import_run,
    roundtrip,
)
from fam.ui.auth import require

person = require(Right.COORDINATE)

st.title("Austausch")

import_run.follow()

st.subheader("Liste einlesen", anchor=False)

if opened := import_file.ask_file(person):
    layouts = import_columns.ask_columns(person, opened)
    found = import_file.interpreted(person, opened, layouts)
    names = import_columns.ask_names(person, opened, found)
    report = import_file.looked_at(person, opened, layouts, found, names)

    import_preview.show(report)
    decisions = import_preview.ask_decisions(opened, report)

    if import_preview.wants_import(report, decisions):
        import_run.start(person, opened, layouts, report, names, decisions)
        st.rerun()

import_past.show(person)

st.subheader("Liste ausgeben", anchor=False)

roundtrip.exchange(person)

document_templates_form.show(person)
