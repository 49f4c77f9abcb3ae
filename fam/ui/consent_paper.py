"""Consents that lie there on paper: which families still lack an entry, and one short form per family, one by one."""

from collections.abc import Iterable

import streamlit as st

from fam.db import reading
from fam.person import Person
from fam.queries import consents_paper as queries
from fam.queries.consents_paper import Unrecorded
from fam.rules.terms import Role
from fam.ui.agenda import Group, Line
from fam.ui.feedback import say
from fam.ui.format import count_text, term_text
from fam.ui.links import consents_link, open_consents, open_page
from fam.ui.tables import EXPORT_LIMIT, Column, Listing

PART = "papier"  # of a family's file
HEADING = "Einwilligung noch nicht erfasst"
WHY = (
    "Solange bei einer Familie nichts erfasst ist, liest die andere Institution nichts von ihr. Je Familie wird "
    "abgeschrieben, was auf dem Papier steht: Tag, Fassung, Personen und wer unterschrieb. Wo kein Papier vorliegt, "
    "zuerst mit der Familie sprechen."
)
COLUMNS = (
    Column("Familie", "name"),
    Column("FAM-Nummer", "number"),
    Column("Status", lambda row: term_text(row.status), minor=True),
)


def show(person: Person) -> None:
    """Draw the families of the Altbestand that wait for their papers, for Koordination."""
    if not person.has(Role.COORDINATOR):
        return
    st.subheader("Vom Papier übertragen", anchor=False)
    listing = Listing("consents-paper", sort="", size=25)
    with reading(person) as session:
        rows, total = queries.waiting(session, offset=listing.offset, size=listing.size)
    if total:
        st.caption(WHY)
    opened = listing.show(
        rows, COLUMNS, total=total, nouns=("Familie ohne Einwilligung", "Familien ohne Einwilligung"),
        row_id="number", href=lambda row: consents_link(row.number, PART), title="Einwilligungen vom Papier",
        empty=("Nichts zu übertragen.", "Zu jeder laufenden Familie des Altbestands ist eine Einwilligung erfasst."),
        export=lambda: _all(person),
    )  # fmt: skip
    if opened:
        open_consents(str(opened), PART)


def _all(person: Person) -> Iterable[Unrecorded]:
    with reading(person) as session:
        return queries.waiting(session, size=EXPORT_LIMIT)[0]


def waiting(person: Person) -> int:
    """Return how many families lack an entry."""
    with reading(person) as session:
        return queries.waiting(session, size=1)[1]


def onward(person: Person, number: str) -> None:
    """Leave for the next family that lacks an entry; after the last one, for where this one came from."""
    with reading(person) as session:
        found = queries.following(session, number)
    if found is not None:
        open_consents(found.number, PART)
    say("Zu allen Familien ist eine Einwilligung erfasst.")
    if person.has(Role.COORDINATOR):
        open_page("consents")
    open_consents(number)


def offer(person: Person) -> None:
    """After a list came in: say what is not shared yet, and lead to the papers."""
    if not (number := waiting(person)):
        return
    st.info(f"{count_text(number, 'Familie hat', 'Familien haben')} noch keine erfasste Einwilligung. {WHY}",
            icon=":material/handshake:")  # fmt: skip
    if st.button("Einwilligungen vom Papier übertragen", icon=":material/contract:", key="paper-offer"):
        open_page("consents")


def groups(person: Person, limit: int = 50) -> list[Group]:
    """Return the lines of one's day: own families without an entry."""
    if not person.has(Role.CASEWORKER):
        return []
    with reading(person) as session:
        found, _total = queries.waiting(session, mine=True, size=limit)
    lines = [
        Line(f"paper:{one.number}", f"{one.name} · {one.number}", "vom Papier übertragen oder neu erfassen",
             href=consents_link(one.number, PART))
        for one in found
    ]  # fmt: skip
    return [Group(HEADING, lines)]
