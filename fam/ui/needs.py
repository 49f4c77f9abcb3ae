"""Bedarfe: a family's areas of life as the three sides judge them, then and now; and rating all of one day at once."""

import streamlit as st

from fam.db import reading
from fam.person import Person
from fam.queries import needs as query
from fam.queries.family_file import FamilyFile
from fam.queries.needs import Needs
from fam.rules.needs import then_now, without_goal
from fam.ui import editing, needs_board, needs_form
from fam.ui.family_goal_link import open_goals
from fam.ui.feedback import empty_state, plain


def show(person: Person, file: FamilyFile) -> None:
    """Draw the part."""
    family_id = file.head.id or 0
    with reading(person) as session:
        found = query.of_family(session, family_id)
    st.header("Bedarfe", anchor=False)
    _rating(person, file, found)
    if not found.ratings:
        empty_state("Noch nichts eingeschätzt.", "Zur Aufnahme und zu jeder Überprüfung: Stufe je Bereich wählen.")
        return
    _no_goal(found)
    needs_board.show(person, found)
    needs_form.history(person, file, found)


def _rating(person: Person, file: FamilyFile, found: Needs) -> None:
    name = needs_form.name_of(file)
    if not file.leading:
        return
    if editing.is_open(name):
        needs_form.rate(person, file, found)
    else:
        st.button("Bereiche einschätzen", key=f"add:{name}", type="primary", icon=":material/add:",
                  on_click=editing.start, args=(name,))  # fmt: skip


def _no_goal(found: Needs) -> None:
    """Point out low areas that no running goal speaks of; nothing is forbidden."""
    open_areas = without_goal(then_now(found.plain), found.goal_areas)
    if not open_areas:
        return
    names = [f"{found.areas[area].label} (Stufe {open_areas[area]})" for area in found.areas if area in open_areas]
    with st.container(border=True, key="needs-without-goal"):
        st.markdown(
            ":material/lightbulb: **Niedrige Stufe, aber noch kein laufendes Ziel:** " + plain(", ".join(names))
        )
        st.button("Zu den Zielen", key="nodruck-needs-goals", icon=":material/flag:", on_click=open_goals)
