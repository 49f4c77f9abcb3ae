"""The agenda that a family's file proposes for a meeting, and the goals and areas that can be judged there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from fam.models import (
    Account,
    AreaLevel,
    ConsentItem,
    Goal,
    GoalRating,
    Instrument,
    ListItem,
    Measure,
    Meeting,
    Member,
    Need,
    Review,
    Task,
)
from fam.models.base import Content
from fam.person import Person
from fam.queries import statements
from fam.queries.consents import as_given, as_someone
from fam.rules import meeting_agenda as rules
from fam.rules.agreements import lines
from fam.rules.consent import belongs, renewals
from fam.rules.german import format_date
from fam.rules.meeting_agenda import GoalFact, Item, MeasureFact, NeedFact, Section, TaskFact
from fam.rules.plan_terms import OVER
from fam.rules.terms import Confidentiality, DataCategory, ListName, MeetingState

LEVELS = {-2: "level_m2", -1: "level_m1", 0: "level_0", 1: "level_p1", 2: "level_p2"}


def items(session: Session, family_id: int) -> list[Item]:
    """Return the points for a meeting with a family, as far as the person reads them, in the order of talking."""
    person: Person = session.info["person"]
    running = _goals(session, family_id)
    return [
        *_last_agreements(session, family_id),
        *rules.tasks(_tasks(session, family_id), person.today),
        *rules.goals(_rated(session, family_id, running), person.today),
        *rules.measures(_measures(session, family_id), person.today),
        *rules.reviews(_reviews(session, family_id), person.today),
        *_consents(session, family_id, person.today),
        *rules.needs(_needs(session, family_id, {one.area_id for one in running})),
    ]


@dataclass(frozen=True, slots=True)
class RatedGoal:
    """A running goal that can be judged: level -> what it means; `ready` where all five are written."""

    id: int
    text: str
    levels: dict[int, str]

    @property
    def ready(self) -> bool:
        """Whether it may be rated: what the levels mean is written before (domain handbook §6.2)."""
        return all(self.levels.values())


def goals_to_rate(session: Session, family_id: int) -> list[RatedGoal]:
    """Return the running goals of a family with the meaning of their levels."""
    return [
        RatedGoal(one.id or 0, one.text, {level: getattr(one, key) for level, key in LEVELS.items()})
        for one in _goals(session, family_id)
    ]


def areas(session: Session, day: date) -> dict[int, tuple[str, dict[int, str]]]:
    """Return the areas in force on a day, in the team's order: id -> (label, level -> what it means)."""
    query = select(ListItem).where(ListItem.list == ListName.AREA).order_by(col(ListItem.position))
    offered = [
        one for one in session.exec(query)
        if (one.starts_on is None or one.starts_on <= day) and (one.ends_on is None or day < one.ends_on)
    ]  # fmt: skip
    texts: dict[int, dict[int, str]] = {}
    for one in session.exec(select(AreaLevel).order_by(col(AreaLevel.level))):
        texts.setdefault(one.area_id, {})[one.level] = one.text
    return {one.id or 0: (one.label, texts.get(one.id or 0, {})) for one in offered}


def _common(row: Content) -> bool:
    """Whether an entry may be named in the topics of a meeting, whoever reads those now or later."""
    plain = row.category is DataCategory.WORK and row.about_id is None and not row.not_for_parents
    return plain and row.confidentiality is Confidentiality.TEAM


def _tasks(session: Session, family_id: int) -> list[TaskFact]:
    query: Any = (
        select(Task, Account.display_name)
        .outerjoin(Account, col(Account.id) == Task.owner_id)
        .where(Task.family_id == family_id, col(Task.done_on).is_(None))
    )
    found = {task.id: (task, name) for task, name in session.exec(query)}
    return [
        TaskFact(task.id or 0, task.text, task.due_on, found[task.id][1] or task.owner_text, _common(task))
        for task in statements.without_closed(session, "task", [task for task, _name in found.values()])
    ]


def _goals(session: Session, family_id: int) -> Sequence[Goal]:
    query = select(Goal).where(Goal.family_id == family_id, col(Goal.outcome).is_(None), col(Goal.ended_on).is_(None))
    return session.exec(query.order_by(col(Goal.position), col(Goal.id))).all()


def _rated(session: Session, family_id: int, running: Sequence[Goal]) -> list[GoalFact]:
    ratings: dict[int, list[GoalRating]] = {}
    for one in session.exec(select(GoalRating).where(GoalRating.family_id == family_id).order_by(col(GoalRating.id))):
        ratings.setdefault(one.goal_id, []).append(one)
    return [
        GoalFact(
            one.id or 0, one.text, one.event_on, one.due_on,
            tuple((found.event_on, found.perspective, found.rating) for found in ratings.get(one.id or 0, ())),
            _common(one),
        )
        for one in running
    ]  # fmt: skip


def _measures(session: Session, family_id: int) -> list[MeasureFact]:
    query = (
        select(Measure, Instrument)
        .join(Instrument, col(Instrument.code) == Measure.instrument_code)
        .where(Measure.family_id == family_id, col(Measure.status).not_in(OVER))
    )
    return [
        MeasureFact(
            one.id or 0, f"{law.title} ({law.paragraph})", one.status, one.event_on, one.ends_on, _common(one)
        )
        for one, law in session.exec(query)
    ]  # fmt: skip


def _last_agreements(session: Session, family_id: int) -> list[Item]:
    query = (
        select(Meeting)
        .where(Meeting.family_id == family_id, Meeting.state == MeetingState.HELD, Meeting.agreements != "")
        .order_by(col(Meeting.event_on).desc(), col(Meeting.id).desc())
        .limit(1)
    )
    return [
        Item(Section.AGREEMENTS, number, line, f"vereinbart am {format_date(one.event_on)}", one.event_on, _common(one))
        for one in statements.without_closed(session, "meeting", session.exec(query).all())
        for number, line in enumerate(lines(one.agreements))
    ]


def _reviews(session: Session, family_id: int) -> list[tuple[int, str, date]]:
    query = select(Review).where(Review.family_id == family_id, col(Review.held_on).is_(None))
    return [(one.id or 0, one.kind.label, one.due_on) for one in session.exec(query) if one.due_on]


def _consents(session: Session, family_id: int, today: date) -> list[Item]:
    given = [as_given(one) for one in session.exec(select(ConsentItem).where(ConsentItem.family_id == family_id))]
    people = [as_someone(one) for one in session.exec(select(Member).where(Member.family_id == family_id))]
    found = [
        Item(Section.CONSENTS, one.id, f"Einwilligung erneuern: {one.name}",
             f"{why}, {'überfällig seit' if day < today else 'zum'} {format_date(day)}", day)
        for one in people
        if belongs(one, today) and one.takes_part is not False
        for day, why in renewals(one, given, today)[:1]
    ]  # fmt: skip
    return sorted(found, key=lambda item: (item.day or date.max, item.id))


def _needs(session: Session, family_id: int, with_goal: set[int]) -> list[NeedFact]:
    query = (
        select(Need, ListItem.label)
        .join(ListItem, col(ListItem.id) == Need.area_id)
        .where(Need.family_id == family_id)
        .order_by(col(Need.event_on), col(Need.id))
    )
    return [
        NeedFact(one.area_id, label, one.perspective, one.event_on, one.level, one.area_id in with_goal, _common(one))
        for one, label in session.exec(query)
    ]
