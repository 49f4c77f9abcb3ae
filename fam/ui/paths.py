"""Wege: each person between school and work, and the SGB II receipt of each BG, as lanes, as tables, and to be kept."""

import streamlit as st

from fam.charts import paths as charts
from fam.charts.theme import config
from fam.db import reading
from fam.person import Person
from fam.queries import paths as query
from fam.queries.family_file import FamilyFile
from fam.queries.paths import Paths
from fam.rules.paths import out_since
from fam.ui import paths_receipts, paths_stations
from fam.ui.feedback import empty_state
from fam.ui.figure_table import show_table
from fam.ui.format import date_text, since_text
from fam.ui.paths_lanes import lanes, standing

HEADERS = ("Person", "Alter", "Gruppe", "Steht heute", "Übergänge seit Aufnahme", "Lücken")

MEANING = (
    "eLb: 15 Jahre bis Altersgrenze (§ 7 Abs. 1, § 7a SGB II), außer Pro Arbeit hat anderes festgestellt. "
    "Übergang: mit 15 bis 24 Jahren der erste Tag in Schule (höherer Abschluss, Rückkehr), Ausbildung, EQ oder BvB, "
    "Studium, Freiwilligendienst oder Arbeit, wenn es bei der Aufnahme noch nicht so war."
)


def show(person: Person, file: FamilyFile) -> None:
    """Draw the part."""
    with reading(person) as session:
        found = query.of_family(session, file.head.id or 0, file.members, file.benefit_units)
    st.header("Wege", anchor=False)
    _picture(person, found)
    rows = standing(found, file.head.admitted_on, person.today)
    if rows:
        st.subheader("Wo jede Person heute steht", anchor=False)
        show_table("Wo jede Person heute steht", HEADERS, rows, sentences=True)
        st.caption(MEANING)
    paths_stations.show(person, file, found)
    _out(person, found)
    paths_receipts.show(person, file, found)


def _picture(person: Person, found: Paths) -> None:
    shown = lanes(found, person.today)
    if not shown:
        empty_state("Noch keine Wege eingetragen.", "Eine Station je Person genügt: wo sie heute steht und seit wann.")
        return
    day, dark = date_text(person.today), st.context.theme.type == "dark"
    made = charts.lanes(shown, person.today, day, dark)
    alt = f"Wege, Stand {day}. Alle Stationen und Zeiten stehen darunter."
    st.plotly_chart(made, key="chart-wege", theme=None, config=config(f"FAM Wege {day}"), alt=alt)


def _out(person: Person, found: Paths) -> None:
    since = out_since(found.drawn, person.today)
    if since:
        st.markdown(f":material/check_circle: Alle Bedarfsgemeinschaften ohne SGB II-Bezug seit {date_text(since)} "
                    f"({since_text(since, person.today)}).")  # fmt: skip
