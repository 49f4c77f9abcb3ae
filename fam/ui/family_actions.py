"""What can be done with a family from its file: next steps, record, print, child protection, take a consent back."""

import streamlit as st

from fam.person import Person
from fam.queries.family_file import FamilyFile
from fam.ui import consent_withdrawal, erasure_holds, meetings, merging, protection, read_log, steps
from fam.ui.printing import print_button


def show(person: Person, file: FamilyFile) -> None:
    """Draw when it is deleted, its next steps and the row of buttons below the head."""
    erasure_holds.in_file(person, file)
    steps.show_in_file(person, file.head)
    with st.container(horizontal=True, key="nodruck-actions"):
        meetings.record_here(person, file)
        print_button(lambda: read_log.given(person, file.head.id or 0, "Druck der Akte"))
        protection.button(person, file.head.id or 0)
        consent_withdrawal.button(person, file.head.id or 0, file.head.number)
    consent_withdrawal.show_done(person, file.head.id or 0)
    merging.in_file(person, file)
