"""Fallführung on the screen: who leads, and for the Koordination of an institution, who shall."""

import streamlit as st

from fam.access import Person
from fam.db import reading, transaction
from fam.queries import lists
from fam.queries.family_file import FamilyFile
from fam.rules.terms import Role
from fam.services import leads
from fam.ui.feedback import plain, told
from fam.ui.format import span_text
from fam.ui.forms import Form


def show(person: Person, file: FamilyFile) -> None:
    """Draw all leads and deputies with from/to; Koordination assigns for its own institution."""
    with st.container(border=True):
        st.subheader("Fallführung", anchor=False)
        for lead in file.leads:
            when = span_text(lead.starts_on, lead.ends_on)
            st.markdown(f"**{lead.institution.label}** · {plain(lead.name)} · {lead.kind.label} · {plain(when)}")
        if not file.leads:
            st.caption("Noch niemand zuständig.")
        if person.has(Role.COORDINATOR) and person.institution:
            _assign(person, file)


def _assign(person: Person, file: FamilyFile) -> None:
    assert person.institution
    with reading(person) as session:
        team = lists.team(session, person.institution)
    with st.expander(f"Fallführung {person.institution.label} vergeben"):
        form = Form(f"lead:{file.head.id}", today=person.today, lists={"PERSON": team})
        form.person("account_id", "Fachkraft", required=True)
        form.date("starts_on", "Ab", required=True, value=person.today)
        if form.submitted("Vergeben"):
            with told("Fallführung vergeben.", form), transaction(person) as session:
                leads.assign(session, file.head.id or 0, person.institution, **form.values())
            st.rerun()
