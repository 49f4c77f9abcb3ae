"""What an indicator is: one object with its definition in German and the function that counts it.

Pages, tooltips, reports and exports are made from these objects alone (domain handbook §6.1, §6.2).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from fam.rules.periods import ONE_DAY, add_months, month_end, month_start, quarter_start
from fam.rules.suppression import SMALL


class Kind(StrEnum):
    """What the value of an indicator is."""

    COUNT = "count"
    RATE = "rate"  # numerator by denominator, 0 to 1, shown as percent
    RATIO = "ratio"  # numerator by denominator in the indicator's unit, e.g. meetings per family-month
    MEDIAN = "median"


class When(StrEnum):
    """Which days of a period count: its last day (the Stichtag), or all of them."""

    STICHTAG = "stichtag"
    PERIOD = "period"


class Openness(StrEnum):
    """What Leitung gets of an indicator (domain handbook §5.11)."""

    OPEN = "open"  # undivided and unsuppressed: I01-I04, I06, I07, I09
    GATED = "gated"  # through the small-number gate
    TEAM = "team"  # never: numbers about single Fachkräfte stay with Koordination (Personalrat)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included; `last` is the Stichtag.

    With `known_on` only what had been entered by the end of that day counts (entry date), else all that is known now.
    """

    first: date
    last: date
    known_on: date | None = None

    @property
    def after(self) -> date:
        """The first day after the period."""
        return self.last + ONE_DAY

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.last - self.first).days + 1


def month_of(day: date, as_of: date | None = None, known_on: date | None = None) -> Period:
    """Return the month of a day; up to `as_of` where it lies in that month."""
    last = month_end(day)
    return Period(month_start(day), min(last, as_of) if as_of else last, known_on)


def quarter_of(day: date, as_of: date | None = None, known_on: date | None = None) -> Period:
    """Return the quarter of a day; up to `as_of` where it lies in that quarter."""
    first = quarter_start(day)
    last = month_end(add_months(first, 2))
    return Period(first, min(last, as_of) if as_of else last, known_on)


def year_of(day: date, as_of: date | None = None, known_on: date | None = None) -> Period:
    """Return the year of a day; up to `as_of` where it lies in that year."""
    last = date(day.year, 12, 31)
    return Period(date(day.year, 1, 1), min(last, as_of) if as_of else last, known_on)


@dataclass(frozen=True, slots=True)
class Number:
    """One value and what it is made of.

    `value` is None where there is nothing to count from (no plan, nobody waiting, a denominator of 0). `families` are
    the different families behind the numerator, `base` those behind the denominator (of a count: None); the
    small-number rule goes by them, since three children of one family are one family.

    Which families are in the denominator only is not known where a family stands behind both: the gate looks at what is
    left of the denominator, too.
    """

    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    families: int = 0
    base: int | None = None

    @property
    def small(self) -> bool:
        """Whether a rate, ratio or median stands on fewer than five families and is shown to nobody."""
        return self.base is not None and self.base < SMALL

    def side(self, slot: str) -> float | None:
        """Return the numerator for "n", else the denominator."""
        return self.numerator if slot == "n" else self.denominator


def count(number: int, families: int | None = None) -> Number:
    """Return a count; `families` where something else than families is counted."""
    return Number(number, number, None, number if families is None else families)


def rate(numerator: float, denominator: float, families: int, base: int) -> Number:
    """Return numerator by denominator, None of nothing; `families` and `base` as in `Number`."""
    return Number(numerator / denominator if denominator else None, numerator, denominator, families, base)


def portion(part: int, whole: int) -> Number:
    """Return so many families of so many, None of nothing."""
    return rate(part, whole, part, whole)


def middle(value: float | None, families: int) -> Number:
    """Return a median over that many families."""
    return Number(value, None, families, families, families)


@dataclass(frozen=True, slots=True)
class Part:
    """One row of a breakdown; `code` stays the same when its label changes."""

    code: str
    label: str
    number: Number


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A figure divided by one thing, e.g. `town`; zeros are rows too where the rows are a fixed list.

    `whole`: every family is in exactly one part, so the parts add up to the figure (else several answers per family).
    """

    key: str
    title: str
    parts: tuple[Part, ...]
    whole: bool = True
    unit: str = ""  # of the parts, where it is another than the figure's


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator counted for one period."""

    id: str
    period: Period
    number: Number
    breakdowns: tuple[Breakdown, ...] = ()

    def part(self, key: str, code: str) -> Number:
        """Return one part of a breakdown; raises KeyError if there is none."""
        for breakdown in self.breakdowns:
            for part in breakdown.parts if breakdown.key == key else ():
                if part.code == code:
                    return part.number
        raise KeyError((self.id, key, code))


Counting = Callable[[Session, Period], Figure]


@dataclass(frozen=True, slots=True)
class Rows:
    """What a breakdown counts, row by row: for its count, and for the families behind one of its parts.

    `select` gives `family_id` and, as `column`, the code of the part: everything in the statistics scope, and in a
    person's own session what that person reads. `labels`: code -> part. `head`: only the head of a case decides, which
    Koordination reads, too; else it takes entries, which only those read who work with the family.
    """

    select: Callable[[Session, Period], Any]
    column: str
    labels: Mapping[str, str]
    head: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What is counted, against what, on which day, and what to beware of; `counted` counts it.

    `counted` takes a session of the statistics scope. `unit` is German and stands beside the number: "Familien",
    "Tage", "Monate", "Gespräche je Familienmonat"; of a rate it names what is counted.
    """

    id: str
    title: str
    kind: Kind
    when: When
    numerator: str
    date_rule: str
    counted: Counting
    unit: str = "Familien"
    denominator: str = ""
    pitfalls: str = ""
    official: str = ""  # the official statistics' analogue
    openness: Openness = Openness.GATED
    rows: Mapping[str, Rows] = field(default_factory=dict)  # by breakdown, where one may go to the families behind it

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield the definition as (heading, sentence), empty ones left out."""
        told = (
            ("Zähler" if self.denominator else "Gezählt wird", self.numerator), ("Nenner", self.denominator),
            ("Datum", self.date_rule), ("Zu beachten", self.pitfalls), ("Amtliche Entsprechung", self.official),
        )  # fmt: skip
        yield from ((heading, sentence) for heading, sentence in told if sentence)
