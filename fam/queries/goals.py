"""A family's goals as the reader may know them: ratings, steps, measures and marks, in few statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from fam.models import Goal, GoalRating, Instrument, ListItem, Measure, MeasureGoal
from fam.queries import tasks
from fam.queries.entry_marks import NO_MARK, Mark, marks
from fam.queries.tasks import TaskRow
from fam.rules.goals import Rated, attained, t_score
from fam.rules.plan_terms import MeasureStatus


@dataclass(frozen=True, slots=True)
class Serving:
    """A measure that serves a goal: its paragraph with the book, what it is, where it stands."""

    id: int
    paragraph: str
    title: str
    status: MeasureStatus


@dataclass(slots=True)
class GoalRow:
    """One goal with everything that hangs on it; ratings in the order of their days."""

    goal: Goal
    area: str
    mark: Mark = NO_MARK
    ratings: list[GoalRating] = field(default_factory=list)
    steps: list[TaskRow] = field(default_factory=list)
    measures: list[Serving] = field(default_factory=list)

    @property
    def id(self) -> int:
        """The goal's number."""
        return self.goal.id or 0

    @property
    def rated(self) -> list[Rated]:
        """The ratings as the rules take them."""
        return [Rated(one.perspective, one.event_on, one.rating, one.id or 0) for one in self.ratings]

    @property
    def ended(self) -> bool:
        """Whether the goal has an outcome."""
        return self.goal.outcome is not None


def of_family(session: Session, family_id: int) -> list[GoalRow]:
    """Return the goals that the person may read: running ones in the team's order, then the ended, newest first."""
    query = (
        select(Goal, ListItem.label)
        .join(ListItem, col(ListItem.id) == Goal.area_id, isouter=True)
        .where(Goal.family_id == family_id)
        .order_by(col(Goal.position), col(Goal.id))
    )
    rows = [GoalRow(goal, area or "") for goal, area in session.exec(query)]
    _hang_on(session, {row.id: row for row in rows})
    running, ended = [row for row in rows if not row.ended], [row for row in rows if row.ended]
    return running + sorted(ended, key=lambda row: row.goal.ended_on or row.goal.event_on, reverse=True)


def _hang_on(session: Session, known: dict[int, GoalRow]) -> None:
    if not known:
        return
    for number, mark in marks(session, [row.goal for row in known.values()]).items():
        known[number].mark = mark
    ratings = select(GoalRating).where(col(GoalRating.goal_id).in_(known))
    for rating in session.exec(ratings.order_by(col(GoalRating.event_on), col(GoalRating.id))):
        known[rating.goal_id].ratings.append(rating)
    for step in tasks.of_goals(session, list(known)):
        known[step.goal_id or 0].steps.append(step)
    serving = (
        select(MeasureGoal, Measure, Instrument)
        .join(Measure, col(Measure.id) == MeasureGoal.measure_id)
        .join(Instrument, col(Instrument.code) == Measure.instrument_code)
        .where(col(MeasureGoal.goal_id).in_(known))
        .order_by(col(Measure.starts_on).nulls_last(), col(Measure.id))
    )
    for link, measure, instrument in session.exec(serving):
        serves = Serving(measure.id or 0, instrument.paragraph, instrument.title, measure.status)
        known[link.goal_id].measures.append(serves)


def score(rows: Sequence[GoalRow]) -> tuple[float | None, int]:
    """Return the T-score of all goals that somebody rated, and how many these are."""
    found = [(row.goal.weight, level) for row in rows if (level := attained(row.rated)) is not None]
    return t_score(found), len(found)
