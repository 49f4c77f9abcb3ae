"""The start page of a new installation: what to do first, per role."""

import streamlit as st

from fam.db import reading
from fam.person import Person, Right
from fam.queries import today
from fam.rules.terms import Role
from fam.ui.feedback import empty_state
from fam.ui.format import count_text
from fam.ui.links import open_new_proposal, open_page

FIRST_PROPOSAL = "Die erste Familie vorschlagen, oder die Koordination ordnet eine zu."


def begin(person: Person) -> None:
    """On a new installation: say what to do first, per role."""
    if person.has(Role.ADMINISTRATOR):
        _begin_administration(person)
    if not person.may(Right.SEE_FAMILIES) or _sees_a_family(person):
        return
    if person.has(Role.COORDINATOR):
        if empty_state("Noch keine Familien.", "Zuerst die vorhandene Liste einlesen, dann Plan und Plätze eintragen.",
                       "Liste einlesen", "begin-list"):  # fmt: skip
            open_page("exchange")
        if st.button("Plan und Plätze eintragen", icon=":material/event_seat:"):
            open_page("plan")
    elif empty_state("Noch keine eigenen Familien.", FIRST_PROPOSAL, "Familie vorschlagen", "begin-proposal"):
        open_new_proposal()


def _sees_a_family(person: Person) -> bool:
    with reading(person) as session:
        return today.any_family(session)


def _begin_administration(person: Person) -> None:
    with reading(person) as session:
        state = today.accounts(session)
    if state.missing:
        missing = ", ".join(f"{role.label} {side.label}" for role, side in state.missing)
        if empty_state("Es fehlen noch Konten.", f"Noch niemand: {missing}.", "Konten anlegen", "begin-accounts"):
            open_page("team")
    if state.never_here:
        sentence = f"{count_text(state.never_here, 'Konto wartet', 'Konten warten')} auf die erste Anmeldung"
        if st.button(sentence, icon=":material/badge:", key="begin-never-here"):
            open_page("team")
