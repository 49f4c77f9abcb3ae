"""Who is counted: families in FAM on a day or in a period, and what had been entered by a day.

All indicators take these conditions from here, so that the same word means the same families everywhere.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_
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
    """Return a select of the ids of the families that had one of these statuses on the Stichtag."""
    return select(col(StatusPeriod.family_id)).where(*on_the_day(period, statuses))


def on_the_day(period: Period, statuses: Iterable[Status]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a row of the status history covers the Stichtag with one of these statuses."""
    ends = status_end(period)
    return (
        col(StatusPeriod.status).in_(list(statuses)),
        col(StatusPeriod.starts_on) <= period.last,
        or_(ends.is_(None), ends > period.last),
        *entered(StatusPeriod, period),
    )


def status_end(period: Period, held: Any = StatusPeriod) -> Any:
    """Return the first day on which a status (of `held`, an alias) no longer stood.

    As known on an earlier day it is the first day of the next status that had been entered.
    """
    if period.known_on is None:
        return col(held.ends_on)
    after = aliased(StatusPeriod)
    later = (col(after.starts_on) > held.starts_on) | (
        (col(after.starts_on) == held.starts_on) & (col(after.id) > held.id)
    )
    query = select(func.min(after.starts_on)).where(after.family_id == held.family_id, later, *entered(after, period))
    return query.correlate(held).scalar_subquery()


def reached(period: Period, statuses: Iterable[Status]) -> Any:
    """Return a select of the ids of the families for which one of these statuses began in the period, each once."""
    return (
        select(col(StatusPeriod.family_id))
        .where(
            col(StatusPeriod.status).in_(list(statuses)),
            col(StatusPeriod.starts_on).between(period.first, period.last),
            *entered(StatusPeriod, period),
        )
        .distinct()
    )


def received(period: Period) -> Any:
    """Return a select of the ids of the families whose proposal came in within the period (I07)."""
    return select(col(Family.id)).where(
        col(Family.received_on).between(period.first, period.last), *entered(Family, period)
    )


def admitted(period: Period) -> Any:
    """Return a select of the ids of the families admitted in the period: by the head's Aufnahmedatum (I02)."""
    return select(col(Family.id)).where(
        col(Family.admitted_on).between(period.first, period.last), *admission_known(period)
    )


def closed(period: Period) -> Any:
    """Return a select of the ids of the families closed in the period: the first day no longer in FAM lies in it."""
    return select(col(Family.id)).where(
        col(Family.closed_on).between(period.first, period.last), *admission_known(period), *closing_known(period)
    )


def present(period: Period) -> Any:
    """Return a select of the ids of the families in FAM on at least one day of the period (I05)."""
    in_fam = touches(col(Family.admitted_on), left_on(period), period)
    return select(col(Family.id)).where(*in_fam, *admission_known(period))


def left_on(period: Period) -> Any:
    """Return the first day no longer in FAM as an expression; None while the closing had not been entered."""
    known = closing_known(period)
    return case((known[0], col(Family.closed_on)), else_=None) if known else col(Family.closed_on)


def admission_known(period: Period) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a family has been admitted, as known then: its status had been entered."""
    known = () if period.known_on is None else (_has(IN_STOCK, period),)
    return (col(Family.admitted_on).is_not(None), *known)


def closing_known(period: Period) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that the closing of a family had been entered; none where everything counts."""
    return () if period.known_on is None else (_has((Status.CLOSED,), period),)


def _has(statuses: Iterable[Status], period: Period) -> ColumnElement[bool]:
    known = select(col(StatusPeriod.family_id)).where(
        col(StatusPeriod.status).in_(list(statuses)), *entered(StatusPeriod, period)
    )
    return col(Family.id).in_(known)


def size(session: Session, families: Any) -> int:
    """Return how many families a select of ids gives."""
    return int(session.exec(select(func.count()).select_from(families.subquery())).one())
