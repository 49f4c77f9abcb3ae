"""The menu: every page with its section, its address and the right that opens it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.util import calc_hash

from fam.config import ROOT
from fam.person import Person, Right


@dataclass(frozen=True, slots=True)
class Entry:
    """One page; `totals_only` pages show no family and stay open while the session is locked."""

    section: str
    title: str
    url_path: str
    file: str
    right: Right
    icon: str
    hidden: bool = False
    totals_only: bool = False

    @property
    def page_hash(self) -> str:
        """How Streamlit names the page in its messages."""
        return calc_hash(self.url_path)


PAGES: tuple[Entry, ...] = (
    Entry("Start", "Heute", "heute", "start/today.py", Right.TODAY, "today"),
    Entry("Familien", "Vorschläge", "vorschlaege", "families/proposals.py", Right.SEE_FAMILIES, "move_to_inbox"),
    Entry("Familien", "Familien", "familien", "families/families.py", Right.SEE_FAMILIES, "groups"),
    Entry(
        "Familien", "Familienakte", "familienakte", "families/family_file.py", Right.SEE_FAMILIES, "folder", hidden=True
    ),
    Entry("Zusammenarbeit", "Gespräche", "gespraeche", "cooperation/meetings.py", Right.SEE_FAMILIES, "forum"),
    Entry("Zusammenarbeit", "Aufgaben", "aufgaben", "cooperation/tasks.py", Right.SEE_FAMILIES, "task_alt"),
    Entry("Zusammenarbeit", "Reflexion", "reflexion", "cooperation/reflection.py", Right.SEE_FAMILIES, "lightbulb"),
    Entry(
        "Auswertung", "Wachstum", "wachstum", "analysis/growth.py", Right.SEE_GROWTH, "trending_up", totals_only=True
    ),
    Entry("Auswertung", "Wirkung", "wirkung", "analysis/outcome.py", Right.SEE_GROWTH, "flag"),
    Entry("Auswertung", "Tandemarbeit", "tandemarbeit", "analysis/cooperation.py", Right.SEE_GROWTH, "diversity_3"),
    Entry("Auswertung", "Planung", "planung", "analysis/planning.py", Right.SEE_GROWTH, "insights", totals_only=True),
    Entry("Auswertung", "Berichte", "berichte", "analysis/reports.py", Right.SEE_GROWTH, "summarize", totals_only=True),
    Entry("Auswertung", "Eigene Auswertung", "auswertung", "analysis/own.py", Right.SEE_FAMILIES, "bar_chart"),
    Entry("Verwaltung", "Plan und Plätze", "plan", "administration/plan.py", Right.COORDINATE, "event_seat"),
    Entry("Verwaltung", "Austausch", "austausch", "administration/exchange.py", Right.COORDINATE, "swap_horiz"),
    Entry("Verwaltung", "Felder", "felder", "administration/fields.py", Right.MAKE_FIELDS, "dashboard_customize"),
    Entry("Verwaltung", "Team", "team", "administration/team.py", Right.ADMINISTER, "badge"),
    Entry("Verwaltung", "Änderungen", "aenderungen", "administration/changes.py", Right.SEE_CHANGES, "history"),
    Entry("Datenschutz", "Protokoll", "protokoll", "protection/log.py", Right.PROTECT_DATA, "policy"),
    Entry("Datenschutz", "Einwilligungen", "einwilligungen", "protection/consents.py", Right.SEE_CONSENTS, "handshake"),
    Entry("Datenschutz", "Auskunft", "auskunft", "protection/access.py", Right.PROTECT_DATA, "contact_page"),
    Entry("Datenschutz", "Löschung", "loeschung", "protection/erasure.py", Right.ERASE, "auto_delete"),
    Entry("Konto", "Mein Konto", "konto", "account/my_account.py", Right.OWN_ACCOUNT, "account_circle"),
)
URL_PATHS = frozenset(entry.url_path for entry in PAGES)
TOTALS_ONLY = frozenset(entry.page_hash for entry in PAGES if entry.totals_only)
Draw = Callable[[], None]
Sections = dict[str, list[StreamlitPage]]
KEPT = "_fam_menu"


@lru_cache
def _exists(file: str) -> bool:
    return (ROOT / "pages" / file).is_file()


def inside(person: Person, locked: Draw | None, forbidden: Draw) -> tuple[StreamlitPage, bool]:
    """Show the menu of a person; return the page that is asked for and whether it shows totals only.

    `locked` stands in for every page but totals; `forbidden` answers at the addresses that the person may not open.
    """
    key = (person.roles, locked is not None)
    kept = st.session_state.get(KEPT)
    if kept is None or kept[0] != key:  # making the pages costs 2 ms, and they stay the same for a session
        kept = st.session_state[KEPT] = key, *_pages(person, locked, forbidden)
    _key, sections, totals = kept
    asked = st.navigation(sections, expanded=True)
    return asked, any(asked is page for page in totals)


def _pages(person: Person, locked: Draw | None, forbidden: Draw) -> tuple[Sections, list[StreamlitPage]]:
    sections: Sections = {"": []}
    totals: list[StreamlitPage] = []
    first: StreamlitPage | None = None
    for entry in PAGES:
        if not _exists(entry.file):
            continue
        allowed = person.may(entry.right)
        show = forbidden if not allowed else locked if locked and not entry.totals_only else None
        page = st.Page(
            show or ROOT / "pages" / entry.file,
            title=entry.title,
            icon=f":material/{entry.icon}:",
            url_path=entry.url_path,
            visibility="visible" if allowed and not entry.hidden else "hidden",
        )
        first = first or (page if allowed else None)
        if entry.totals_only and allowed:
            totals.append(page)
        sections.setdefault(entry.section, []).append(page)
    sections[""].append(_start(partial(st.switch_page, first) if first else forbidden))
    return sections, totals


def _start(show: Draw) -> StreamlitPage:
    """The page at "/": hidden, so that every page of the menu keeps an address of its own, the first one too."""
    return st.Page(show, title="Start", url_path="start", default=True, visibility="hidden")


def everywhere(show: Draw, title: str) -> StreamlitPage:
    """Register one thing at every address, without a menu, so that the address survives: log-in, set-up."""
    pages = [st.Page(show, title=title, url_path=entry.url_path) for entry in PAGES]
    return st.navigation([st.Page(show, title=title, url_path="start", default=True), *pages], position="hidden")
