"""Judgements given in a meeting: how far a goal is, how an area of life stands, each as one side sees it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session, select

from fam.errors import InvalidForm, NotFound
from fam.models import Goal, Meeting
from fam.person import Person
from fam.rules.goals import LEVELS, missing_levels
from fam.rules.needs import perspectives_of
from fam.rules.plan_terms import Perspective
from fam.rules.terms import Confidentiality, MeetingState
from fam.services import goal_ratings, needs

OTHER_SIDE = "Die Einschätzung einer Institution gibt nur sie selbst."
UNWRITTEN = "Erst müssen alle fünf Stufen dieses Ziels beschrieben sein."
NOT_HELD = "Eingeschätzt wird in einem Gespräch, das stattgefunden hat."


@dataclass(frozen=True, slots=True)
class Given:
    """One judgement: of a goal (-2 to +2) or of an area (0 to 4); `key` is how the form names it."""

    key: str
    perspective: Perspective
    value: int
    goal_id: int | None = None
    area_id: int | None = None


def offered(person: Person) -> tuple[Perspective, ...]:
    """Return in whose name the person may judge: what the family says, and the own institution."""
    return perspectives_of(person.institution)


def give(session: Session, meeting: Meeting, judgements: Sequence[Given]) -> None:
    """Save judgements at the day of a held meeting. Raises InvalidForm by `key`, NotFound, IllegalStep (ended goal)."""
    if judgements and meeting.state is not MeetingState.HELD:
        raise InvalidForm({judgements[0].key: NOT_HELD})
    for one in judgements:
        if one.perspective not in offered(session.info["person"]):
            raise InvalidForm({one.key: OTHER_SIDE})
        with _at(one.key):
            _rate_goal(session, meeting, one) if one.goal_id else _rate_area(session, meeting, one)


@contextmanager
def _at(key: str) -> Iterator[None]:
    """What the form of goals or areas says at one of its fields stands at the meeting's field."""
    try:
        yield
    except InvalidForm as error:
        raise InvalidForm({key: next(iter(error.fields.values()))}) from error


def _rate_goal(session: Session, meeting: Meeting, one: Given) -> None:
    """A rating is read by who reads its goal."""
    goal = session.exec(select(Goal).where(Goal.id == one.goal_id, Goal.family_id == meeting.family_id)).first()
    if goal is None:
        raise NotFound
    if missing_levels({key: getattr(goal, key) for key in LEVELS.values()}):
        raise InvalidForm({one.key: UNWRITTEN})
    values = {"perspective": one.perspective, "rating": one.value, "event_on": meeting.event_on}
    goal_ratings.rate(session, goal.id or 0, values | {"meeting_id": meeting.id})


def _rate_area(session: Session, meeting: Meeting, one: Given) -> None:
    """An area is read by who reads the meeting, but shared by its own kind of consent (health apart)."""
    if one.area_id is None:
        raise NotFound
    team = meeting.confidentiality is Confidentiality.TEAM
    needs.rate(
        session, meeting.family_id, meeting.event_on, one.perspective, [needs.Judged(one.area_id, one.value)],
        level=Confidentiality.TEAM if team else Confidentiality.INSTITUTION, about_id=meeting.about_id,
        not_for_parents=meeting.not_for_parents, meeting_id=meeting.id,
    )  # fmt: skip
