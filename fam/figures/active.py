"""Days on which families were active: for figures per family-month, and for what falls on one of their days."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from fam.figures.indicator import Period
from fam.figures.population import entered, status_end
from fam.figures.tally import Tally, days_between
from fam.models import StatusPeriod
from fam.rules.terms import Status


def status_on(family_id: Any, day: Any, statuses: Iterable[Status], period: Period) -> ColumnElement[bool]:
    """Return the condition that a family (a column) had one of these statuses on a day (a column or a date)."""
    held = aliased(StatusPeriod)
    end = status_end(period, held)
    found = select(held.id).where(
        held.family_id == family_id,
        col(held.status).in_(list(statuses)),
        col(held.starts_on) <= day,
        or_(end.is_(None), end > day),
        *entered(held, period),
    )
    return found.exists()


def active_spans(period: Period) -> Any:
    """Return a subquery of the times with status aktiv inside the period: `family_id`, `first`, `after` (half-open)."""
    held = aliased(StatusPeriod)
    starts, ends = col(held.starts_on), status_end(period, held)
    first = sa.case((starts < period.first, sa.literal(period.first, sa.Date())), else_=starts)
    beyond = or_(ends.is_(None), ends > period.after)
    after = sa.case((beyond, sa.literal(period.after, sa.Date())), else_=ends)
    query = sa.select(col(held.family_id).label("family_id"), first.label("first"), after.label("after")).where(
        col(held.status) == Status.ACTIVE,
        starts <= period.last,
        or_(ends.is_(None), (ends > period.first) & (ends > starts)),
        *entered(held, period),
    )
    return query.subquery()


def active_days(session: Session, period: Period) -> Tally:
    """Return the days with status aktiv of all families together (`rows`), and how many families had any."""
    spans = active_spans(period)
    days = func.coalesce(func.sum(days_between(session, spans.c.first, spans.c.after)), 0)
    number, families = session.exec(select(days, func.count(sa.distinct(spans.c.family_id)))).one()
    return Tally(int(number), int(families))


def active_for(session: Session, period: Period, days: int) -> Any:
    """Return a select of the ids of the families that were active on at least so many days of the period."""
    spans = active_spans(period)
    query = select(spans.c.family_id).group_by(spans.c.family_id)
    return query.having(func.sum(days_between(session, spans.c.first, spans.c.after)) >= days)
