"""Judgements given in a meeting: how far a goal is, how an area of life stands, each as one side sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from fam.errors import InvalidForm, NotFound
from fam.models import Goal, GoalRating, ListItem, Meeting, Need
from fam.person import Person
from fam.rules.plan_terms import Perspective
from fam.rules.terms import Confidentiality, ListName, MeetingState
from fam.services import plan_entries, records

OTHER_SIDE = "Die Einschätzung einer Institution gibt nur sie selbst."
UNWRITTEN = "Erst müssen alle fünf Stufen dieses Ziels beschrieben sein."
NOT_HELD = "Eingeschätzt wird in einem Gespräch, das stattgefunden hat."
LEVELS = ("level_m2", "level_m1", "level_0", "level_p1", "level_p2")


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
    own = Perspective(person.institution.value) if person.institution else None
    return tuple(one for one in (Perspective.FAMILY, own) if one)


def give(session: Session, meeting: Meeting, judgements: Sequence[Given]) -> None:
    """Save judgements at the day of a held meeting. Raises InvalidForm by `key`, NotFound."""
    if judgements and meeting.state is not MeetingState.HELD:
        raise InvalidForm({judgements[0].key: NOT_HELD})
    for one in judgements:
        if one.perspective not in offered(session.info["person"]):
            raise InvalidForm({one.key: OTHER_SIDE})
        _rate_goal(session, meeting, one) if one.goal_id else _rate_area(session, meeting, one)


def _rate_goal(session: Session, meeting: Meeting, one: Given) -> None:
    """A rating is read by who reads its goal: same level, same consent, same marks."""
    goal = session.exec(select(Goal).where(Goal.id == one.goal_id, Goal.family_id == meeting.family_id)).first()
    if goal is None:
        raise NotFound
    if not all(getattr(goal, key) for key in LEVELS):
        raise InvalidForm({one.key: UNWRITTEN})
    row = plan_entries.begin(
        session, GoalRating, goal.family_id, meeting.event_on, category=goal.category, about_id=goal.about_id,
        level=goal.confidentiality, not_for_parents=goal.not_for_parents, goal_id=goal.id or 0,
        perspective=one.perspective, rating=one.value, meeting_id=meeting.id,
    )  # fmt: skip
    records.add(session, row)


def _rate_area(session: Session, meeting: Meeting, one: Given) -> None:
    """An area is read by who reads the meeting; where that is entrusted, by the own institution."""
    known = select(ListItem.id).where(ListItem.id == one.area_id, ListItem.list == ListName.AREA)
    if session.exec(known).first() is None:
        raise NotFound
    team = meeting.confidentiality is Confidentiality.TEAM
    row = plan_entries.begin(
        session, Need, meeting.family_id, meeting.event_on, category=meeting.category, about_id=meeting.about_id,
        level=Confidentiality.TEAM if team else Confidentiality.INSTITUTION, not_for_parents=meeting.not_for_parents,
        area_id=one.area_id, perspective=one.perspective, meeting_id=meeting.id,
    )  # fmt: skip
    row.level = one.value
    records.add(session, row)
