"""Counting by month in the database: what comes back grows with the days that have passed, not with the families."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Integer, cast, extract, func
from sqlmodel import Session, col, select

from fam import db
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


def per_month(session: Session, day: Any, until: date, *where: Any) -> Flow:
    """Return month -> how many families have this date (a column of Family) in it, up to and including `until`."""
    counted = (
        select(day.label("day"), func.count().label("number")).where(day <= until, *where).group_by(day).subquery()
    )
    month, number = month_column(counted.c.day), func.sum(counted.c.number)
    return {first_day(found): int(total) for found, total in session.exec(select(month, number).group_by(month))}


def status_flow(session: Session, day: Any, until: date, statuses: Iterable[Status]) -> StatusFlow:
    """Return status -> month -> how many periods of that status have this date (starts_on or ends_on) in it."""
    counted = (
        select(col(StatusPeriod.status).label("status"), day.label("day"), func.count().label("number"))
        .where(col(StatusPeriod.status).in_(statuses), day <= until)
        .group_by(col(StatusPeriod.status), day)
        .subquery()
    )
    month = month_column(counted.c.day)
    query = select(counted.c.status, month, func.sum(counted.c.number)).group_by(counted.c.status, month)
    flows: StatusFlow = {status: {} for status in statuses}
    for status, found, total in session.exec(query):
        flows[status][first_day(found)] = int(total)
    return flows


def received(session: Session, until: date) -> Flow:
    """Return how many proposals came in per month (I07)."""
    return per_month(session, col(Family.received_on), until)


def admitted(session: Session, until: date) -> Flow:
    """Return how many families were admitted per month (I02): by the head's Aufnahmedatum."""
    return per_month(session, col(Family.admitted_on), until)


def closed(session: Session, until: date) -> Flow:
    """Return how many families left per month (I03): by the head's first day no longer in FAM."""
    return per_month(session, col(Family.closed_on), until)


def month_column(day: Any) -> Any:
    """Return a date as months since year 0, as the database computes it."""
    return cast(extract("year", day) * 12 + extract("month", day) - 1, Integer)


def first_day(month: int) -> date:
    """Return the first day of a month that `month_column` gave."""
    return date(month // 12, month % 12 + 1, 1)
