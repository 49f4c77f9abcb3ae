"""Counting by month in the database: what comes back grows with the days that have passed, not with the families."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Integer, cast, extract, func
from sqlmodel import Session, col, select

from fam import db
from fam.figures.indicator import Period
from fam.figures.population import admission_known, closing_known, entered, status_end
from fam.models import Family, StatusPeriod
from fam.rules.terms import Status

Flow = dict[date, int]  # first day of a month -> families
StatusFlow = dict[Status, Flow]


@contextmanager
def snapshot() -> Iterator[Session]:
    """Give the statistics scope on one unchanging state of the data: numbers that belong together fit together."""
    with db.statistics() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def per_month(session: Session, day: Any, period: Period, *where: Any) -> Flow:
    """Return month -> how many families have this date (a column of Family) in it, until the Stichtag."""
    counted = (
        select(day.label("day"), func.count().label("number"))
        .where(day <= period.last, *where)
        .group_by(day)
        .subquery()
    )
    month, number = _month(counted.c.day), func.sum(counted.c.number)
    return {_first_day(found): int(total) for found, total in session.exec(select(month, number).group_by(month))}


def starts(session: Session, period: Period, statuses: Iterable[Status]) -> StatusFlow:
    """Return status -> month -> how many periods of that status began in it."""
    return _status_flow(session, col(StatusPeriod.starts_on), period, statuses)


def ends(session: Session, period: Period, statuses: Iterable[Status]) -> StatusFlow:
    """Return status -> month -> how many periods of that status ended in it."""
    return _status_flow(session, status_end(period), period, statuses)


def _status_flow(session: Session, day: Any, period: Period, statuses: Iterable[Status]) -> StatusFlow:
    rows = (
        select(col(StatusPeriod.status).label("status"), day.label("day"))
        .where(col(StatusPeriod.status).in_(statuses), *entered(StatusPeriod, period))
        .subquery()
    )
    counted = (
        select(rows.c.status, rows.c.day, func.count().label("number"))
        .where(rows.c.day <= period.last)
        .group_by(rows.c.status, rows.c.day)
        .subquery()
    )
    month = _month(counted.c.day)
    query = select(counted.c.status, month, func.sum(counted.c.number)).group_by(counted.c.status, month)
    flows: StatusFlow = {status: {} for status in statuses}
    for status, found, total in session.exec(query):
        flows[status][_first_day(found)] = int(total)
    return flows


def received(session: Session, period: Period) -> Flow:
    """Return how many proposals came in per month (I07)."""
    return per_month(session, col(Family.received_on), period, *entered(Family, period))


def admitted(session: Session, period: Period) -> Flow:
    """Return how many families were admitted per month (I02): by the head's Aufnahmedatum."""
    return per_month(session, col(Family.admitted_on), period, *admission_known(period))


def closed(session: Session, period: Period) -> Flow:
    """Return how many families left per month (I03): by the head's first day no longer in FAM."""
    return per_month(session, col(Family.closed_on), period, *admission_known(period), *closing_known(period))


def _month(day: Any) -> Any:
    """Months since year 0, as the database computes it; the inner query has grouped by day along an index before."""
    return cast(extract("year", day) * 12 + extract("month", day) - 1, Integer)


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
