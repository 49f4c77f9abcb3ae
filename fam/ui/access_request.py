"""A file that is not one's own: nothing is shown, and for Fachkräfte "Zugriff mit Begründung"."""

import streamlit as st

from fam.db import transaction
from fam.person import Person
from fam.rules.terms import Role
from fam.services import grants
from fam.ui.feedback import told
from fam.ui.forms import Form
from fam.ui.links import open_family

EXPLAINED = (
    "Geöffnet wird die Seite der eigenen Institution für 24 Stunden. "
    "Beide Fallführungen sehen sofort, wer mit welcher Begründung liest."
)


def show(person: Person, number: str) -> None:
    """Say that there is nothing here for the person; the same words whether the number exists or not."""
    st.title("Familienakte", anchor=False)
    if number:
        st.warning("Nicht gefunden oder nicht freigegeben.", icon=":material/lock:")
    else:
        st.info("Eine Akte wird aus der Liste „Familien“ geöffnet.", icon=":material/info:")
    if person.has(Role.CASEWORKER):
        _request(person, number)


def _request(person: Person, number: str) -> None:
    with st.expander("Zugriff mit Begründung", icon=":material/key:", expanded=not number):
        st.caption(EXPLAINED)
        form = Form("grant", today=person.today)
        form.text("number", "FAM-Nummer", required=True, value=number, placeholder="FAM-2017-00014")
        form.text("reason", "Begründung", required=True, max_length=500)
        if form.submitted("Akte öffnen"):
            typed = form.values()
            with told("Zugriff für 24 Stunden geöffnet.", form), transaction(person) as session:
                grants.open_file(session, **typed)
            open_family(typed["number"].strip().upper())
