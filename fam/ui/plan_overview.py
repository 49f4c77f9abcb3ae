"""The plan in a few words on the overview of a family's file, each with the way to its part."""

import streamlit as st

from fam.db import reading
from fam.person import Person
from fam.queries import plan_overview
from fam.queries.family_file import FamilyFile
from fam.queries.plan_overview import PlanOverview
from fam.ui.format import count_text, date_text, due_text
from fam.ui.links import family_link

NOTHING = "Noch kein Plan. Am Anfang stehen die"
SOON = 15  # days within which it is said how many are left


def show(person: Person, file: FamilyFile) -> None:
    """Draw the box."""
    with reading(person) as session:
        found = plan_overview.of_family(session, file.head)
    with st.container(border=True, key="plan-ueberblick"):
        st.subheader("Plan", anchor=False)
        if not found.begun:
            st.markdown(f"{NOTHING} {_link(file, 'bedarfe', 'Bedarfe')}.")
        st.markdown("  \n".join(_lines(person, file, found)))


def _lines(person: Person, file: FamilyFile, found: PlanOverview) -> list[str]:
    lines = []
    if found.begun:
        open_ones = [
            _link(file, "ziele", count_text(found.goals, "offenes Ziel", "offene Ziele")),
            _link(file, "massnahmen", count_text(found.running, "laufende Maßnahme", "laufende Maßnahmen")),
        ]
        if found.undecided:
            open_ones.append(count_text(found.undecided, "Entscheidung offen", "Entscheidungen offen"))
        lines.append(" · ".join(open_ones))
    if found.version and found.agreed_on:
        version = _link(file, "plan", f"Familienplan, {found.version}. Fassung")
        lines.append(f"{version} vom {date_text(found.agreed_on)}")
    if found.review_on:
        soon = (found.review_on - person.today).days < SOON
        due = f" ({due_text(found.review_on, person.today)})" if soon else ""
        lines.append(f"Nächste Überprüfung: {_link(file, 'plan', date_text(found.review_on))}{due}")
    return lines


def _link(file: FamilyFile, part: str, label: str) -> str:
    return f"[{label}]({family_link(file.head.number)}&bereich={part})"
