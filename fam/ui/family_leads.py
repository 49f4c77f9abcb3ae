"""Fallführung on the screen: who leads, and for the Koordination of an institution, who shall."""

from collections.abc import Sequence
from typing import Protocol

import streamlit as st

from fam.db import reading, transaction
from fam.models import Family
from fam.person import Person
from fam.queries import lists
from fam.queries.family_file import LeadRow
from fam.rules.terms import Role
from fam.services import leads
from fam.ui.feedback import plain, told
from fam.ui.format import span_text
from fam.ui.forms import Form


class Led(Protocol):
    """A case with its leads: the family's file, or its examination."""

    @property
    def head(self) -> Family:
        """The head of the case."""

    @property
    def leads(self) -> Sequence[LeadRow]:
        """All leads and deputies, the current ones first."""


def show(person: Person, file: Led) -> None:
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


def _assign(person: Person, file: Led) -> None:
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
