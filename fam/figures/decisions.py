"""What became of proposals, cohort by cohort: the second view of the Aufnahmequote (I08)."""

from collections import Counter
from dataclasses import dataclass

from sqlmodel import Session, col, select

from fam.figures.indicator import Period
from fam.figures.monthly import Flow, per_month
from fam.figures.population import admission_known, entered
from fam.models import Family, StatusPeriod
from fam.rules.terms import Status

DECLINED = (Status.NOT_ADMITTED, Status.WITHDRAWN)


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


def cohorts(session: Session, period: Period) -> tuple[Cohort, ...]:
    """Return one row per quarter in which proposals came in, with what has become of them by the Stichtag."""
    day, known = col(Family.received_on), entered(Family, period)
    turned_down = select(col(StatusPeriod.family_id)).where(
        col(StatusPeriod.status).in_(DECLINED),
        col(StatusPeriod.starts_on) <= period.last,
        *entered(StatusPeriod, period),
    )
    came_in = (col(Family.admitted_on) <= period.last, *admission_known(period))
    received = _quarters(per_month(session, day, period, *known))
    admitted = _quarters(per_month(session, day, period, *known, *came_in))
    declined = _quarters(per_month(session, day, period, *known, col(Family.id).in_(turned_down)))
    return tuple(
        Cohort(year, quarter, received[year, quarter], admitted[year, quarter], declined[year, quarter])
        for year, quarter in sorted(received)
    )


def _quarters(flow: Flow) -> Counter[tuple[int, int]]:
    found: Counter[tuple[int, int]] = Counter()
    for month, number in flow.items():
        found[month.year, (month.month + 2) // 3] += number
    return found
