"""Who is counted: families in FAM on a day or in a period, and what had been entered by a day.

All indicators take these conditions from here, so that the same word means the same families everywhere.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from fam.clock import BERLIN
from fam.figures.indicator import Period
from fam.models import Family, StatusPeriod
from fam.rules.periods import ONE_DAY
from fam.rules.terms import IN_STOCK, Status


def entered(model: Any, period: Period) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that a row had been entered by `period.known_on`; none where everything counts.

    A row counts with what stands in it today: a later correction of an old row is no revision that this can see.
    """
    if period.known_on is None:
        return ()
    end = datetime.combine(period.known_on + ONE_DAY, time(), BERLIN).astimezone(UTC)
    return (col(model.created_at) < end,)


def covers(starts: Any, ends: Any, period: Period) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a half-open time [starts, ends) covers the Stichtag; an open end is None."""
    return (or_(starts.is_(None), starts <= period.last), or_(ends.is_(None), ends > period.last))


def touches(starts: Any, ends: Any, period: Period) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a half-open time has at least one day in the period."""
    return (
        or_(starts.is_(None), starts <= period.last),
        or_(ends.is_(None), (ends > period.first) & (starts.is_(None) | (ends > starts))),
    )


def in_stock(period: Period) -> Any:
    """Return a select of the ids of the families in FAM on the Stichtag: AKTIV or RUHEND (I01)."""
    return in_statuses(period, IN_STOCK)


def in_statuses(period: Period, statuses: Iterable[Status]) -> Any:
    """Return a select of the ids of the families that had one of these statuses on the Stichtag.

    As known on an earlier day, a status lasts until the next one had been entered.
    """
    running = or_(col(StatusPeriod.ends_on).is_(None), col(StatusPeriod.ends_on) > period.last)
    if period.known_on is not None:
        after = aliased(StatusPeriod)
        later = select(after.id).where(
            after.family_id == StatusPeriod.family_id,
            col(after.starts_on) <= period.last,
            (col(after.starts_on) > StatusPeriod.starts_on)
            | ((col(after.starts_on) == StatusPeriod.starts_on) & (col(after.id) > StatusPeriod.id)),
            *entered(after, period),
        )
        running = ~later.exists()
    return select(col(StatusPeriod.family_id)).where(
        col(StatusPeriod.status).in_(list(statuses)),
        col(StatusPeriod.starts_on) <= period.last,
        running,
        *entered(StatusPeriod, period),
    )


def present(period: Period) -> Any:
    """Return a select of the ids of the families in FAM on at least one day of the period (I05)."""
    return select(col(Family.id)).where(*touches(col(Family.admitted_on), col(Family.closed_on), period), *_admitted())


def closed(period: Period) -> Any:
    """Return a select of the ids of the families closed in the period: the first day no longer in FAM lies in it."""
    return select(col(Family.id)).where(col(Family.closed_on).between(period.first, period.last), *_admitted())


def size(session: Session, families: Any) -> int:
    """Return how many families a select of ids gives."""
    return int(session.exec(select(func.count()).select_from(families.subquery())).one())


def _admitted() -> tuple[ColumnElement[bool], ...]:
    return (col(Family.admitted_on).is_not(None),)
