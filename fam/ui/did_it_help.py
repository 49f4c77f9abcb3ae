"""The page Reflexion: "Hat es geholfen?" – a marker, an indicator of the catalogue, the months before and after."""

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go
import streamlit as st

from fam.charts import comparison as charts
from fam.config import database_url
from fam.figures import catalogue, kept
from fam.figures.indicator import Figure, Indicator, Kind, Openness, When, month_of
from fam.person import Person
from fam.rules import comparison as rules
from fam.rules.comparison import Comparison, Method, Month, Side
from fam.rules.german import format_month
from fam.rules.markers import Marker, within
from fam.rules.periods import add_months, month_end, month_start
from fam.rules.terms import Role
from fam.ui.feedback import plain
from fam.ui.figure_chart import show_time_chart
from fam.ui.figure_table import show_table
from fam.ui.figures_live import keep_live, known_markers
from fam.ui.format import date_text, number_text, percent_text

SPANS = (3, 6, 12)


def show(person: Person) -> None:
    """Draw the question and its answer; nothing to ask without a marker."""
    st.header("Hat es geholfen?", anchor=False)
    version = keep_live()
    found = known_markers(person.today, version)
    if not found:
        st.write("Noch keine Marke: Sie entsteht aus einer Entscheidung oder einer Fassung des Konzepts.")
        return
    offered = {one.id: one for one in catalogue.INDICATORS if _may_see(person, one)}
    known = {one.code: one for one in reversed(found)}
    left, middle, right = st.columns([3, 3, 2])
    code = left.selectbox("Marke", list(known), key="helped:marker", format_func=lambda one: known[one].text)
    chosen = middle.selectbox(
        "Kennzahl", list(offered), key="helped:indicator", format_func=lambda one: f"{one} {offered[one].title}"
    )
    span = right.segmented_control("Monate davor und danach", SPANS, default=6, required=True, key="helped:span")
    marker = known.get(code) or found[-1]
    months = _months(marker, span or 6, person.today)
    series = _series(database_url(), version, months, chosen)
    _answer(marker, found, offered[chosen], months, series, date_text(person.today))


@st.cache_data(max_entries=200, show_spinner=False)
def _series(url: str, version: int, months: tuple[date, ...], indicator: str) -> tuple[Figure, ...]:
    rows = kept.rows([month_of(month) for month in months], [indicator])
    return tuple(row[0] for row in rows)


def _may_see(person: Person, one: Indicator) -> bool:
    return one.openness is not Openness.TEAM or person.has(Role.COORDINATOR)


def _months(marker: Marker, span: int, today: date) -> tuple[date, ...]:
    """The months before and after that are over; that of the marker itself lies between."""
    here = month_start(marker.day)
    every = [add_months(here, step) for step in range(-span, span + 1)]
    return tuple(month for month in every if month_end(month) <= today)


def method(one: Indicator) -> Method:
    """Return how an indicator is compared: rates and counts of a period exactly, everything else month by month."""
    if one.when is When.PERIOD and one.kind in (Kind.RATE, Kind.COUNT):
        return Method.RATE if one.kind is Kind.RATE else Method.COUNT
    return Method.MEAN


def _answer(
    marker: Marker, every: Sequence[Marker], one: Indicator, months: Sequence[date], series: Sequence[Figure], day: str
) -> None:
    here, numbers = month_start(marker.day), [figure.number for figure in series]
    known = [Month(each.value, each.numerator, each.denominator, each.base) for each in numbers]
    before = [each for each, month in zip(known, months, strict=True) if month < here]
    after = [each for each, month in zip(known, months, strict=True) if month > here]
    found = rules.compare(method(one), before, after)
    said = rules.verdict(found, dependent=one.when is When.STICHTAG)
    first, _, rest = said.partition(". ")
    st.subheader(plain(first.rstrip(".") + "."), anchor=False)
    if rest:
        st.markdown(plain(rest))
    if found.before and found.after:
        rows = [_side("vorher", found.before, one), _side("nachher", found.after, one)]
        show_table(
            f"{one.title}: vorher und nachher", ("", "Monate", _counted(found, one), "Wert", "95 %-Intervall"), rows
        )
    note = f"Intervall: {found.method.label}. Der Monat der Marke zählt auf keiner Seite, der laufende auch nicht."
    others = [other.text for other in within(every, months) if other != marker]
    note += f" In denselben Monaten auch: {'; '.join(others)}." if others else ""
    st.caption(plain(note))
    values = [None if each.small else each.value for each in numbers]
    lines = zip(months, values, numbers, strict=True)
    table = [
        (format_month(month), _text(value, one), _part(each.small, each.numerator), _part(each.small, each.denominator))
        for month, value, each in lines
    ]
    show_time_chart(
        "helped", lambda: _picture(months, values, one, found, here, day), f"{one.id} {one.title}",
        ("Monat", "Wert", "Zähler", "Nenner"), table[::-1], day, said, months=list(reversed(months)),
        markers=every,
    )  # fmt: skip


def _part(small: bool, number: float | None) -> object:
    return "·" if small else number


def _picture(
    months: Sequence[date], values: Sequence[float | None], one: Indicator, found: Comparison, here: date, day: str
) -> go.Figure:
    factor, unit = (100, "Prozent") if one.kind is Kind.RATE else (1, one.unit)
    levels = []
    if found.before and found.after:
        parts = ((found.before, [m for m in months if m < here]), (found.after, [m for m in months if m > here]))
        levels = [charts.Level(mine, s.value * factor, s.low * factor, s.high * factor) for s, mine in parts]
    shown = [None if value is None else value * factor for value in values]
    dark = st.context.theme.type == "dark"
    return charts.course(months, shown, levels, f"{one.id} {one.title}", f"{unit} · Stand {day}", dark)


def _counted(found: Comparison, one: Indicator) -> str:
    return {Method.RATE: "n (Nenner)", Method.COUNT: f"n ({one.unit})"}.get(found.method, "n (Monate mit Wert)")


def _side(name: str, side: Side, one: Indicator) -> tuple[object, ...]:
    return name, side.months, side.n, _text(side.value, one), f"{_text(side.low, one)} bis {_text(side.high, one)}"


def _text(value: float | None, one: Indicator) -> str:
    if value is None:
        return "·"
    return percent_text(value) if one.kind is Kind.RATE else number_text(round(value, 1))
