""" "Verfahren Kinderschutz": what to do and whom to call; of a report only that it happened."""

import streamlit as st

from fam.db import reading, transaction
from fam.person import Person
from fam.rules.terms import Institution, Role
from fam.services import protection
from fam.ui.feedback import plain, told
from fam.ui.forms import Form

STEPS = {
    Institution.PRO_ARBEIT: (
        "Ruhe bewahren, nichts versprechen; bei akuter Gefahr 110.",
        "Beratung durch eine insoweit erfahrene Fachkraft (§ 8b SGB VIII, § 4 KKG), Fall anonymisiert.",
        "Mit der Familie sprechen, wenn der Schutz des Kindes dadurch nicht gefährdet wird.",
        "Den ASD informieren (Kinderschutz). Die Einschätzung und alles Weitere führt das Jugendamt in eigener Akte.",
    ),
    Institution.ASD: (
        "Bei akuter Gefahr 110.",
        "Verfahren nach § 8a SGB VIII in der eigenen Akte des Jugendamts führen, nicht in FAM.",
        "Gefährdungseinschätzung mit mehreren Fachkräften; Eltern und Kind beteiligen, wenn der Schutz das zulässt.",
        "Prüfen, ob die Fallführung in FAM abgegeben wird (Wechsel der Rolle).",
    ),
}


def button(person: Person, family_id: int) -> None:
    """Draw the button that opens procedure and contacts."""
    if st.button("Verfahren Kinderschutz", icon=":material/child_care:", key="protection"):
        st.session_state["protection:open"] = True
    if st.session_state.get("protection:open"):
        _dialog(person, family_id)


def _closed() -> None:
    st.session_state.pop("protection:open", None)


@st.dialog("Verfahren Kinderschutz", width="large", on_dismiss=_closed)
def _dialog(person: Person, family_id: int) -> None:
    for number, step in enumerate(STEPS[person.institution or Institution.PRO_ARBEIT], start=1):
        st.markdown(f"{number}. {plain(step)}")
    with reading(person) as session:
        contacts = protection.contacts(session)
    st.markdown("**Kontakte**")
    st.markdown(plain(contacts).replace("\n", "  \n") or "Noch keine hinterlegt: die Koordination trägt sie ein.")
    if person.has(Role.COORDINATOR):
        _contacts(person, contacts)
    if person.has(Role.CASEWORKER):
        _report(person, family_id)


def _contacts(person: Person, contacts: str) -> None:
    form = Form("protection:contacts", today=person.today, opened={"text": contacts})
    form.long_text("text", "Kontakte (Bereitschaft ASD, insoweit erfahrene Fachkraft)", max_length=2000)
    if form.submitted("Kontakte speichern"):
        with told("Kontakte gespeichert.", form), transaction(person) as session:
            protection.keep_contacts(session, form.values()["text"])
        st.rerun()


def _report(person: Person, family_id: int) -> None:
    with st.expander("Weitergabe festhalten (nur dass, nicht was)"):
        form = Form(f"protection:{family_id}", today=person.today)
        form.date("reported_on", "Weitergabe an ASD-Kinderschutz am", required=True, value=person.today)
        informed = form.boolean("family_informed", "Familie informiert", required=True)
        if informed is False:
            form.text("reason_not_informed", "Grund", required=True, help="Keine Beschreibung des Falls.")
        if form.submitted("Festhalten"):
            with told("Weitergabe festgehalten.", form), transaction(person) as session:
                typed = form.values()
                reason = typed.get("reason_not_informed", "")
                protection.report(session, family_id, typed["reported_on"], typed["family_informed"], reason)
            _closed()
            st.rerun()
