"""What ends or prolongs an Auskunft: two months more, a refusal, the day it was given."""

import streamlit as st

from fam.db import transaction
from fam.models import AccessRequest
from fam.person import Person
from fam.services import access_requests
from fam.ui.feedback import told
from fam.ui.forms import Form
from fam.ui.links import open_access


def extend(person: Person, request: AccessRequest) -> None:
    """Draw the way to two months more."""
    with st.popover("Frist verlängern", icon=":material/more_time:"):
        st.markdown("Um zwei Monate, einmal, im ersten Monat; die Person erfährt den Grund (Art. 12 Abs. 3 DSGVO).")
        form = Form(f"access:extend:{request.id}", today=person.today)
        form.text("extension", "Grund", required=True, max_length=500)
        if form.submitted("Verlängern"):
            with told("Frist verlängert.", form), transaction(person) as session:
                access_requests.extend(session, request.id or 0, form.values()["extension"])
            st.rerun()


def refuse(person: Person, request: AccessRequest) -> None:
    """Draw the way to a refusal with its reason and the law."""
    with st.popover("Ablehnen", icon=":material/block:"):
        st.markdown("Mit Grund und Vorschrift; die Person erfährt beides (Art. 12 Abs. 4 DSGVO).")
        form = Form(f"access:refuse:{request.id}", today=person.today)
        form.long_text("refusal", "Grund und Vorschrift", required=True, max_length=1000)
        if form.submitted("Auskunft ablehnen"):
            with told("Abgelehnt.", form), transaction(person) as session:
                access_requests.refuse(session, request.id or 0, form.values()["refusal"])
            open_access()


def answer(person: Person, request: AccessRequest) -> None:
    """Draw the day on which the person got the answer; after it the Auskunft is closed."""
    form = Form(f"access:answered:{request.id}", today=person.today)
    form.date("answered_on", "Der Person gegeben am", required=True, value=person.today)
    if form.submitted("Als beantwortet eintragen"):
        with told("Beantwortet.", form), transaction(person) as session:
            access_requests.answered(session, request.id or 0, form.values()["answered_on"])
        open_access()
