"""What the levels of an area of life mean: short texts that the team words itself."""

import streamlit as st

from fam.db import reading, transaction
from fam.person import Person
from fam.queries import needs
from fam.queries.needs import Area
from fam.rules.needs import LEVELS
from fam.services import needs as service
from fam.ui.feedback import as_label, told
from fam.ui.forms import Form

HEALTH_HELP = "Einträge zu diesem Bereich werden nur mit eigener Einwilligung geteilt (Art. 9 DSGVO)."
ENDS = {0: "0 (akuter Bedarf)", 4: "4 (kein Bedarf)"}


def show(person: Person) -> None:
    """Draw one folded form for each area; it is filled when it is opened."""
    st.subheader("Was die Stufen bedeuten", anchor=False)
    st.caption("Steht bei der Auswahl und in der Tabelle; eine Änderung gilt auch für frühere Einschätzungen.")
    with reading(person) as session:
        found = needs.areas(session)
    for area in found.values():
        if not area.archived:
            with st.expander(as_label(area.label), key=f"levels:{area.id}"):
                _area(person, area)


def _area(person: Person, area: Area) -> None:
    opened = {f"level_{level}": area.levels.get(level, "") for level in LEVELS}
    form = Form(f"area-levels:{area.id}", today=person.today, opened=opened)
    for level in LEVELS:
        form.text(f"level_{level}", f"Stufe {ENDS.get(level, level)}", required=True, max_length=200)
    if form.submitted("Speichern"):
        with told("Stufen gespeichert.", form), transaction(person) as session:
            values = form.values()
            service.word(session, area.id, {level: values[f"level_{level}"] for level in LEVELS})
        st.rerun()
