"""The list of families: what is looked for, what was found."""

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st
from sqlmodel import Session

from fam.db import reading
from fam.person import Person
from fam.queries import behind, families, lists
from fam.queries.families import FamilyRow, Found, Search
from fam.rules.behind import Behind, read
from fam.rules.closing import AFTERCARE
from fam.rules.terms import Institution, Role, Status
from fam.services.roundtrip_list import MOST
from fam.services.roundtrip_tables import FAMILIES, PERSONS
from fam.ui import list_views, read_log, roundtrip
from fam.ui.feedback import plain
from fam.ui.format import date_text
from fam.ui.links import BEHIND, family_link, open_family
from fam.ui.list_head import ListHead
from fam.ui.list_views import ListOf
from fam.ui.roundtrip import Out
from fam.ui.tables import EXPORT_LIMIT, Column, Listing


def _status(row: FamilyRow) -> str:
    return f"{row.status.label}, {AFTERCARE}" if row.aftercare else row.status.label


COLUMNS = (
    Column("Familie", "name", sort="name"),
    Column("FAM-Nummer", "number", sort="number"),
    Column("Wohnort", "town", sort="town", minor=True),
    Column("Status", _status, sort="status", name="status"),
    Column("Aufnahme", lambda row: row.admitted_on and date_text(row.admitted_on, row.admitted_precision),
           sort="admitted_on", name="admitted_on"),
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
BEHIND_HINT = (
    "Nur die Familien, die Sie sehen: Die Zahl im Diagramm kann größer sein. Gelöschte Fälle stehen in keiner Liste."
)
BEHIND_ENTRIES = (
    "Nur Familien, mit denen Sie arbeiten, und nur nach dem, was Sie in ihrer Akte lesen: Das Diagramm zählt alle "
    "Familien und alle Einträge. Gelöschte Fälle stehen in keiner Liste."
)
NOT_BEHIND = ("Keine Familie, die Sie sehen.", "Die Zahl im Diagramm zählt alle Familien, auch die anderer.")
NOT_FOUND = (
    "Keine Familie gefunden.",
    "Weniger Buchstaben eingeben oder Filter zurücknehmen. Neue Familien kommen über „Vorschläge“ dazu.",
)
LIST = ListOf(
    "families", COLUMNS, "name",
    inputs={"text": "", "statuses": [], "town": None, "lead": None, "institution": None},
    filtered=families.FILTERED, shown=families.COLUMNS,
    has_columns=("name", "town_ags", "status", "admitted_on"), has_filters=("status", "town_ags"),
)  # fmt: skip


def ask(person: Person) -> tuple[Search, Listing]:
    """Draw views, search and filters; return what is looked for and the list's view."""
    if asked_for := read(str(st.query_params.get(BEHIND, ""))):
        return _ask_behind(person, asked_for)
    head = ListHead(person, LIST)
    text = head.bar.text_input(
        "Suchen",
        key="families:text",
        type="search",
        live=True,
        placeholder="Name, FAM-Nummer, Mitglied oder Ort",
        persist_state="session",
        autocomplete="off",
    )
    with head.folded(own=True):
        asked = _ask(person, text or "")
        asked = replace(asked, filters=head.filters())
    view = Listing("families", sort="name", scope=asked, columns=head.columns)
    head.tools(asked.filters)
    page = view.offset // view.size + 1
    part = replace(asked, sort=view.sort, descending=view.descending, page=page, size=view.size, columns=head.fields)
    return part, view


def _ask_behind(person: Person, one: Behind) -> tuple[Search, Listing]:
    """Say whose number it is and offer the way back to all families; the list's own filters rest meanwhile."""
    with reading(person) as session:
        part = behind.part(session, one)
    st.subheader(plain(f"{one.title}{part}"), anchor=False)
    st.caption(BEHIND_HINT if one.by not in behind.BARS or behind.rows_of(one.by).head else BEHIND_ENTRIES)
    st.button("Alle Familien zeigen", icon=":material/filter_list_off:", on_click=_all_again)
    view = Listing("families-behind", sort="name", scope=one, columns=COLUMNS)
    page = view.offset // view.size + 1
    return Search(behind=one, sort=view.sort, descending=view.descending, page=page, size=view.size), view


def _all_again() -> None:
    st.query_params.pop(BEHIND, None)


def _ask(person: Person, text: str) -> Search:
    """Draw the filters that every family has."""
    with reading(person) as session:
        towns, team = lists.towns(session, person.today), lists.team(session)
    first, second = st.columns(2)
    statuses = first.multiselect(
        "Status", list_views.offer(LIST, "statuses", list(Status)[:-1]), key="families:statuses",
        format_func=lambda status: status.label, placeholder="alle", persist_state="session",
    )  # fmt: skip
    town = second.selectbox(
        "Wohnort", list_views.offer(LIST, "town", [None, *towns]), key="families:town",
        format_func=lambda ags: towns.get(ags, "alle"), persist_state="session",
    )  # fmt: skip
    lead = first.selectbox(
        "Fallführung", list_views.offer(LIST, "lead", [None, *team]), key="families:lead",
        format_func=lambda number: team.get(number, "alle"), persist_state="session",
    )  # fmt: skip
    institution = second.selectbox(
        "Vorschlag kam von", list_views.offer(LIST, "institution", [None, *Institution]), key="families:institution",
        format_func=lambda one: one.label if one else "beide", persist_state="session",
    )  # fmt: skip
    return Search(text, tuple(statuses), town, lead, institution)


def show(person: Person, search: Search, view: Listing, found: Found) -> str | None:
    """Draw the list; return the FAM number of the family that was opened."""
    number: str | None = view.show(
        found.rows,
        view.columns,
        total=found.total,
        nouns=("Familie", "Familien"),
        row_id="number",
        href=lambda row: family_link(row.number),
        empty=_empty(person, search),
        export=lambda: read_log.exported(person, "Familien", _all(person, search)),
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
    if search.behind:
        return NOT_BEHIND
    if search.text or search.statuses or search.town_ags or search.lead_id or search.institution or search.filters:
        return NOT_FOUND
    return EMPTY_COORDINATION if person.has(Role.COORDINATOR) else EMPTY


def _all(person: Person, search: Search) -> Iterable[object]:
    with reading(person) as session:
        return families.find(session, replace(search, page=1, size=EXPORT_LIMIT)).rows


def edit_in_excel(person: Person, search: Search) -> None:
    """Draw the way out to Excel and back: of the families found, and of the persons in them."""
    wanted = replace(search, page=1, size=MOST, columns=())

    def find(session: Session) -> list[int]:
        return [row.id for row in families.find(session, wanted).rows]

    persons = [Out(PERSONS, find, whose=True)] if person.has(Role.CASEWORKER) else []
    roundtrip.show(person, Out(FAMILIES, find), *persons)
