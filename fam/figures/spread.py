"""Medians and quantiles from counted values: (value, how often) come back from the database, never single families."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

Values = list[tuple[int, int]]  # sorted (value, how often)


def values(session: Session, value: Any, *where: Any) -> Values:
    """Return a whole-number expression counted value by value, what is None left out; below 0 counts as 0."""
    return added(session.exec(select(value, func.count()).where(value.is_not(None), *where).group_by(value)))


def added(rows: Iterable[Any]) -> Values:
    """Return (value, how often) pairs sorted and added up; a value below 0 counts as 0."""
    found: dict[int, int] = {}
    for value, number in rows:
        found[max(int(value), 0)] = found.get(max(int(value), 0), 0) + int(number)
    return sorted(found.items())


def amount(found: Values) -> int:
    """Return how many values there are."""
    return sum(number for _value, number in found)


def median(found: Values) -> float | None:
    """Return the median, None of nothing; between two middle values their mean."""
    number = amount(found)
    return (_at(found, (number - 1) // 2) + _at(found, number // 2)) / 2 if number else None


def quantile(found: Values, percent: int) -> int | None:
    """Return the smallest value that at least so many percent of the values do not exceed; None of nothing."""
    number = amount(found)
    return _at(found, -(-number * percent // 100) - 1) if number else None


def _at(found: Values, position: int) -> int:
    for value, number in found:
        if position < number:
            return value
        position -= number
    raise IndexError(position)
