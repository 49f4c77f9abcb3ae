"""What was typed in later: numbers as they were known on a day against those of today, and which months may still move.

Official SGB II figures have three months of waiting for late entries (domain handbook §6.1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fam.rules.german import format_month
from fam.rules.periods import add_months, month_start

WAITING_MONTHS = 3
Months = Mapping[date, Mapping[str, int | None]]  # first day of a month -> name of a number -> families


@dataclass(frozen=True, slots=True)
class Revision:
    """One number of one month that differs: as it was known then, and as it is known now."""

    month: date
    what: str
    then: int
    now: int

    @property
    def change(self) -> str:
        """Return "1 nachgetragen" or, where it has become less, "1 weniger"."""
        more = self.now - self.then
        return f"{more} nachgetragen" if more > 0 else f"{-more} weniger"

    @property
    def sentence(self) -> str:
        """Return "August 2018, Bestand: damals 47, heute 48, 1 nachgetragen"."""
        return f"{format_month(self.month)}, {self.what}: damals {self.then}, heute {self.now}, {self.change}"


def revisions(then: Months, now: Months) -> tuple[Revision, ...]:
    """Return what differs, the newest month first; a month that was not there then counts as zero."""
    found = []
    for month in sorted(now, reverse=True):
        for what, number in now[month].items():
            before = then.get(month, {}).get(what) or 0
            if number is not None and number != before:
                found.append(Revision(month, what, before, number))
    return tuple(found)


def provisional(month: date, known: date) -> bool:
    """Return whether a month may still move as known on a day: the running one, and the last three full ones."""
    return month_start(month) >= add_months(month_start(known), -WAITING_MONTHS)


def provisional_since(months: Sequence[date], known: date) -> date | None:
    """Return the first of the months that may still move; None if none may."""
    return min((month for month in months if provisional(month, known)), default=None)
