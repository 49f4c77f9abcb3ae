"""The definitions of the indicators with their values, made from the objects that count."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import streamlit as st

from fam import db
from fam.config import database_url
from fam.figures import catalogue
from fam.figures.indicator import Indicator, Kind, Number, Openness, Period, month_of, quarter_of
from fam.person import Person
from fam.rules.german import format_date
from fam.ui.feedback import plain
from fam.ui.figure_access import sees_value
from fam.ui.format import NOTHING, number_text, percent_text

TOO_FEW = "·"
LEGEND = f"„{TOO_FEW}“: zu wenige Familien (unter 5) für einen Wert. „{NOTHING}“: nichts zu zählen."
IN_REPORTS = "für die Leitung nur in den Berichten"
WITHHELD = {Openness.TEAM: "nur für die Koordination", Openness.GATED: IN_REPORTS, Openness.OPEN: IN_REPORTS}
SINGULAR = {"Familien": "Familie", "Vorschläge": "Vorschlag"}
SPANS: dict[str, Callable[[date], date]] = {
    "Monat": lambda day: month_of(day).first,
    "Quartal": lambda day: quarter_of(day).first,
    "Jahr": lambda day: day.replace(month=1, day=1),
}


def offer(person: Person, as_of: date, known_on: date | None = None) -> None:
    """Draw the button that opens the definitions of all indicators with their values as of a day."""
    with st.popover("Definitionen", icon=":material/menu_book:", key="figures-definitions", on_change="rerun") as box:
        if not box.open:
            return
        span = st.segmented_control(
            "Zeitraum bis zum Stand", list(SPANS), key="figures-definitions-span", default="Monat", required=True
        )
        period = Period(SPANS[span or "Monat"](as_of), as_of, known_on)
        days = f"{format_date(period.first)} bis {format_date(period.last)}"
        told = [one.id for one in catalogue.INDICATORS if sees_value(person, one)]
        _show(catalogue.INDICATORS, _numbers(period, told), f"{days}, Stichtag {format_date(period.last)}")


def offer_some(indicators: Sequence[Indicator], numbers: Mapping[str, Number], when: str) -> None:
    """Draw the button that opens these definitions with the page's own numbers, by id; without: why it is withheld."""
    with st.popover("Definitionen", icon=":material/menu_book:"):
        _show(indicators, numbers, plain(when))


def _show(indicators: Sequence[Indicator], numbers: Mapping[str, Number], when: str) -> None:
    st.markdown(f"**Was gezählt wird** · {when}")
    st.caption(LEGEND)
    for one in indicators:
        st.markdown(definition(one, numbers.get(one.id)))


def _numbers(period: Period, ids: Sequence[str]) -> Mapping[str, Number]:
    return _counted(database_url(), db.data_version(), period, tuple(ids)) if ids else {}


@st.cache_data(max_entries=200, show_spinner=False)
def _counted(url: str, version: int, period: Period, ids: tuple[str, ...]) -> dict[str, Number]:
    """Numbers by id, undivided: what divides them is not for everybody, and not needed here."""
    return {one.id: one.number for one in catalogue.count(period, ids)}


def definition(one: Indicator, found: Number | None) -> str:
    """Return one indicator as Markdown: id, title, value (why not, if it is withheld), and how it is counted."""
    value = WITHHELD[one.openness] if found is None else value_of(one, found)
    lines = [f"**{one.id} {one.title}: {value}**"]
    lines += [f"{heading}: {sentence}" for heading, sentence in one.lines()]
    return "  \n".join(lines)


def value_of(one: Indicator, number: Number) -> str:
    """Return a value in its unit, with numerator and denominator beside a rate; a point where the base is too small."""
    if number.value is None:
        return NOTHING
    if number.small:
        return TOO_FEW
    if one.kind is Kind.RATE:
        return f"{percent_text(number.value)} ({parts_of(number)})"
    if one.kind is Kind.COUNT:
        return f"{_plain(number.value)} {SINGULAR.get(one.unit, one.unit) if number.value == 1 else one.unit}"
    return f"{_plain(number.value)} {one.unit} ({number_text(number.base)} Familien)"


def parts_of(number: Number) -> str:
    """Return "32 von 43"."""
    return f"{_plain(number.numerator)} von {_plain(number.denominator)}"


def _plain(number: float | None) -> str:
    """A whole number as such, else with one decimal."""
    return number_text(number, 0 if number is None or number == int(number) else 1)
