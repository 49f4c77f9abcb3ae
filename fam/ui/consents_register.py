"""The register of consents on the screen, for Datenschutz and Koordination: numbers of families, no names."""

import streamlit as st

from fam.db import reading
from fam.person import Person
from fam.queries import consents_register as queries
from fam.rules.consent import CORE
from fam.ui import read_log
from fam.ui.format import count_text, date_text
from fam.ui.tables import EXPORT_LIMIT, Column, Listing

COLUMNS = (
    Column("FAM-Nummer", "number"),
    Column("Status", lambda row: row.status.label, name="status"),
    Column("Stand", "state"),
    Column("Notwendige Wege offen", lambda row: f"{row.core} von {len(CORE)}", name="core"),
    Column("Nächster Ablauf", lambda row: date_text(row.ends_on), name="ends_on", minor=True),
)


def show(person: Person) -> None:
    """Draw how the consents stand: in one sentence, then family by family."""
    with reading(person) as session:
        _none, all_of_them = queries.find(session, size=1)
        _none, open_ones = queries.find(session, lacking=True, size=1)
    families = count_text(all_of_them, "Familie", "Familien")
    st.markdown(f"**{all_of_them - open_ones} von {families} in FAM** haben alle notwendigen Einwilligungen.")
    lacking = st.checkbox("nur unvollständige", key="register:lacking", persist_state="session")
    view = Listing("register", sort="", scope=lacking)
    with reading(person) as session:
        rows, total = queries.find(session, lacking=lacking, offset=view.offset, size=view.size)
    view.show(
        rows, COLUMNS, total=total, nouns=("Familie", "Familien"), opens=False,
        empty=("Keine Familie.", "Hier stehen Familien, die in FAM sind."),
        export=lambda: read_log.exported(person, "Einwilligungen", _all(person, lacking)), title="Einwilligungen",
    )  # fmt: skip
    st.caption(
        "Notwendig sind Stammdaten, SGB II-Bezug und die gemeinsame Arbeit, in beide Richtungen, wo es sie gibt."
    )


def _all(person: Person, lacking: bool) -> list[queries.RegisterRow]:
    with reading(person) as session:
        return list(queries.find(session, lacking=lacking, size=EXPORT_LIMIT)[0])
