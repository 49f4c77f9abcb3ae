"""The list of families: what is looked for, what was found."""

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from fam.db import reading
from fam.person import Person
from fam.queries import families, lists
from fam.queries.families import Found, Search
from fam.rules.terms import Institution, Role, Status
from fam.ui.format import date_text
from fam.ui.links import family_link, open_family
from fam.ui.tables import EXPORT_LIMIT, Column, Listing

IN_CARE = (Status.ACTIVE, Status.PAUSED)
COLUMNS = (
    Column("Familie", "name", sort="name"),
    Column("FAM-Nummer", "number", sort="number"),
    Column("Wohnort", "town", sort="town", minor=True),
    Column("Status", lambda row: row.status.label, sort="status"),
    Column("Aufnahme", lambda row: row.admitted_on and date_text(row.admitted_on, row.admitted_precision),
           sort="admitted_on"),
    Column("Pro Arbeit", "lead_pro_arbeit", minor=True),
    Column("ASD", "lead_asd", minor=True),
)  # fmt: skip
EMPTY = (
    "Noch keine Familien.",
    "Familien kommen über „Vorschläge“ dazu; hier stehen dann die eigenen und vertretenen.",
)
EMPTY_COORDINATION = (
    "Noch keine Familien.",
    "Familien kommen über „Vorschläge“ dazu oder mit der vorhandenen Liste unter „Austausch“.",
)
NOT_FOUND = (
    "Keine Familie gefunden.",
    "Weniger Buchstaben eingeben oder Filter zurücknehmen. Neue Familien kommen über „Vorschläge“ dazu.",
)


def ask(person: Person) -> tuple[Search, Listing]:
    """Draw search and filters; return what is looked for and the list's view."""
    with reading(person) as session:
        towns, team = lists.towns(session, person.today), lists.team(session)
    text = st.text_input(
        "Suchen",
        key="families:text",
        type="search",
        live=True,
        placeholder="Name, FAM-Nummer, Mitglied oder Ort",
        persist_state="session",
        autocomplete="off",
    )
    with st.expander("Filter", icon=":material/filter_list:"):
        first, second = st.columns(2)
        statuses = first.multiselect(
            "Status", list(Status)[:-1], key="families:statuses", format_func=lambda status: status.label,
            placeholder="alle", persist_state="session",
        )  # fmt: skip
        town = second.selectbox(
            "Wohnort", [None, *towns], key="families:town", format_func=lambda ags: towns.get(ags, "alle"),
            persist_state="session",
        )  # fmt: skip
        lead = first.selectbox(
            "Fallführung", [None, *team], key="families:lead", format_func=lambda number: team.get(number, "alle"),
            persist_state="session",
        )  # fmt: skip
        institution = second.selectbox(
            "Vorschlag kam von", [None, *Institution], key="families:institution",
            format_func=lambda one: one.label if one else "beide", persist_state="session",
        )  # fmt: skip
    asked = Search(text or "", tuple(statuses), town, lead, institution)
    view = Listing("families", sort="name", scope=asked)
    page = view.offset // view.size + 1
    return replace(asked, sort=view.sort, descending=view.descending, page=page, size=view.size), view


def show(person: Person, search: Search, view: Listing, found: Found) -> str | None:
    """Draw the list; return the FAM number of the family that was opened."""
    number: str | None = view.show(
        found.rows,
        COLUMNS,
        total=found.total,
        nouns=("Familie", "Familien"),
        row_id="number",
        href=lambda row: family_link(row.number),
        empty=_empty(person, search),
        export=lambda: _all(person, search),
        title="Familien",
    )
    if found.more:
        st.caption(f"Mehr als {found.total} Treffer. Weitere Buchstaben oder Filter grenzen die Liste ein.")
    if person.has(Role.CASEWORKER) and st.button(
        "Zugriff mit Begründung", icon=":material/key:", type="tertiary", help="Im Notfall eine fremde Akte öffnen"
    ):
        open_family("")
    return number


def _empty(person: Person, search: Search) -> tuple[str, str]:
    if search.text or search.statuses or search.town_ags or search.lead_id or search.institution:
        return NOT_FOUND
    return EMPTY_COORDINATION if person.has(Role.COORDINATOR) else EMPTY


def _all(person: Person, search: Search) -> Iterable[object]:
    with reading(person) as session:
        return families.find(session, replace(search, page=1, size=EXPORT_LIMIT)).rows
