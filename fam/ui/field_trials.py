"""Trials whose day has come: publish, take out of use, or try longer. Nobody has to remember."""

from datetime import timedelta

import streamlit as st

from fam.db import reading, transaction
from fam.models import FieldDef
from fam.person import Person
from fam.queries import fields as queries
from fam.services import field_making
from fam.ui import field_figures
from fam.ui.feedback import plain, told
from fam.ui.field_making import NOUNS
from fam.ui.format import date_text, number_text
from fam.ui.forms import Form
from fam.ui.links import field_link

LONGER = timedelta(days=60)


def decide(person: Person) -> None:
    """Draw what is to be decided today, nothing if there is nothing."""
    with reading(person) as session:
        found = queries.to_decide(session, person.today)
    if not found:
        return
    with st.container(border=True, key="fields-to-decide"):
        st.subheader("Zur Entscheidung", anchor=False)
        for row in found:
            _trial(person, row)


def _trial(person: Person, row: FieldDef) -> None:
    counts = field_figures.fills(row.entity)
    filled = f"ausgefüllt in {number_text(counts.filled.get(row.key, 0))} von {number_text(counts.total)} Einträgen"
    with st.container(key=f"zeile-probe-{row.id}"):
        st.markdown(
            f"**[{plain(row.label)}]({field_link(row.id or 0)})** · {plain(NOUNS.get(row.entity, row.entity))} · "
            f"zu prüfen seit {date_text(row.review_on)}"
        )
        st.caption(plain(f"Frage: {row.purpose} – {filled}."))
        buttons(person, row)


def buttons(person: Person, row: FieldDef) -> None:
    """Draw the three ways a trial can go on."""
    number = row.id or 0
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Veröffentlichen", key=f"publish:{number}", type="primary", icon=":material/publish:"):
            with told(f"„{row.label}“ steht jetzt in allen Formularen."), transaction(person) as session:
                field_making.publish(session, number)
            st.rerun()
        if st.button("Stilllegen", key=f"retire:{number}", icon=":material/pause:"):
            with told(f"„{row.label}“ ist stillgelegt; die Werte bleiben."), transaction(person) as session:
                field_making.retire(session, number)
            st.rerun()
        with st.popover("Verlängern", icon=":material/event:", key=f"longer:{number}"):
            opened = {"review_on": row.review_on}
            form = Form(f"trial:{number}", today=person.today, opened=opened)
            form.date("review_on", "Neu prüfen am", required=True, value=person.today + LONGER, fresh=True)
            if form.submitted("Verlängern"):
                with told("Erprobung verlängert.", form), transaction(person) as session:
                    field_making.extend(session, number, opened["review_on"], form.values()["review_on"])
                st.rerun()
