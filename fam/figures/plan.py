"""The plan path in force on a day: the version decided last, before its first month the earlier ones (I06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from fam.figures.indicator import Period
from fam.figures.monthly import Flow
from fam.figures.population import entered
from fam.models import PlanPoint, PlanVersion


@dataclass(frozen=True, slots=True)
class PlanPath:
    """One version of the plan: planned stock (families) per month, by the month's first day."""

    plan_id: int
    title: str
    decided_on: date
    points: Flow


def plan_paths(session: Session, period: Period) -> tuple[PlanPath, ...]:
    """Return every version decided until the Stichtag, the one in force first."""
    query = (
        select(col(PlanVersion.id), col(PlanVersion.title), col(PlanVersion.decided_on))
        .where(PlanVersion.decided_on <= period.last, *entered(PlanVersion, period))
        .order_by(col(PlanVersion.decided_on).desc(), col(PlanVersion.id).desc())
    )
    versions = session.exec(query).all()
    points: dict[int, Flow] = {}
    rows = select(col(PlanPoint.plan_id), col(PlanPoint.month), col(PlanPoint.planned_stock)).order_by(
        col(PlanPoint.month)
    )
    for plan_id, first_day, planned in session.exec(rows):
        points.setdefault(plan_id, {})[first_day] = planned
    return tuple(PlanPath(number or 0, title, day, points.get(number or 0, {})) for number, title, day in versions)


def in_force(paths: Sequence[PlanPath]) -> Flow:
    """Return the planned stock per month out of all versions, the newest first.

    A version counts from its first month on, also where it leaves a month out; before that the earlier ones count.
    """
    points: Flow = {}
    for path in paths:
        begin = min(points, default=date.max)
        points |= {month: planned for month, planned in path.points.items() if month < begin}
    return dict(sorted(points.items()))
