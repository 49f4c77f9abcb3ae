"""A made-up programme for the gate: families that come and go, and the reports that Leitung gets of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from fam.figures import catalogue
from fam.figures.evidence import Publication
from fam.figures.gate import release
from fam.figures.gate_report import Limits
from fam.figures.indicator import (
    Breakdown,
    Figure,
    Number,
    Part,
    Period,
    count,
    middle,
    month_of,
    quarter_of,
    rate,
)
from fam.rules.periods import add_months
from tests.figures import gate_homes as homes
from tests.figures.gate_attacker import Report

START = date(2017, 1, 1)
TOWNS, REASONS, SIZES = ("langen", "egelsbach", "rodgau"), ("ziel", "umzug", "abbruch"), ("klein", "mittel", "gross")
FOREVER = 99


@dataclass(frozen=True, slots=True)
class Family:
    """Came in a month (0 is before everything), left in one; what it is never changes, but for `exit` and `works`."""

    came: int
    left: int
    town: str
    reason: str
    size: str
    second: int  # measures of SGB II
    eighth: int  # and of SGB VIII
    children: int = 0
    before: int = 0  # months in FAM before everything
    lacks: str = ""  # consents that are missing: "A", "B"
    percent: int = 0  # of the receipt before; 0 is none
    exit: int = FOREVER  # the month in which it leaves receipt
    persons: tuple[tuple[bool, bool, int], ...] = ()  # eLb: LZB then, LZB now, works from a month on

    @property
    def both(self) -> bool:
        """Whether it has measures of both circles."""
        return bool(self.second and self.eighth)

    def stays(self, month: int) -> bool:
        """Whether it is in FAM at the month's end."""
        return self.came <= month < self.left


INDICATORS = catalogue.BY_ID


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
    found = [
        Figure("I01", period, count(len(stock)), (town, homes.persons(stock))),
        Figure("I02", period, count(len(came)), (_split("size", SIZES, lambda one: one.size, came),)),
        Figure("I03", period, count(len(left)), (_split("reason", REASONS, lambda one: one.reason, left),)),
        Figure("I05", period, count(sum(one.came <= last and one.left > first for one in families))),
        Figure("I11", period, middle(median(stays) if stays else None, len(left))),
        Figure("I14", period, rate(3, 10, 3, 3)),
        Figure("I30", period, _share(stock, lambda one: one.both),
               (Breakdown("town", "town", by_town), homes.combination(stock))),
        Figure("I33", period, _share(left, lambda one: one.reason == "abbruch")),
        Figure("I34", period, count(len(stock)), (town,)),
        Figure("I35", period, count(len(stock)), (size, *homes.structure(stock))),
        *homes.figures(families, stock, first, last, period),
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.id)


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
            counted = figures(families, first, last, period)
            made = release(counted, already, Limits(), INDICATORS)
            already.append(made.evidence)
            found.append(Report(first, last, {one.id: one for one in made.figures}, {one.id: one for one in counted}))
    return found
