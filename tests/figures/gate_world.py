"""A made-up programme for the gate: families that come and go, and the reports that Leitung gets of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from fam.figures.evidence import Publication
from fam.figures.gate import release
from fam.figures.gate_report import Limits
from fam.figures.indicator import (
    Breakdown,
    Figure,
    Indicator,
    Kind,
    Number,
    Openness,
    Part,
    Period,
    When,
    count,
    middle,
    month_of,
    quarter_of,
    rate,
)
from fam.figures.shown import Published
from fam.rules.periods import add_months

START = date(2017, 1, 1)
TOWNS, REASONS, SIZES = ("langen", "egelsbach", "rodgau"), ("ziel", "umzug", "abbruch"), ("klein", "mittel", "gross")
FOREVER = 99


@dataclass(frozen=True, slots=True)
class Family:
    """Came in a month (0 is before everything), left in one; what it is never changes."""

    came: int
    left: int
    town: str
    reason: str
    size: str
    both: bool  # has measures of both circles

    def stays(self, month: int) -> bool:
        """Whether it is in FAM at the month's end."""
        return self.came <= month < self.left


def _indicator(id: str, kind: Kind, when: When, openness: Openness = Openness.GATED) -> Indicator:
    def unused(*_: object) -> Figure:
        raise NotImplementedError

    return Indicator(
        id=id, title=id, kind=kind, when=when, numerator="", date_rule="", counted=unused, openness=openness
    )


INDICATORS = {one.id: one for one in (
    _indicator("I01", Kind.COUNT, When.STICHTAG, Openness.OPEN),
    _indicator("I02", Kind.COUNT, When.PERIOD, Openness.OPEN),
    _indicator("I03", Kind.COUNT, When.PERIOD, Openness.OPEN), _indicator("I05", Kind.COUNT, When.PERIOD),
    _indicator("I11", Kind.MEDIAN, When.PERIOD), _indicator("I14", Kind.RATE, When.STICHTAG, Openness.TEAM),
    _indicator("I08", Kind.RATE, When.PERIOD), _indicator("I18", Kind.RATE, When.PERIOD),
    _indicator("I31", Kind.COUNT, When.PERIOD),
    _indicator("I30", Kind.RATE, When.STICHTAG), _indicator("I33", Kind.RATE, When.PERIOD),
    _indicator("I34", Kind.COUNT, When.STICHTAG), _indicator("I35", Kind.COUNT, When.STICHTAG),
)}  # fmt: skip


def _split(key: str, codes: Iterable[str], of: Callable[[Family], str], families: Sequence[Family]) -> Breakdown:
    found = Counter(of(one) for one in families)
    return Breakdown(key, key, tuple(Part(code, code, count(found[code])) for code in codes))


def _share(families: Sequence[Family], has: Callable[[Family], bool]) -> Number:
    part = sum(map(has, families))
    return rate(part, len(families), part, len(families))


def figures(families: Sequence[Family], first: int, last: int, period: Period) -> list[Figure]:
    """Everything counted from the `first` to the `last` month."""
    stock = [one for one in families if one.stays(last)]
    came = [one for one in families if first <= one.came <= last]
    left = [one for one in families if first <= one.left <= last]
    town = _split("town", TOWNS, lambda one: one.town, stock)
    by_town = tuple(Part(t, t, _share([f for f in stock if f.town == t], lambda f: f.both)) for t in TOWNS)
    size = replace(_split("size", SIZES, lambda one: one.size, stock), whole=False)
    stays = [one.left - one.came for one in left]
    return [
        Figure("I01", period, count(len(stock)), (town,)),
        Figure("I02", period, count(len(came)), (_split("size", SIZES, lambda one: one.size, came),)),
        Figure("I03", period, count(len(left)), (_split("reason", REASONS, lambda one: one.reason, left),)),
        Figure("I05", period, count(sum(one.came <= last and one.left > first for one in families))),
        Figure("I11", period, middle(median(stays) if stays else None, len(left))),
        Figure("I14", period, rate(3, 10, 3, 3)),
        Figure("I30", period, _share(stock, lambda one: one.both), (Breakdown("town", "town", by_town),)),
        Figure("I33", period, _share(left, lambda one: one.reason == "abbruch")),
        Figure("I34", period, count(len(stock)), (town,)),
        Figure("I35", period, count(len(stock)), (size,)),
    ]


@dataclass(frozen=True, slots=True)
class Report:
    """What Leitung holds in hand: months from `first` to `last` and the figures as they are printed."""

    first: int
    last: int
    figures: Mapping[str, Published]


def reports(families: Sequence[Family], months: int, *, quarterly: bool = True) -> list[Report]:
    """All reports in their order: each month's, and after each third the quarter's."""
    found: list[Report] = []
    already: list[Publication] = []
    for month in range(1, months + 1):
        day = add_months(START, month - 1)
        spans = [(month, month, month_of(day))]
        if quarterly and month % 3 == 0:
            spans.append((month - 2, month, quarter_of(day)))
        for first, last, period in spans:
            made = release(figures(families, first, last, period), already, Limits(), INDICATORS)
            already.append(made.evidence)
            found.append(Report(first, last, {one.id: one for one in made.figures}))
    return found
