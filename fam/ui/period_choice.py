"""Which month, quarter or year a page of figures shows, and as of which day (Stand)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import streamlit as st

from fam.figures.indicator import Period, month_of, quarter_of, year_of
from fam.person import Person
from fam.rules.german import format_date, format_month
from fam.rules.periods import add_months
from fam.ui.date_input import date_input
from fam.ui.known_day import ask_known, stand_of

FUTURE = "Der Stand kann nicht in der Zukunft liegen; gezeigt wird heute."


class Span(StrEnum):
    """How long a period is; the value is its German name."""

    MONTH = "Monat"
    QUARTER = "Quartal"
    YEAR = "Jahr"

    @property
    def months(self) -> int:
        """Its length in months."""
        return {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}[self]

    def of(self, day: date, as_of: date, known_on: date | None = None) -> Period:
        """Return the period of a day, up to `as_of` where it lies in it."""
        return {Span.MONTH: month_of, Span.QUARTER: quarter_of, Span.YEAR: year_of}[self](day, as_of, known_on)

    def named(self, period: Period) -> str:
        """Return "September 2018", "3. Quartal 2018" or "Jahr 2018"."""
        first = period.first
        if self is Span.MONTH:
            return format_month(first)
        if self is Span.YEAR:
            return f"Jahr {first.year}"
        return f"{(first.month + 2) // 3}. Quartal {first.year}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the person chose: the period, and the day up to which it is counted; `period` says as known on which day."""

    span: Span
    period: Period
    as_of: date

    @property
    def name(self) -> str:
        """Return "September 2018" or "3. Quartal 2018"."""
        return self.span.named(self.period)

    @property
    def when(self) -> str:
        """Return "im September 2018", of a running period up to which day."""
        until = f" bis {format_date(self.period.last)}" if self.running(self.period) else ""
        return f"im {self.name}{until}"

    @property
    def stand(self) -> str:
        """Return the day of the figures as titles say it."""
        return stand_of(self.as_of, self.period.known_on)

    def running(self, period: Period) -> bool:
        """Whether a period is not over on the day of the figures."""
        return period.after < add_months(period.first, self.span.months)

    def up_to(self, number: int) -> tuple[Period, ...]:
        """Return so many periods of this length, the chosen one last."""
        starts = (add_months(self.period.first, -self.span.months * back) for back in reversed(range(number)))
        return tuple(self.span.of(first, self.as_of, self.period.known_on) for first in starts)


def ask_day(person: Person, key: str) -> date:
    """Draw the date picker "Stand" and return the day to show; empty, not understood or in the future means today."""
    entry = date_input("Stand (leer: heute)", key, None, today=person.today)
    if entry.value is None or entry.error:
        return person.today
    day: date = entry.value.day
    if day > person.today:
        st.warning(FUTURE, icon=":material/event_busy:")
        return person.today
    return day


def ask_period(person: Person, key: str, spans: Sequence[Span] = (Span.MONTH, Span.QUARTER)) -> Chosen:
    """Draw Stand, Datenstand, length and period; at first the shortest length, and the last one that is over."""
    as_of, known_on = ask_day(person, f"{key}:as_of"), ask_known(person, key)
    as_of = min(as_of, known_on or as_of)
    span = Span(st.segmented_control("Zeitraum", spans, key=f"{key}:span", default=spans[0], required=True))
    newest = span.of(as_of, as_of).first
    firsts = [add_months(newest, -span.months * back) for back in range(36 // span.months)]
    running = Chosen(span, span.of(newest, as_of), as_of).running(span.of(newest, as_of))
    first = st.selectbox(
        span.value, firsts, index=int(running), key=f"{key}:{span}", format_func=lambda day: _named(span, day, as_of)
    )
    return Chosen(span, span.of(first or newest, as_of, known_on), as_of)


def _named(span: Span, first: date, as_of: date) -> str:
    period = span.of(first, as_of)
    running = Chosen(span, period, as_of).running(period)
    return span.named(period) + (" (läuft)" if running else "")
