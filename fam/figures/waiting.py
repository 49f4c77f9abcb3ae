"""The waiting list on a day: how many families, and how long they have waited so far (I09)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from fam.figures.capacity import valid_on
from fam.models import StatusPeriod
from fam.rules.terms import Status


@dataclass(frozen=True, slots=True)
class WaitingList:
    """Families waiting on a day; `median_days` is None when nobody waits. Waits still go on: the median will grow."""

    families: int
    median_days: float | None


def waiting_list(session: Session, day: date) -> WaitingList:
    """Return the waiting list of a day; days count from the beginning of the present wait."""
    query = (
        select(col(StatusPeriod.starts_on), func.count())
        .where(col(StatusPeriod.status) == Status.WAITING, *valid_on(StatusPeriod, day))
        .group_by(col(StatusPeriod.starts_on))
    )
    waits = sorted(((day - starts_on).days, int(number)) for starts_on, number in session.exec(query))
    return WaitingList(sum(number for _days, number in waits), median(waits))


def median(values: list[tuple[int, int]]) -> float | None:
    """Return the median of sorted (value, how often) pairs, None of nothing; between two middle values their mean."""
    total = sum(number for _value, number in values)
    if not total:
        return None
    return (_at(values, (total - 1) // 2) + _at(values, total // 2)) / 2


def _at(values: list[tuple[int, int]], position: int) -> int:
    for value, number in values:
        if position < number:
            return value
        position -= number
    raise IndexError(position)
