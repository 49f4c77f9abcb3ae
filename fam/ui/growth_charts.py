"""The charts of Wachstum, each with its table and its Excel file."""

from collections.abc import Callable, Mapping, Sequence
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
from fam.ui.figure_chart import ask_picture, show_chart, show_time_chart
from fam.ui.format import date_text
from fam.ui.growth_families import chosen
from fam.ui.growth_known import stand

STATES = {MonthState.RUNNING: "laufend", MonthState.FUTURE: "Plan"}
Rows = list[tuple[object, ...]]  # the newest month first
Table = tuple[tuple[str, ...], Rows]
Columns = Mapping[str, Callable[[MonthRow], object]]


def show(person: Person, seen: Overview) -> None:
    """Draw all charts: stock against plan across, the others side by side; without a case only the plan, if any."""
    if seen.empty and not seen.plan:
        return
    day, dark, known = stand(seen), st.context.theme.type == "dark", seen.known_on or person.today
    frame, clicked = _frame(seen, known), chosen(person, seen)
    counted = frame[frame["state"] != MonthState.FUTURE]
    old = {f"{path.title} ({date_text(path.decided_on)})": path.points for path in seen.paths[1:]}
    of = (repr(seen), known, dark)
    show_time_chart(
        "bestand",
        lambda: charts.stock(frame, old, day, dark),
        "Bestand und Plan",
        *_stock(seen, known),
        day,
        chosen=clicked,
        months=[row.month for row in reversed(seen.months)],
        markers=seen.markers,
        of=of,
    )
    if not seen.empty:
        _show_halves(person, seen, counted, of)
        ask_picture()


def _show_halves(person: Person, seen: Overview, counted: pd.DataFrame, of: object) -> None:
    day, dark, known = stand(seen), st.context.theme.type == "dark", seen.known_on or person.today
    marks: dict[str, Any] = {"markers": seen.markers, "months": [row.month for row in reversed(seen.counted)],
                             "chosen": chosen(person, seen), "of": of}  # fmt: skip
    left, right = st.columns(2, gap="medium")
    with left:
        show_time_chart(
            "bewegung",
            lambda: charts.flows(counted, day, dark),
            "Zugang, Abgang und Saldo",
            FLOWS,
            _flow_rows(seen.counted, known),
            day,
            **marks,
        )
        _cumulated(seen, day, dark)
    with right:
        show_time_chart(
            "warteliste",
            lambda: charts.pipeline(counted, day, dark),
            "Vorschläge und Warteliste",
            *_pipeline(seen, known),
            day,
            **marks,
        )
        _places(seen, day, dark)


FLOWS = ("Monat", "Vormonat", "Zugang", "Abgang", "Saldo", "Bestand", "Probe", "Hinweis")


def _cumulated(seen: Overview, day: str, dark: bool) -> None:
    if not (points := seen.cumulated):
        return
    months, families = [month for month, _number in points], [number for _month, number in points]
    rows: Rows = [(format_month(month), number) for month, number in reversed(points)]
    show_time_chart(
        "nettowachstum",
        lambda: charts.cumulated(months, families, day, dark),
        "Nettowachstum seit 01.01.2017",
        ("Monat", "Saldo seit 01.01.2017"),
        rows,
        day,
        months=months[::-1],
        markers=seen.markers,
        of=(points, day, dark),
    )


def _places(seen: Overview, day: str, dark: bool) -> None:
    if seen.open_only:
        return
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
        "plaetze", lambda: charts.places(names, taken, free, day, dark), "Plätze je Institution", headers, rows, day,
        of=(rows, day, dark),
    )  # fmt: skip


def _frame(seen: Overview, known: date) -> pd.DataFrame:
    """Return the months as the charts take them; of open totals no column of what is not in them."""
    months = seen.months
    columns: dict[str, list[Any]] = {
        "month": [row.month for row in months],
        "state": [row.state for row in months],
        "running": [row.state is MonthState.RUNNING for row in months],
        "provisional": [provisional(row.month, known) for row in months],
        **{key: [getattr(row, key) for row in months] for key in NUMBERS},
        **{key: [(row.pipeline or {}).get(status) for row in months] for key, status in ON_THE_WAY.items()},
    }
    return pd.DataFrame({key: values for key, values in columns.items() if not seen.open_only or key not in GATED})


NUMBERS = ("stock", "paused", "plan", "inflow", "outflow", "balance", "received")
ON_THE_WAY = {"proposed": Status.PROPOSED, "examination": Status.EXAMINATION, "waiting": Status.WAITING}
GATED = ("paused", "proposed", "examination")  # not in open totals


def _stock(seen: Overview, known: date) -> Table:
    columns: Columns = {
        "Monat": lambda row: format_month(row.month), "Bestand": lambda row: row.stock,
        "davon ruhend": lambda row: row.paused, "Plan": lambda row: row.plan, "Abstand zum Plan": _gap,
        "Hinweis": lambda row: _state(row, known),
    }  # fmt: skip
    return _rows(seen, seen.months, columns, ("davon ruhend",))


def _rows(seen: Overview, months: Sequence[MonthRow], columns: Columns, gated: Sequence[str]) -> Table:
    """Return headers and rows; of open totals without the gated columns."""
    shown = {name: cell for name, cell in columns.items() if not seen.open_only or name not in gated}
    return tuple(shown), [tuple(cell(row) for cell in shown.values()) for row in reversed(months)]


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


def _pipeline(seen: Overview, known: date) -> Table:
    def on_the_way(status: Status) -> Callable[[MonthRow], object]:
        return lambda row: (row.pipeline or {}).get(status)

    proposed, examination, waiting = map(on_the_way, ON_THE_WAY.values())
    columns: Columns = {
        "Monat": lambda row: format_month(row.month), "Vorschläge": lambda row: row.received,
        "vorgeschlagen": proposed, "in Prüfung": examination, "Warteliste": waiting,
        "nicht aufgenommen": lambda row: row.not_admitted, "zurückgezogen": lambda row: row.withdrawn,
        "Hinweis": lambda row: _state(row, known),
    }  # fmt: skip
    gated = ("vorgeschlagen", "in Prüfung", "nicht aufgenommen", "zurückgezogen")
    return _rows(seen, seen.counted, columns, gated)
