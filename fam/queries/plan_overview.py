"""What the overview of a family's file says of its plan: counted by one statement, of what the person may read."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from fam.models import Family, FamilyPlan, Goal, Measure, Review, Setting
from fam.person import Person
from fam.queries.reviews import MONTHS
from fam.rules import reviews as rules
from fam.rules.plan_terms import UNDECIDED, MeasureStatus, ReviewKind
from fam.rules.terms import Status


@dataclass(frozen=True, slots=True)
class PlanOverview:
    """Goals that are open, measures that run or wait for a decision, the next review, the newest version."""

    goals: int
    running: int
    undecided: int
    review_on: date | None
    version: int | None
    agreed_on: date | None

    @property
    def begun(self) -> bool:
        """Whether there is anything of a plan yet."""
        return bool(self.goals or self.running or self.undecided or self.version)


def of_family(session: Session, family: Family) -> PlanOverview:
    """Return the plan of a family in numbers; the next review is computed where none is on record."""
    person: Person = session.info["person"]
    goals: Any = select(func.count(col(Goal.id))).where(Goal.family_id == family.id, col(Goal.ended_on).is_(None))
    measures: Any = select(func.count(col(Measure.id))).where(Measure.family_id == family.id)
    due: Any = select(func.min(col(Review.due_on))).where(Review.family_id == family.id, col(Review.held_on).is_(None))
    known: Any = select(func.count(col(Review.id))).where(Review.family_id == family.id, Review.kind == ReviewKind.FAM)
    plans: Any = (FamilyPlan.family_id == family.id,)
    newest = col(FamilyPlan.number).desc()
    counted: tuple[Any, ...] = (
        goals,
        measures.where(Measure.status == MeasureStatus.RUNNING),
        measures.where(col(Measure.status).in_(UNDECIDED)),
        due,
        select(col(FamilyPlan.number)).where(*plans).order_by(newest).limit(1),
        select(col(FamilyPlan.event_on)).where(*plans).order_by(newest).limit(1),
        known,
        select(col(Setting.value)).where(Setting.key == MONTHS),
    )
    query: Any = select(*(one.scalar_subquery() for one in counted))
    *found, reviews, months = session.exec(query).one()
    overview = PlanOverview(*found)
    if family.status not in (Status.ACTIVE, Status.PAUSED):
        return replace(overview, review_on=None)  # what is over is not reviewed any more
    if reviews or not family.admitted_on or family.status is not Status.ACTIVE:
        return overview
    step = int(months) if months else rules.STEP_MONTHS
    computed = rules.next_computed(family.admitted_on, person.today, step)
    days = [day for day in (overview.review_on, computed) if day]
    return replace(overview, review_on=min(days, default=None))
