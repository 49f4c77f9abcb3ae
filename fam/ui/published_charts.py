"""The course of indicators over the frozen reports: lines with their table; what was hidden or not frozen is a gap."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from fam.charts import over_time as charts
from fam.charts.over_time import Series, Times
from fam.exchange import report_rows
from fam.figures import catalogue
from fam.figures.indicator import Kind, When
from fam.figures.reports import View
from fam.figures.shown import Published
from fam.rules.german import format_month
from fam.rules.markers import Marker
from fam.rules.periods import add_months
from fam.rules.report_terms import ReportKind
from fam.rules.report_terms import title as period_title
from fam.ui.feedback import empty_state
from fam.ui.figure_chart import ask_picture, show_time_chart
from fam.ui.figure_table import show_table
from fam.ui.format import date_text
from fam.ui.published import Course, figure

NOT_FROZEN = "nicht eingefroren"
NOTHING_SHOWN = "In keinem dieser Berichte zu zeigen: zu kleine Zahlen, oder noch nicht eingefroren."
GAP = "Wo ein Punkt fehlt, ist der Bericht nicht eingefroren oder die Zahl nicht gezeigt; die Tabelle sagt, was."


def show(found: Course, groups: Mapping[str, Sequence[str]], key: str, markers: Sequence[Marker]) -> None:
    """Draw one chart per group of indicators (title -> ids): shares, or other values in their unit."""
    columns = st.columns(2, gap="medium")
    for place, (title, ids) in enumerate(groups.items()):
        with columns[place % 2]:
            _course(found, title, ids, f"{key}-{place}", markers)
    st.caption(GAP)
    ask_picture()


def _course(found: Course, title: str, ids: Sequence[str], key: str, markers: Sequence[Marker]) -> None:
    about = catalogue.BY_ID[ids[0]]
    views = {one.period.first: one for one in found.of(about.when)}
    if not views:
        return
    kind = next(iter(views.values())).kind
    firsts = _all(kind, min(views), max(views))
    numbers = {id: [_figure(views.get(first), id) for first in firsts] for id in ids}
    series = [
        Series(id, catalogue.BY_ID[id].title, [None if one is None else one.number.value for one in numbers[id]])
        for id in ids
    ]  # fmt: skip
    share, dark = about.kind is Kind.RATE, st.context.theme.type == "dark"
    step = 3 if kind is ReportKind.QUARTERLY else 1
    times, day = Times(firsts, quarters=step == 3), date_text(views[max(views)].period.last)
    unit = f"{'Prozent' if share else about.unit}{', ' + times.stichtag if about.when is When.STICHTAG else ''}"
    headers = ("Quartal" if step == 3 else "Monat", *(catalogue.BY_ID[id].title for id in ids), "Hinweis")
    rows = [_row(kind, first, views.get(first), [numbers[id][place] for id in ids], ids)
            for place, first in reversed(list(enumerate(firsts)))]  # fmt: skip
    if all(value is None for one in series for value in one.values):  # a picture without a point says nothing
        empty_state(title, NOTHING_SHOWN, key=key)
        show_table(title, headers, rows)
        return
    last = "; ".join(f"{name} {value}" for name, value in zip(headers[1:-1], rows[0][1:-1], strict=True))
    show_time_chart(
        key, lambda: (charts.shares if share else charts.lines)(times, series, title, f"{unit} · Berichte bis {day}",
                                                                 dark),
        title, headers, rows, day, say=f"{unit}, {rows[0][0]}: {last}.", months=firsts[::-1], markers=markers,
        length=step,
    )  # fmt: skip


def _all(kind: ReportKind, first: date, last: date) -> list[date]:
    """Every period from the first report to the last, frozen or not."""
    step, found = 3 if kind is ReportKind.QUARTERLY else 1, [first]
    while found[-1] < last:
        found.append(add_months(found[-1], step))
    return found


def _figure(view: View | None, id: str) -> Published | None:
    return None if view is None else figure(view, id)


def _row(
    kind: ReportKind, first: date, view: View | None, numbers: Sequence[Published | None], ids: Sequence[str]
) -> tuple[object, ...]:
    name = format_month(first) if kind is ReportKind.MONTHLY else period_title(kind, first)
    if view is None:
        return (name, *("" for _ in numbers), NOT_FROZEN)
    cells = [_cell(view, id, one) for id, one in zip(ids, numbers, strict=True)]
    return (name, *cells, "vorläufig" if view.provisional else "")


def _cell(view: View, id: str, one: Published | None) -> str:
    if one is None or one.withheld:
        return "·"
    return report_rows.words(one.number, view.definition(id))
