"""The matrix: who may see what of whom, and why; one table per direction, in words."""

import streamlit as st

from fam.models import FAMILY, Family
from fam.person import Person
from fam.queries.consents import Ledger
from fam.rules.consent import belongs
from fam.rules.consent_matrix import WHOLE_FAMILY, Cell, cell_of_family, cell_of_person, flows_from
from fam.rules.terms import DataCategory, Institution
from fam.ui.figure_table import show_table

WHY_OPEN = {
    "legacy": "Altbestand: Stammdaten und Anlass kannten beide Stellen schon aus der gemeinsamen Liste.",
    "pipeline": "Bis zur Aufnahme lesen beide Stellen Stammdaten und Prüfung, weil die Familie dem Kontakt zustimmte.",
}


def show(person: Person, head: Family, found: Ledger) -> None:
    """Draw what each institution may read of the other's data."""
    st.subheader("Wer darf was sehen?", anchor=False)
    for source in Institution:
        title = f"Was {source.other.label} von {source.label} lesen darf"
        st.markdown(f"**{title}**")
        headings = ["Wer", *(_heading(category) for category, _source in flows_from(source))]
        with st.container(key=f"consent-matrix-{source.value}"):
            show_table(title, headings, _rows(found, source, person), sentences=True)
    if head.legacy:
        st.caption(WHY_OPEN["legacy"])
    elif head.admitted_on is None and head.contact_agreed_on:
        st.caption(WHY_OPEN["pipeline"])
    st.caption(
        "Einträge über eine Person richten sich nach deren Zeile, alle anderen nach „Ganze Familie“. "
        "Nur Einträge für das Team werden geteilt; was einer Institution gehört, bleibt bei ihr."
    )


def _rows(found: Ledger, source: Institution, person: Person) -> list[list[str]]:
    flows, today = flows_from(source), person.today
    shared = {
        (one.member_id, (one.category, one.source)): one
        for one in found.shared
        if one.starts_on <= today and (one.ends_on is None or today <= one.ends_on)
    }
    family = [
        cell_of_family(
            found.people, flow, found.given, shared=(FAMILY, flow) in shared,
            ends_on=shared[FAMILY, flow].ends_on if (FAMILY, flow) in shared else None, on=today,
        )
        for flow in flows
    ]  # fmt: skip
    rows = [[WHOLE_FAMILY, *map(_text, family)]]
    for one in found.people:
        if belongs(one, today):
            cells = [
                cell_of_person(one, flow, found.given, shared=(one.id, flow) in shared, on=today) for flow in flows
            ]
            rows.append([one.called, *map(_text, cells)])
    return rows


def _heading(category: DataCategory) -> str:
    return category.short.replace("Eingliederungsv", "Eingliederungs\u00adv")  # may be parted on a narrow screen


def _text(cell: Cell) -> str:
    return f"{'✓ ja' if cell.open else '✗ nein'}, {cell.why}"
