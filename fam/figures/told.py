"""What a reader of a report knows of each number: it, or between which values it lies; and which must not follow."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import inf
from typing import NamedTuple

from fam.figures.indicator import Figure, Indicator, Number, Period, When
from fam.figures.nests import over_period
from fam.figures.relations import LISTED
from fam.figures.shown import Published, Shown, ShownBreakdown, small_mark
from fam.rules import gate_texts as why
from fam.rules.suppression import Hidden

COUNTED, BASE, MIDDLE = "n", "d", "v"  # numerator or count, denominator, a median
LATER = (why.PERSONAL, why.FROZEN, why.QUARTERLY, why.NO_PERIOD, why.MONTHLY)  # not said at all: nothing to follow from


class Cell(NamedTuple):
    """One number of one period; `source` is "I26" or "I26/class", `code` a part of it, "" for the undivided number."""

    source: str
    code: str
    slot: str
    first: date | None  # None at a Stichtag
    last: date


class Known(NamedTuple):
    """Between which values a reader knows a number to be; `secret`: it must not be known exactly."""

    low: float
    high: float
    secret: bool = False

    @property
    def shown(self) -> bool:
        """Whether it stands there."""
        return self.low == self.high and not self.secret


Told = Mapping[Cell, Known]


def told(
    figures: Iterable[Figure], shown: Iterable[Published], indicators: Mapping[str, Indicator], threshold: int
) -> dict[Cell, Known]:
    """Return what a report says about every number, its marks taken at their word."""
    found: dict[Cell, Known] = {}
    for figure, one in zip(figures, shown, strict=True):
        indicator = indicators[figure.id]
        first = first_of(indicator, figure.id, figure.period)
        tell = _Teller(threshold, one.withheld)
        for slot, known in tell.about(figure.number, one.number):
            found[Cell(figure.id, "", slot, first, figure.period.last)] = known
        by_key = {each.key: each for each in one.breakdowns}
        for divided in figure.breakdowns:
            source = f"{figure.id}/{divided.key}"
            begin = first_of(indicator, source, figure.period)
            numbers = {part.code: part.number for part in divided.parts}
            for (code, slot), known in _parts(source, numbers, by_key.get(divided.key), threshold):
                found[Cell(source, code, slot, begin, figure.period.last)] = known
    return found


def first_of(indicator: Indicator, source: str, period: Period) -> date | None:
    """Return the first day that a number counts from, None for one of the Stichtag."""
    return period.first if indicator.when is When.PERIOD or over_period(source, period) else None


def _parts(
    source: str, numbers: Mapping[str, Number], shown: ShownBreakdown | None, threshold: int
) -> Iterator[tuple[tuple[str, str], Known]]:
    parts = {one.code: one.number for one in shown.parts} if shown else {}
    telling = any(one.mark == small_mark(threshold) for one in parts.values())
    withheld = (shown.withheld or why.TOO_SMALL) if shown and not parts else "" if shown else why.PERSONAL
    tell = _Teller(threshold, withheld, telling, LISTED.get(source, 0))
    for code, number in numbers.items():
        for slot, known in tell.about(number, parts.get(code, Shown())):
            yield (code, slot), known


class _Teller(NamedTuple):
    threshold: int
    withheld: str
    telling: bool = False  # "< 5" stands in the same breakdown, so "·" is not that small
    least: float = 0

    def about(self, number: Number, shown: Shown) -> Iterator[tuple[str, Known]]:
        slots = ((COUNTED, number.numerator, shown.numerator, number.families),
                 (BASE, number.denominator, shown.denominator, number.base or 0))  # fmt: skip
        for slot, truth, seen, families in slots:
            if truth is not None:
                yield slot, self._known(truth, seen, families, shown.mark, number)
        if number.numerator is None and shown.value is not None:
            yield MIDDLE, Known(shown.value, shown.value)

    def _known(self, truth: float, seen: float | None, families: int, mark: str, number: Number) -> Known:
        if seen is not None:
            return Known(seen, seen)
        if self.withheld in LATER:
            return Known(self.least, inf)
        few = 0 < families < self.threshold or 0 < truth < self.threshold
        if not mark:
            return Known(self.least, inf, few)
        low, high = self.least, inf
        if mark == small_mark(self.threshold) and few:
            low = max(low, 1)
            high = self.threshold - 1 if truth == families else inf
        elif mark == Hidden.OTHER and self.telling and truth >= self.threshold and number.base is None:
            low = max(low, self.threshold)
        return Known(low, high, truth != 0)
