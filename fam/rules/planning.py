"""What is asked of the future, and what is known of the past: admissions, places, durations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from fam.rules.durations import Durations, Ints, Stay, durations, median
from fam.rules.periods import add_months, months_between
from fam.rules.terms import Institution

ENOUGH_CLOSED = 10  # families that have left: fewer say nothing about how long families stay
ENOUGH_MONTHS = 12  # full months of admissions
WINDOW = 12  # the last so many full months say how admissions vary


@dataclass(frozen=True, slots=True)
class Question:
    """One scenario. None means as it was: admissions as in the past, places without a limit, durations as observed."""

    admissions: float | None = None  # families a month who could begin
    places: int | None = None
    median_months: float | None = None  # half of the families leave within
    months: int = 24


@dataclass(frozen=True)
class Past:
    """What is known in a month (its first day); `full` is the last month whose admissions are complete.

    What follows from it is worked out once, however often it is asked.
    """

    month: date
    full: date
    stays: tuple[Stay, ...] = ()
    waiting: int = 0
    paused: int | None = 0  # of those in FAM; None: not for whoever reads it
    places: int | None = None  # of the institution that has fewer
    keys: Mapping[Institution, float] = field(default_factory=dict)  # families per full position, as entered

    @cached_property
    def text(self) -> str:
        """All that it is made of, as text: the same for the same past."""
        return repr(self)

    @cached_property
    def durations(self) -> Durations:
        """How long families stayed, running cases censored."""
        return durations(self.stays, self.month)

    @cached_property
    def inflow(self) -> tuple[int, ...]:
        """The families admitted per full month, from the first admission on."""
        first = min((one.came for one in self.stays), default=add_months(self.full, 1))
        found: dict[date, int] = {}
        for one in self.stays:
            found[one.came] = found.get(one.came, 0) + one.families
        return tuple(found.get(month, 0) for month in months_between(first, self.full)) if first <= self.full else ()

    @cached_property
    def pool(self) -> Ints:
        """The admissions per month that the future is drawn from."""
        found = np.array(self.inflow[-WINDOW:], np.int64)
        found.setflags(write=False)
        return found

    @property
    def length(self) -> tuple[int, int]:
        """How many families have left, and how many full months of admissions there are."""
        return self.durations.closed, len(self.inflow)

    @property
    def enough(self) -> bool:
        """Whether the past is long enough to say anything."""
        closed, months = self.length
        return closed >= ENOUGH_CLOSED and months >= ENOUGH_MONTHS

    def stock(self, month: date) -> int:
        """Return the families in FAM at the end of a month that is over (or of the day, in the running one)."""
        return sum(one.families for one in self.stays if one.came <= month and (one.left is None or one.left > month))

    def at(self, month: date) -> "Past":
        """Return what was known at the end of an earlier full month; without waiting list and places."""
        return Past(month, month, self.stays)


def stretch(known: Durations, question: Question) -> float:
    """Return by what durations are multiplied; 1 where nothing is asked, or half of the families have not left yet."""
    half = median(known)
    return question.median_months / half if question.median_months and half else 1.0
