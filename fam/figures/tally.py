"""Counting rows and the different families behind them, and days, alike on SQLite and PostgreSQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam.fields.sql import is_sqlite
from fam.figures.indicator import Number, Part, count, rate


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows, and how many different families they belong to."""

    rows: int = 0
    families: int = 0


Tallies = Mapping[Any, Tally]
NONE = Tally()


def tally(session: Session, rows: Any, *keys: str) -> dict[Any, Tally]:
    """Return the rows of a subquery (with `family_id`) grouped by its columns: key -> Tally; several keys: tuples."""
    by = [rows.c[key] for key in keys]
    counted: Any = sa.select(*by, sa.func.count(), sa.func.count(sa.distinct(rows.c.family_id))).select_from(rows)
    found: dict[Any, Tally] = {}
    for *group, number, families in session.exec(counted.group_by(*by)):
        found[group[0] if len(group) == 1 else tuple(group)] = Tally(int(number), int(families))
    return found


def tallies(session: Session, *asked: tuple[Any, tuple[str, ...]]) -> list[dict[Any, Tally]]:
    """Return `tally` of several (rows, keys) with one statement; without keys the whole stands under ().

    The rows come from a common table expression that all share, so that the database works them out once.
    """
    most = max(len(keys) for _rows, keys in asked)
    parts = [_part(number, rows, keys, most) for number, (rows, keys) in enumerate(asked)]
    found: list[dict[Any, Tally]] = [{} for _ in asked]
    statement: Any = sa.union_all(*parts)
    for part, *group, number, families in session.exec(statement):
        keys = asked[part][1]
        of = tuple(group[: len(keys)])
        found[part][of[0] if len(of) == 1 else of] = Tally(int(number), int(families))
    return found


def _part(number: int, rows: Any, keys: tuple[str, ...], most: int) -> Any:
    by = [sa.cast(rows.c[key], sa.String()) for key in keys]
    padding = [sa.cast(sa.null(), sa.String())] * (most - len(keys))
    families = sa.func.count(sa.distinct(rows.c.family_id))
    named = [one.label(f"key_{place}") for place, one in enumerate([*by, *padding])]
    return sa.select(sa.literal(number), *named, sa.func.count(), families).select_from(rows).group_by(*by)


def total(session: Session, rows: Any) -> Tally:
    """Return all rows of a subquery and the families behind them."""
    return tally(session, rows).get((), NONE)


def counts(found: Tallies, labels: Mapping[Any, str]) -> tuple[Part, ...]:
    """Return one count for each label (code -> label) of a tally, also at zero."""
    numbers = ((code, label, found.get(code, NONE)) for code, label in labels.items())
    return tuple(Part(code, label, count(one.rows, one.families)) for code, label, one in numbers)


def share(part: Tally, whole: Tally) -> Number:
    """Return one tally as a share of another."""
    return rate(part.rows, whole.rows, part.families, whole.families)


def days_between(session: Session, first: Any, after: Any) -> Any:
    """Return the whole days from one day to another; both are columns or dates."""
    start, end = (sa.literal(one, sa.Date()) if isinstance(one, date) else one for one in (first, after))
    if is_sqlite(session):
        return sa.cast(sa.func.julianday(end) - sa.func.julianday(start), sa.Integer)
    return sa.type_coerce(sa.cast(end, sa.Date) - sa.cast(start, sa.Date), sa.Integer)


def berlin_day(session: Session, moment: Any) -> Any:
    """Return the day on which a moment (UTC) was in Berlin."""
    if not is_sqlite(session):
        return sa.cast(sa.func.timezone("Europe/Berlin", moment), sa.Date)
    text = sa.func.strftime("%Y-%m-%d %H:%M", moment, type_=sa.String())
    begin, end = (_sunday_after(moment, day) for day in ("-03-25", "-10-25"))
    summer = sa.and_(text >= begin, text < end)
    day = sa.case((summer, sa.func.date(moment, "+2 hours")), else_=sa.func.date(moment, "+1 hours"))
    return sa.type_coerce(day, sa.Date())


def _sunday_after(moment: Any, day: str) -> Any:
    """SQLite: 1:00 UTC of the first Sunday from a day of the moment's year on; so summer time begins and ends."""
    year = sa.func.strftime("%Y", moment, type_=sa.String())
    return sa.func.date(year + day, "weekday 0", type_=sa.String()) + " 01:00"
