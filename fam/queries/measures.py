"""A family's measures with all that its board shows: instruments, goals served, needs without help, markers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from fam.models import FAMILY, Goal, Instrument, ListItem, Measure, MeasureGoal, Member, Need, Review, Sharing
from fam.person import Person
from fam.queries import entry_marks
from fam.queries.entry_marks import Mark
from fam.rules.measures import LOW_NEED, Course, runs_on, was_law
from fam.rules.plan_terms import UNDECIDED, MeasureStatus
from fam.rules.terms import DataCategory, Institution


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure with its instrument, for whom it is, and the ids of the goals it serves."""

    record: Measure
    instrument: Instrument
    mark: Mark
    goals: tuple[int, ...]

    @property
    def course(self) -> Course:
        """The measure as the rules see it."""
        one = self.record
        return Course(circle=self.instrument.group.circle, status=one.status, starts_on=one.starts_on,
                      ends_on=one.ends_on, counselling=self.instrument.counselling)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LowNeed:
    """An area that calls for help, how low it was judged last, and whether a goal is there without a measure."""

    area: str
    level: int
    judged_on: date
    has_goal: bool


@dataclass(frozen=True, slots=True)
class Support:
    """All of a family's measures that the person may read, and what the board says beside them."""

    rows: Sequence[MeasureRow]
    goals: dict[int, str]
    ended_goals: frozenset[int]
    uncovered: Sequence[LowNeed]
    reviews: Sequence[Review]

    @property
    def courses(self) -> list[Course]:
        """All measures as the rules see them."""
        return [row.course for row in self.rows]


def of_family(session: Session, family_id: int) -> Support:
    """Return a family's measures, the earliest first, with goals, reviews and needs that no measure answers."""
    today = session.info["person"].today
    records = session.exec(
        select(Measure, Instrument)
        .join(Instrument, col(Instrument.code) == Measure.instrument_code)
        .where(Measure.family_id == family_id)
        .order_by(col(Measure.starts_on).nulls_last(), col(Measure.event_on), col(Measure.id))
    ).all()
    marks = entry_marks.marks(session, [measure for measure, _instrument in records])
    links: dict[int, list[int]] = {}
    for measure_id, goal_id in session.exec(
        select(MeasureGoal.measure_id, MeasureGoal.goal_id).where(MeasureGoal.family_id == family_id)
    ):
        links.setdefault(measure_id, []).append(goal_id)
    rows = [MeasureRow(one, what, marks[one.id or 0], tuple(links.get(one.id or 0, ()))) for one, what in records]
    goals = session.exec(select(Goal).where(Goal.family_id == family_id).order_by(col(Goal.id))).all()
    served = {goal for row in rows if _helps(row, today) for goal in row.goals}
    return Support(
        rows=rows,
        goals={goal.id or 0: goal.text for goal in goals},
        ended_goals=frozenset(goal.id or 0 for goal in goals if goal.ended_on is not None),
        uncovered=_uncovered(session, family_id, goals, served),
        reviews=session.exec(select(Review).where(Review.family_id == family_id).order_by(col(Review.due_on))).all(),
    )


def _helps(row: MeasureRow, today: date) -> bool:
    """A measure that runs, or is on its way, answers a need."""
    return runs_on(row.course, today) or row.record.status in (*UNDECIDED, MeasureStatus.GRANTED)


def _uncovered(session: Session, family_id: int, goals: Sequence[Goal], served: set[int]) -> list[LowNeed]:
    query = (
        select(Need, ListItem.label, ListItem.position)
        .join(ListItem, col(ListItem.id) == Need.area_id)
        .where(Need.family_id == family_id, col(Need.level).is_not(None))
        .order_by(col(Need.event_on), col(Need.id))
    )
    last: dict[tuple[int, str], tuple[Need, str, int]] = {}
    for need, label, position in session.exec(query):
        last[need.area_id, need.perspective] = (need, label, position)
    answered = {goal.area_id for goal in goals if goal.id in served}
    aimed = {goal.area_id for goal in goals if goal.ended_on is None}
    lowest: dict[int, tuple[int, LowNeed]] = {}
    for need, label, position in last.values():
        level = need.level if need.level is not None else LOW_NEED + 1
        if level > LOW_NEED or need.area_id in answered:
            continue
        if need.area_id not in lowest or level < lowest[need.area_id][1].level:
            lowest[need.area_id] = (position, LowNeed(label, level, need.event_on, need.area_id in aimed))
    return [need for _position, need in sorted(lowest.values(), key=lambda one: one[0])]


def catalogue(session: Session, day: date | None) -> dict[str, Instrument]:
    """Return code -> instrument, as offered: what was law on the day (None: whatever day), in the handbook's order."""
    rows = session.exec(select(Instrument).where(col(Instrument.offered)).order_by(col(Instrument.position)))
    return {one.code: one for one in rows if day is None or was_law(one.valid_from, one.valid_to, day)}


def birth_days(session: Session, family_id: int) -> dict[int, date | None]:
    """Return member -> birth date of those whom the person may know."""
    query = select(col(Member.id), col(Member.born_on)).where(Member.family_id == family_id)
    return {number or 0: born for number, born in session.exec(query)}


def reads(
    session: Session,
    family_id: int,
    about_id: int | None,
    category: DataCategory,
    owner: Institution,
    reader: Institution,
) -> bool:
    """Return whether an institution reads a measure for the team: its own, or what consents open to it today."""
    person: Person = session.info["person"]
    if owner is reader:
        return True
    query = select(Sharing.source).where(
        Sharing.family_id == family_id,
        Sharing.member_id == (about_id or FAMILY),
        Sharing.category == category,
        Sharing.source == owner,
        Sharing.starts_on <= person.today,
        or_(col(Sharing.ends_on).is_(None), col(Sharing.ends_on) >= person.today),
    )
    return session.exec(query.limit(1)).first() is not None
