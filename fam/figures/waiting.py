"""The waiting list on a day: how many families, and how long they have waited so far (I09)."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from fam.figures.indicator import Period
from fam.figures.population import on_the_day
from fam.figures.spread import added, amount, median
from fam.models import StatusPeriod
from fam.rules.terms import Status


@dataclass(frozen=True, slots=True)
class WaitingList:
    """Families waiting on a day; `median_days` is None when nobody waits. Waits still go on: the median will grow."""

    families: int
    median_days: float | None


def waiting_list(session: Session, period: Period) -> WaitingList:
    """Return the waiting list on the Stichtag; days count from the beginning of the present wait."""
    query = select(col(StatusPeriod.starts_on), func.count()).where(*on_the_day(period, [Status.WAITING]))
    rows = session.exec(query.group_by(col(StatusPeriod.starts_on)))
    waits = added(((period.last - starts_on).days, number) for starts_on, number in rows)
    return WaitingList(amount(waits), median(waits))
