"""What became of proposals: decided in a period, and cohort by cohort (I07, I08); who was present (I05)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from fam.figures.monthly import Flow, per_month
from fam.models import Family, StatusPeriod
from fam.rules.terms import Status

DECLINED = (Status.NOT_ADMITTED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Decisions:
    """Proposals decided in a period, in families."""

    admitted: int
    not_admitted: int
    withdrawn: int

    @property
    def decided(self) -> int:
        """The denominator of the Aufnahmequote."""
        return self.admitted + self.not_admitted + self.withdrawn


@dataclass(frozen=True, slots=True)
class Cohort:
    """The proposals of one quarter and what has become of them by a day; the rest is still open."""

    year: int
    quarter: int
    received: int
    admitted: int
    declined: int  # not admitted or withdrawn

    @property
    def open(self) -> int:
        """Proposals without a decision so far."""
        return self.received - self.admitted - self.declined


def present(session: Session, first: date, last: date) -> int:
    """Return how many families were in FAM on at least one day from `first` to `last` (I05)."""
    admitted, closed = col(Family.admitted_on), col(Family.closed_on)
    query = (
        select(func.count())
        .select_from(Family)
        .where(admitted <= last, or_(closed.is_(None), (closed > first) & (closed > admitted)))
    )
    return session.exec(query).one()


def decisions(session: Session, first: date, last: date) -> Decisions:
    """Return what was decided from `first` to `last`: admissions by Aufnahmedatum, the others by their status."""
    admitted = select(func.count()).select_from(Family).where(col(Family.admitted_on).between(first, last))
    declined = (
        select(col(StatusPeriod.status), func.count())
        .where(col(StatusPeriod.status).in_(DECLINED), col(StatusPeriod.starts_on).between(first, last))
        .group_by(col(StatusPeriod.status))
    )
    number = {status: int(count) for status, count in session.exec(declined)}
    return Decisions(session.exec(admitted).one(), number.get(Status.NOT_ADMITTED, 0), number.get(Status.WITHDRAWN, 0))


def cohorts(session: Session, as_of: date) -> tuple[Cohort, ...]:
    """Return one row per quarter in which proposals came in, with what has become of them by `as_of`."""
    day = col(Family.received_on)
    turned_down = select(col(StatusPeriod.family_id)).where(
        col(StatusPeriod.status).in_(DECLINED), col(StatusPeriod.starts_on) <= as_of
    )
    received = _quarters(per_month(session, day, as_of))
    admitted = _quarters(per_month(session, day, as_of, col(Family.admitted_on) <= as_of))
    declined = _quarters(per_month(session, day, as_of, col(Family.id).in_(turned_down)))
    return tuple(
        Cohort(year, quarter, received[year, quarter], admitted[year, quarter], declined[year, quarter])
        for year, quarter in sorted(received)
    )


def _quarters(flow: Flow) -> Counter[tuple[int, int]]:
    found: Counter[tuple[int, int]] = Counter()
    for month, number in flow.items():
        found[month.year, (month.month + 2) // 3] += number
    return found
