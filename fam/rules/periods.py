"""Half-open periods [starts_on, ends_on) and months (domain handbook §6.1): the plain definitions of stock and flow."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
DAYS_A_MONTH = 30.4375  # 365.25 / 12 (domain handbook §6.2, I16)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From the first day in to the first day no longer in; `ends_on` None means still running."""

    starts_on: date
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError(f"ends {self.ends_on} before it starts {self.starts_on}")

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period: starts_on <= day < ends_on."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def overlaps(self, other: "Interval") -> bool:
        """Whether there is a day that lies in both."""
        first = max(self.starts_on, other.starts_on)
        return self.contains(first) and other.contains(first)


def month_start(day: date) -> date:
    """Return the first day of the day's month."""
    return day.replace(day=1)


def quarter_start(day: date) -> date:
    """Return the first day of the day's quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def month_end(day: date) -> date:
    """Return the last day of the day's month: the Stichtag."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def is_month(first: date, last: date) -> bool:
    """Return whether the days are one whole month."""
    return first.day == 1 and last == month_end(first)


def is_quarter(first: date, last: date) -> bool:
    """Return whether the days are one whole quarter."""
    return first.day == 1 and first.month % 3 == 1 and last == month_end(add_months(first, 2))


def next_month(day: date) -> date:
    """Return the first day of the following month."""
    return month_end(day) + ONE_DAY


def add_months(day: date, months: int) -> date:
    """Return the day so many months later (or earlier); the 31st becomes the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_between(first: date, last: date) -> tuple[date, ...]:
    """Return the first days of all months from the month of `first` to that of `last`, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple(add_months(month_start(first), number) for number in range(count))


def last_day_to_end(last_day: date) -> date:
    """Return the end of a period whose last day a person typed: the following day."""
    return last_day + ONE_DAY


def end_to_last_day(ends_on: date) -> date:
    """Return the last day that still lies in the period, as people read it."""
    return ends_on - ONE_DAY


def working_days_after(day: date, count: int) -> date:
    """Return the day so many working days (Monday to Friday, holidays ignored) after another."""
    while count > 0:
        day += ONE_DAY
        count -= day.weekday() < 5
    return day


def age_on(birth: date, day: date) -> int:
    """Return the age in full years on a day (§ 188 Abs. 2 BGB: born on 29.02. means one year older on 01.03.)."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def stock(intervals: Iterable[Interval], day: date) -> int:
    """Return how many are in on a day (Bestand, I01)."""
    return sum(interval.contains(day) for interval in intervals)


def inflow(intervals: Iterable[Interval], first: date, after: date) -> int:
    """Return how many began in [first, after) (Zugang, I02)."""
    return sum(first <= interval.starts_on < after for interval in intervals)


def outflow(intervals: Iterable[Interval], first: date, after: date) -> int:
    """Return how many ended in [first, after) (Abgang, I03)."""
    return sum(interval.ends_on is not None and first <= interval.ends_on < after for interval in intervals)
