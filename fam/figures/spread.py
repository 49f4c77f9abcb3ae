"""Medians and quantiles from counted values: (value, how often) come back from the database, never single families."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Integer, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, select

Tally = list[tuple[int, int]]  # sorted (value, how often)
DAYS_A_MONTH = 30.4375  # 365.25 / 12


class DaysBetween(FunctionElement[int]):
    """`DaysBetween(later, earlier)`: how many days lie between two dates, on SQLite and PostgreSQL."""

    type = Integer()
    inherit_cache = True


@compiles(DaysBetween, "sqlite")
def _sqlite(element: Any, compiler: Any, **options: Any) -> str:
    later, earlier = (compiler.process(one, **options) for one in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(DaysBetween, "postgresql")
def _postgresql(element: Any, compiler: Any, **options: Any) -> str:
    later, earlier = (compiler.process(one, **options) for one in element.clauses)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


def tally(session: Session, value: Any, *where: Any) -> Tally:
    """Return a whole-number expression counted value by value, what is None left out; below 0 counts as 0."""
    return tallied(session.exec(select(value, func.count()).where(value.is_not(None), *where).group_by(value)))


def tallied(rows: Iterable[Any]) -> Tally:
    """Return (value, how often) pairs sorted and added up; a value below 0 counts as 0."""
    found: dict[int, int] = {}
    for value, number in rows:
        found[max(int(value), 0)] = found.get(max(int(value), 0), 0) + int(number)
    return sorted(found.items())


def total(values: Tally) -> int:
    """Return how many values there are."""
    return sum(number for _value, number in values)


def median(values: Tally) -> float | None:
    """Return the median, None of nothing; between two middle values their mean."""
    number = total(values)
    return (_at(values, (number - 1) // 2) + _at(values, number // 2)) / 2 if number else None


def quantile(values: Tally, percent: int) -> int | None:
    """Return the smallest value that at least so many percent of the values do not exceed; None of nothing."""
    number = total(values)
    return _at(values, -(-number * percent // 100) - 1) if number else None


def _at(values: Tally, position: int) -> int:
    for value, number in values:
        if position < number:
            return value
        position -= number
    raise IndexError(position)
