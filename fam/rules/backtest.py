"""Was the simulation right before? From each past month forward with what was known then, against what came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fam.rules.periods import add_months, months_between
from fam.rules.planning import Past, Question
from fam.rules.simulation import band, simulate

AHEAD = (3, 6, 12)  # months
PATHS, GROUPS = 400, 40
MOST_MONTHS = 36  # past months from which it is tried


@dataclass(frozen=True, slots=True)
class Trial:
    """What was foreseen for the stock at the end of a month, so many months before, and what came; in families."""

    month: date
    ahead: int
    low: int
    middle: int
    high: int
    actual: int

    @property
    def inside(self) -> bool:
        """Whether what came lies in the band."""
        return self.low <= self.actual <= self.high


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the band held, so many months ahead; `off` is the mean of what came less the middle, in families."""

    ahead: int
    trials: int
    inside: int
    off: float

    @property
    def share(self) -> float:
        """Between 0 and 1; 0.8 is what the band promises."""
        return self.inside / self.trials


def backtest(past: Past, ahead: Sequence[int] = AHEAD) -> tuple[Trial, ...]:
    """Return the trials from every past month that had enough history: admissions as before, no limit of places.

    The dates are those known today; what was entered late was not known then.
    """
    first = min((one.came for one in past.stays), default=past.full)
    origins = months_between(first, add_months(past.full, -min(ahead)))[-MOST_MONTHS:] if first <= past.full else ()
    found: list[Trial] = []
    for origin in origins:
        before = past.at(origin)
        if not before.enough:
            continue
        seen = band(simulate(before, Question(months=max(ahead)), PATHS, GROUPS).stock)
        for step in ahead:
            month = add_months(origin, step)
            if month <= past.full:
                limits = seen.low[step - 1], seen.middle[step - 1], seen.high[step - 1]
                found.append(Trial(month, step, *limits, past.stock(month)))
    return tuple(found)


def coverage(trials: Iterable[Trial]) -> tuple[Coverage, ...]:
    """Return the coverage for each number of months ahead, the shortest first."""
    grouped: dict[int, list[Trial]] = {}
    for one in trials:
        grouped.setdefault(one.ahead, []).append(one)
    return tuple(
        Coverage(
            ahead,
            len(many),
            sum(one.inside for one in many),
            sum(one.actual - one.middle for one in many) / len(many),
        )
        for ahead, many in sorted(grouped.items())
    )
