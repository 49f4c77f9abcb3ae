"""Before and after a marker, compared honestly: n, mean or rate, an interval that is named, and no word of a cause."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fam.rules.terms import Term

FEWEST_MONTHS = 3  # full months on each side
FEWEST = 5  # families or events on a side: fewer say nothing (domain handbook §5.11, §6.1)
LEVEL = 0.95
SEED, DRAWS = 20170223, 4000
NO_CAUSE = "Der Vergleich zeigt, was sich geändert hat, nicht wodurch: Anderes war zugleich anders."
DEPENDENT = "Ob das mehr ist als Zufall, lässt sich bei Stichtagen nicht sagen: Es sind meist dieselben Familien."


class Method(Term):
    """How the interval of a side is computed, by what the indicator counts."""

    RATE = "RATE", "exakt nach Clopper und Pearson"
    COUNT = "COUNT", "exakt nach Poisson"
    MEAN = "MEAN", "Bootstrap über die Monate"


@dataclass(frozen=True, slots=True)
class Month:
    """An indicator in one month: its value and what it is made of; `base` families stand behind it (None: a count)."""

    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """The months before or after: mean (or rate) with its 95 % interval; `n` is what it stands on."""

    months: int
    n: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides, or why there is nothing to compare: a German sentence."""

    method: Method
    before: Side | None = None
    after: Side | None = None
    too_few: str = ""
    already: bool = False  # whether the months before went the same way by themselves

    @property
    def apart(self) -> bool:
        """Whether the intervals do not touch: only then a difference is spoken of. Stricter than a usual test."""
        if not self.before or not self.after:
            return False
        return self.before.high < self.after.low or self.after.high < self.before.low


def compare(method: Method, before: Sequence[Month], after: Sequence[Month]) -> Comparison:
    """Compare the months before with those after."""
    sides = []
    for name, months in (("vorher", before), ("nachher", after)):
        known = [one for one in months if _counts(method, one)]
        if len(known) < FEWEST_MONTHS:
            few = f"{name} {len(known)} statt {FEWEST_MONTHS}"
            return Comparison(method, too_few=f"Zu wenige volle Monate mit einem Wert ({few}).")
        sides.append(_side(method, known))
        if method is Method.RATE and sides[-1].n < FEWEST:
            return Comparison(method, too_few=f"Zu wenige Fälle ({name} {sides[-1].n} statt {FEWEST}).")
    if method is Method.MEAN and _few_families([*before, *after]):
        return Comparison(method, too_few=f"Es geht um weniger als {FEWEST} Familien.")
    if method is Method.COUNT and sides[0].n + sides[1].n < FEWEST:
        return Comparison(method, too_few=f"Zu wenige Fälle (zusammen {sides[0].n + sides[1].n} statt {FEWEST}).")
    return Comparison(method, sides[0], sides[1], already=_already(before, sides[1].value - sides[0].value))


def _already(before: Sequence[Month], change: float) -> bool:
    """Whether the second half of the months before lay on the side of the change: what grows goes on growing."""
    values = [one.value for one in before if one.value is not None]
    half = len(values) // 2
    if not half:
        return False
    return (sum(values[-half:]) - sum(values[:half])) * change > 0


def _few_families(months: Sequence[Month]) -> bool:
    """Whether a count (nothing stands behind it but itself) stays under five all the time."""
    return all(one.base is None and (one.value or 0) < FEWEST for one in months)


def _counts(method: Method, one: Month) -> bool:
    """Small months of a rate are added up; a mean takes only months that may be shown."""
    if method is Method.RATE:
        return one.denominator is not None
    return one.value is not None and (one.base is None or one.base >= FEWEST)


def _side(method: Method, months: Sequence[Month]) -> Side:
    if method is Method.RATE:
        return _rate(months)
    return _count(months) if method is Method.COUNT else _mean(months)


def _rate(months: Sequence[Month]) -> Side:
    from scipy.stats import binomtest  # late: it costs the start of every process half a second

    hits = round(sum(one.numerator or 0 for one in months))
    n = round(sum(one.denominator or 0 for one in months))
    if not n:
        return Side(len(months), 0, 0.0, 0.0, 1.0)
    interval = binomtest(hits, n).proportion_ci(LEVEL, method="exact")
    return Side(len(months), n, hits / n, float(interval.low), float(interval.high))


def _count(months: Sequence[Month]) -> Side:
    from scipy.stats import chi2  # late, like above

    n, tail = round(sum(one.value or 0 for one in months)), (1 - LEVEL) / 2
    low = float(chi2.ppf(tail, 2 * n)) / 2 if n else 0.0
    high = float(chi2.ppf(1 - tail, 2 * (n + 1))) / 2
    return Side(len(months), n, n / len(months), low / len(months), high / len(months))


def _mean(months: Sequence[Month]) -> Side:
    values = np.array([one.value for one in months], np.float64)
    drawn = np.random.default_rng(SEED).choice(values, (DRAWS, len(values))).mean(axis=1)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Side(len(values), len(values), float(values.mean()), float(low), float(high))


def verdict(found: Comparison, dependent: bool = False) -> str:
    """Say what the comparison shows; never why, and that nothing is compared where too little is there.

    `dependent`: the months count mostly the same families, so that no interval of theirs can show a difference.
    """
    if found.too_few or not found.before or not found.after:
        return f"{found.too_few} Verglichen wird nicht."
    way = "höher" if found.after.value > found.before.value else "niedriger"
    trend = " Schon davor ging er in diese Richtung." if found.already else ""
    if dependent and found.after.value != found.before.value:
        return f"Der Wert ist nachher im Mittel {way}.{trend} {DEPENDENT} {NO_CAUSE}"
    if not found.apart:
        return f"Die Intervalle berühren sich: Ein Unterschied ist mit diesen Zahlen nicht belegt. {NO_CAUSE}"
    return f"Die Intervalle berühren sich nicht: Der Wert ist nachher {way}.{trend} {NO_CAUSE}"
