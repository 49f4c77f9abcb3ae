""" "+ Feld": from the form itself, with three inputs, a field that every list, filter and export knows at once."""

from typing import Any

import streamlit as st

from fam.db import transaction
from fam.fields.registry import entity_of, makes_fields
from fam.fields.spec import OFFERED, Kind
from fam.person import Person
from fam.services import field_making
from fam.services.field_making import FieldDraft
from fam.ui.feedback import told
from fam.ui.forms import Form

OPEN = "field-making:open"
KINDS = [kind for kind in Kind if kind is not Kind.TOWN]
NOUNS = {
    "family_detail": "Familie (Akte)",
    "family": "Familie (Eckdaten, auch für die Koordination sichtbar)",
    "member": "Mitglied",
    "vote": "Prüfung (Votum je Institution)",
    "meeting": "Gespräch",
    "task": "Aufgabe",
    "note": "Eintrag",
    "address": "Adresse",
    "benefit_unit": "Bedarfsgemeinschaft",
    "phone": "Telefon",
}
MADE = "Feld angelegt. Es steht jetzt in allen Formularen dieser Art."
OPTIONS_HELP = "Je Zeile eine Option."


def button(person: Person, model: Any, form_name: str, *, proposal: bool = False) -> None:
    """Draw "+ Feld" in a form for those who make fields; what is typed in the form stays."""
    if not makes_fields(person):
        return
    entity = entity_of(model)
    if st.button("Feld", icon=":material/add:", type="tertiary", key=f"field:{form_name}:{entity}",
                 help="Ein neues Feld für alle Einträge dieser Art: Bezeichnung, Art, Optionen."):  # fmt: skip
        st.session_state[OPEN] = form_name, entity
    if st.session_state.get(OPEN) == (form_name, entity):  # one dialog at a time, however many forms are open
        _dialog(person, entity, proposal)


def _closed() -> None:
    st.session_state.pop(OPEN, None)


@st.dialog("Neues Feld", on_dismiss=_closed)
def _dialog(person: Person, entity: str, proposal: bool) -> None:
    form = Form(f"field:new:{entity}", today=person.today)
    st.caption(f"Für: {NOUNS.get(entity, entity)}. Weitere Einstellungen später unter „Felder“.")
    form.text("label", "Bezeichnung", required=True, max_length=200)
    kind = form.choice("kind", "Art", {one.value: one.label for one in KINDS}, required=True, value=Kind.TEXT.value)
    if kind in OFFERED:
        form.long_text("options", "Optionen", required=True, height=120, help=OPTIONS_HELP)
    if form.submitted("Feld anlegen", cancel="Abbrechen"):
        with told(MADE, form), transaction(person) as session:
            made = field_making.make(session, FieldDraft(entity, **_draft(form.values())))
            if proposal:
                field_making.change(session, made.id or 0, {"in_proposal": False}, {"in_proposal": True})
        _closed()
        st.rerun()
    if form.cancelled:
        _closed()
        st.rerun()


def _draft(values: dict[str, Any]) -> dict[str, Any]:
    return {"label": values["label"], "kind": Kind(values["kind"]), "options": values.get("options", "")}
