"""From a number of Wachstum to the families behind it: by a click on the chart, or by choosing month and number."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from fam.figures.dividing import UNKNOWN
from fam.figures.indicator import month_of
from fam.figures.overview import Overview
from fam.figures.splits import Part, Split
from fam.person import Person
from fam.rules.behind import TOTALS, Behind, By, Count
from fam.rules.german import format_month
from fam.ui import figure_families
from fam.ui.figure_access import sees_families
from fam.ui.figure_chart import Chosen

TRACES = {  # what the charts call their series
    "stock": Count.STOCK, "paused": Count.PAUSED, "inflow": Count.INFLOW, "outflow": Count.OUTFLOW,
    "received": Count.RECEIVED, "proposed": Count.PROPOSED, "examination": Count.EXAMINATION,
    "waiting": Count.WAITING,
}  # fmt: skip
SPLITS = {
    Split.STOCK_BY_TOWN: (Count.STOCK, By.TOWN),
    Split.RECEIVED_BY_SOURCE: (Count.RECEIVED, By.SOURCE),
    Split.RECEIVED_BY_INSTITUTION: (Count.RECEIVED, By.INSTITUTION),
    Split.INFLOW_BY_SOURCE: (Count.INFLOW, By.SOURCE),
    Split.NOT_ADMITTED_BY_REASON: (Count.NOT_ADMITTED, By.REASON),
    Split.OUTFLOW_BY_REASON: (Count.OUTFLOW, By.REASON),
}


def chosen(person: Person, seen: Overview) -> Chosen | None:
    """Return what a click on a chart does: the families behind the point are opened; None where nobody may."""

    def meant(code: str, month: date) -> Behind | None:
        return _of_month(TRACES[code], month, seen) if code in TRACES else None

    return figure_families.chosen(person, meant)


def _of_month(what: Count, month: date, seen: Overview) -> Behind:
    period = month_of(month, seen.as_of, seen.known_on)
    return Behind(what, period.first, period.last, period.known_on)


def offer(person: Person, seen: Overview) -> None:
    """Draw the way without a mouse: month, number, and the button that opens the families behind it."""
    if seen.empty or not sees_families(person):
        return
    st.caption(figure_families.HINT.format("oder Punkt "))
    with st.container(horizontal=True, vertical_alignment="bottom", key="nodruck-growth-behind"):
        months = [row.month for row in reversed(seen.counted)]
        month = st.selectbox("Monat", months, key="growth:behind-month", format_func=format_month, width=220)
        what = st.selectbox("Zahl", TOTALS, key="growth:behind-what", format_func=_label, width=220)
        figure_families.button("growth-behind", _of_month(what, month, seen) if month and what else None)


def _label(one: Count) -> str:
    return one.label


def offer_part(person: Person, kind: Split, parts: Sequence[Part], first: date, seen: Overview) -> None:
    """Draw the way from a row of a split to its families, where the head of a file says what divides it."""
    if kind not in SPLITS or not parts or not sees_families(person):
        return
    what, by = SPLITS[kind]
    labels: dict[str, str] = {one.code: one.label for one in parts}
    with st.container(horizontal=True, vertical_alignment="bottom", key="nodruck-growth-part"):
        code = st.selectbox(
            "Zeile", list(labels), key=f"growth:part-{kind.name}", format_func=labels.__getitem__, width=280
        )
        figure_families.button("growth-part", Behind(what, first, seen.as_of, seen.known_on, by, code or UNKNOWN))
