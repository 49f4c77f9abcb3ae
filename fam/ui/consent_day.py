"""The day of a consent put right: beside the consent, folded behind a button."""

import streamlit as st

from fam.db import transaction
from fam.models import Consent
from fam.person import Person
from fam.services import consents
from fam.ui import editing
from fam.ui.feedback import told
from fam.ui.forms import Form

FOLLOWS = (
    "Ab diesem Tag gilt, was mit ihr geteilt werden darf; ein Ende nach 24 Monaten rückt mit. Unterschriften und "
    "Fassung werden für diesen Tag geprüft."
)


def show(person: Person, consent: Consent) -> None:
    """Draw the button, or the form that it opens."""
    name = f"consent:day:{consent.id}"
    if not editing.is_open(name):
        st.button("Tag berichtigen", key=f"edit:{name}", type="tertiary", icon=":material/edit_calendar:",
                  on_click=editing.start, args=(name,))  # fmt: skip
        return
    form = Form(name, today=person.today, opened={"given_on": consent.given_on}, version=consent.version)
    form.date("given_on", "Erteilt am", required=True)
    st.caption(FOLLOWS)
    if form.submitted("Tag speichern", cancel="Abbrechen"):
        with told("Berichtigt; was geteilt werden darf, gilt ab jetzt danach.", form), transaction(person) as session:
            consents.correct_day(session, consent.id or 0, form.values()["given_on"])
        editing.stop()
        st.rerun()
    if form.cancelled:
        editing.stop()
        st.rerun()
