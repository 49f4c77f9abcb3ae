"""The charts of Wachstum, each with its table and its Excel file."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from fam.charts import growth as charts
from fam.figures.growth import MonthRow, MonthState
from fam.figures.overview import Overview
from fam.person import Person
from fam.rules.german import format_month
from fam.rules.revisions import provisional
from fam.rules.terms import Status
from fam.ui.figure_chart import ask_picture, show_chart
from fam.ui.format import date_text
from fam.ui.growth_families import chosen
from fam.ui.growth_known import stand

STATES = {MonthState.RUNNING: "laufend", MonthState.FUTURE: "Plan"}
Rows = list[tuple[object, ...]]  # the newest month first


def show(person: Person, seen: Overview) -> None:
    """Draw all charts: stock against plan across, the others side by side; without a case only the plan, if any."""
    if seen.empty and not seen.plan:
        return
    day, dark, known = stand(seen), st.context.theme.type == "dark", seen.known_on or person.today
    frame, clicked = _frame(seen.months, known), chosen(person, seen)
    counted = frame[frame["state"] != MonthState.FUTURE]
    old = {f"{path.title} ({date_text(path.decided_on)})": path.points for path in seen.paths[1:]}
    show_chart(
        "bestand",
        lambda: charts.stock(frame, old, day, dark),
        "Bestand und Plan",
        STOCK,
        _stock_rows(seen.months, known),
        day,
        chosen=clicked,
    )
    if seen.empty:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        show_chart(
            "bewegung",
            lambda: charts.flows(counted, day, dark),
            "Zugang, Abgang und Saldo",
            FLOWS,
            _flow_rows(seen.counted, known),
            day,
            chosen=clicked,
        )
        _cumulated(seen, day, dark)
    with right:
        show_chart(
            "warteliste",
            lambda: charts.pipeline(counted, day, dark),
            "Vorschläge und Warteliste",
            PIPELINE,
            _pipeline_rows(seen.counted, known),
            day,
            chosen=clicked,
        )
        _places(seen, day, dark)
    ask_picture()


STOCK = ("Monat", "Bestand", "davon ruhend", "Plan", "Abstand zum Plan", "Hinweis")
FLOWS = ("Monat", "Vormonat", "Zugang", "Abgang", "Saldo", "Bestand", "Probe", "Hinweis")
PIPELINE = (
    "Monat", "Vorschläge", "vorgeschlagen", "in Prüfung", "Warteliste", "nicht aufgenommen", "zurückgezogen", "Hinweis",
)  # fmt: skip


def _cumulated(seen: Overview, day: str, dark: bool) -> None:
    if not (points := seen.cumulated):
        return
    months, families = [month for month, _number in points], [number for _month, number in points]
    rows: Rows = [(format_month(month), number) for month, number in reversed(points)]
    show_chart(
        "nettowachstum",
        lambda: charts.cumulated(months, families, day, dark),
        "Nettowachstum seit 01.01.2017",
        ("Monat", "Saldo seit 01.01.2017"),
        rows,
        day,
    )


def _places(seen: Overview, day: str, dark: bool) -> None:
    known = [one for one in seen.places if one.places is not None]
    if not known:
        st.info(
            "Es sind keine Plätze eingetragen. Die Koordination trägt sie unter „Plan und Plätze“ ein.",
            icon=":material/event_seat:",
        )
        return
    taken = [one.active for one in known]
    free = [max(one.free or 0, 0) for one in known]
    names = [one.institution.label for one in known]
    rows: Rows = [(one.institution.label, one.places, one.active, one.paused, one.free) for one in known]
    headers = ("Institution", "Plätze", "belegt (aktiv)", "ruhend", "frei")
    show_chart(
        "plaetze", lambda: charts.places(names, taken, free, day, dark), "Plätze je Institution", headers, rows, day
    )


def _frame(months: Sequence[MonthRow], known: date) -> pd.DataFrame:
    """Return the months as the charts take them."""
    columns: dict[str, list[Any]] = {
        "month": [row.month for row in months],
        "state": [row.state for row in months],
        "running": [row.state is MonthState.RUNNING for row in months],
        "provisional": [provisional(row.month, known) for row in months],
        **{key: [getattr(row, key) for row in months] for key in NUMBERS},
        **{key: [(row.pipeline or {}).get(status) for row in months] for key, status in ON_THE_WAY.items()},
    }
    return pd.DataFrame(columns)


NUMBERS = ("stock", "paused", "plan", "inflow", "outflow", "balance", "received")
ON_THE_WAY = {"proposed": Status.PROPOSED, "examination": Status.EXAMINATION, "waiting": Status.WAITING}


def _stock_rows(months: Sequence[MonthRow], known: date) -> Rows:
    return [
        (format_month(row.month), row.stock, row.paused, row.plan, _gap(row), _state(row, known))
        for row in reversed(months)
    ]


def _state(row: MonthRow, known: date) -> str:
    """Return what must be said about a month: the last ones may still move (domain handbook §6.1)."""
    return STATES.get(row.state) or ("vorläufig" if provisional(row.month, known) else "")


def _gap(row: MonthRow) -> int | None:
    return None if row.stock is None or row.plan is None else row.stock - row.plan


def _flow_rows(months: Sequence[MonthRow], known: date) -> Rows:
    return [
        (
            format_month(row.month), row.before, row.inflow, row.outflow, row.balance, row.stock,
            "✓ stimmt" if row.holds else f"⚠ erwartet {row.expected}", _state(row, known),
        )
        for row in reversed(months)
    ]  # fmt: skip


def _pipeline_rows(months: Sequence[MonthRow], known: date) -> Rows:
    return [
        (
            format_month(row.month), row.received, *[(row.pipeline or {}).get(one) for one in ON_THE_WAY.values()],
            row.not_admitted, row.withdrawn, _state(row, known),
        )
        for row in reversed(months)
    ]  # fmt: skip
