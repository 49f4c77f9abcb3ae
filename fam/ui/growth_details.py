"""Behind the totals of Wachstum, for the team: what divides them, and proposals by quarter."""

from datetime import date

import streamlit as st

from fam import db
from fam.config import database_url
from fam.figures import overview as figures
from fam.figures.caseload import EXPANSION
from fam.figures.decisions import Cohort
from fam.figures.overview import Overview
from fam.figures.splits import Divided, Split, may_see_splits, split
from fam.person import Person
from fam.rules.suppression import SMALL
from fam.ui import growth_families, published
from fam.ui.figure_access import sees_parts, team_scope
from fam.ui.figure_definitions import TOO_FEW
from fam.ui.figure_table import save_button, show_table
from fam.ui.format import date_text, percent_text
from fam.ui.growth_charts import Rows
from fam.ui.growth_known import stand

QUOTA = "Aufnahmequote nach Quartal des Eingangs"


def show_splits(person: Person, seen: Overview) -> None:
    """Offer the totals divided by town, source and reason: to the team while its session is not locked."""
    if not may_see_splits(person):
        published.offer_newest(person)
        return
    if seen.empty or not sees_parts(person):
        return
    with st.expander("Aufteilungen", icon=":material/pie_chart:", key="growth-splits", on_change="rerun") as box:
        if not box.open:
            return
        st.caption("Für Team und Koordination. Kleine Zahlen können auf Familien schließen lassen: nicht weitergeben.")
        left, right = st.columns(2)
        kind = left.selectbox("Aufteilen", list(Split), key="growth-split", format_func=str) or Split.STOCK_BY_TOWN
        first = right.selectbox(
            "Zeitraum bis zum Stand",
            [seen.as_of.replace(month=1, day=1), EXPANSION, seen.months[0].month],
            key="growth-since",
            format_func=lambda day: f"seit {date_text(day)}",
            disabled=kind.of_the_day,
        )
        days = (seen.as_of if kind.of_the_day else first, seen.as_of, seen.known_on)
        found = _parts(database_url(), db.data_version(), team_scope(person), person, kind, *days)
        _show_parts(kind, found, seen)
        growth_families.offer_part(person, kind, found.parts, days[0], seen)


@st.cache_data(max_entries=200, show_spinner=False)
def _parts(
    url: str, version: int, scope: str, _person: Person, kind: Split, first: date, day: date, known_on: date | None
) -> Divided:
    return split(_person, kind, first, day, known_on)


def _show_parts(kind: Split, found: Divided, seen: Overview) -> None:
    rows: Rows = [(part.label, part.families, percent_text(part.families / found.total)) for part in found.parts]
    headers = (kind.value.partition(" nach ")[2], "Familien", "Anteil")
    if not rows:
        st.write("In diesem Zeitraum nichts.")
        return
    rows.append(("zusammen" if found.whole else "alle Familien", found.total, percent_text(1)))
    show_table(kind.value, headers, rows)
    if not found.whole:
        st.caption("Eine Familie kann in mehreren Zeilen stehen oder in keiner.")
    save_button("excel-split", kind.value, f"FAM {kind.value} {stand(seen)}", headers, rows)


def show_cohorts(person: Person, seen: Overview) -> None:
    """Offer the second view of the Aufnahmequote: what became of the proposals of each quarter, for the team."""
    if seen.empty or not sees_parts(person):
        return
    with st.expander(QUOTA, icon=":material/filter_alt:", key="growth-cohorts", on_change="rerun") as box:
        if not box.open:
            return
        headers = ("Quartal", "Vorschläge", "aufgenommen", "nicht aufgenommen oder zurückgezogen", "offen", "Quote")
        rows: Rows = [
            _cohort(one) for one in reversed(_cohorts(database_url(), db.data_version(), seen.as_of, seen.known_on))
        ]
        show_table(QUOTA, headers, rows)
        save_button("excel-cohorts", QUOTA, f"FAM {QUOTA} {stand(seen)}", headers, rows)


@st.cache_data(max_entries=50, show_spinner=False)
def _cohorts(url: str, version: int, day: date, known_on: date | None) -> tuple[Cohort, ...]:
    return figures.proposal_cohorts(day, known_on)


def _cohort(one: Cohort) -> tuple[object, ...]:
    decided = one.admitted + one.declined
    rate = percent_text(one.admitted / decided) if decided >= SMALL else TOO_FEW
    return (f"{one.quarter}. Quartal {one.year}", one.received, one.admitted, one.declined, one.open, rate)
