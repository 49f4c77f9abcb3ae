"""How far a goal is, as one side sees it: the family through either institution, each institution for itself."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from fam.errors import IllegalStep, InvalidForm, NotAllowed
from fam.models import Goal, GoalRating
from fam.person import Person
from fam.rules.goals import BEFORE_RATING, LEVELS, NOT_BEGUN, missing_levels, perspectives
from fam.services import goals, plan_entries, records

OTHER_SIDE = "Eine Bewertung ändert nur die Institution, die sie eingetragen hat."
RATED = ("perspective", "rating", "note", "event_on")


def rate(session: Session, goal_id: int, values: Mapping[str, Any], opened: Mapping[str, Any] | None = None) -> None:
    """Save a rating (perspective, rating, event_on, note) with the goal's readers.

    `values` may hold the levels that nobody had described yet: they are saved first, for without all five nothing is
    rated. Raises InvalidForm, NotFound, NotAllowed for the other institution's view, IllegalStep for an ended goal.
    """
    person: Person = session.info["person"]
    goal = goals.running(session, goal_id)
    _describe(session, goal, values, opened or {})
    if values.get("perspective") is None or values.get("rating") is None:
        raise InvalidForm({key: "Bitte wählen." for key in ("perspective", "rating") if values.get(key) is None})
    if values["perspective"] not in perspectives(person.institution):
        raise NotAllowed(OTHER_SIDE)
    rating = plan_entries.begin(
        session, GoalRating, goal.family_id, values.get("event_on"), goal_id=goal_id,
        perspective=values["perspective"], rating=values["rating"], note=values.get("note") or "",
        meeting_id=values.get("meeting_id"), review_id=values.get("review_id"),
    )  # fmt: skip
    _after_agreement(goal, rating)
    goals.copy_readers(goal, rating)
    records.add(session, rating)


def _describe(session: Session, goal: Goal, values: Mapping[str, Any], opened: Mapping[str, Any]) -> None:
    typed = {key: values[key] for key in LEVELS.values() if key in values}
    wanted = {key: typed.get(key) or getattr(goal, key) for key in LEVELS.values()}
    if missing := missing_levels(wanted):
        raise InvalidForm(dict.fromkeys(missing, BEFORE_RATING))
    if typed:
        records.edit(session, Goal, goal.id or 0, {key: opened.get(key, "") for key in typed}, typed)


def _after_agreement(goal: Goal, rating: GoalRating) -> None:
    if rating.event_on < goal.event_on:
        raise InvalidForm({"event_on": NOT_BEGUN})


def correct(session: Session, rating_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Correct a rating of the own side; edits to different fields merge.

    Raises NotFound, Conflict, InvalidForm, NotAllowed for what the other institution has entered, IllegalStep for a
    goal that has ended.
    """
    person: Person = session.info["person"]
    rating = _own(session, rating_id)
    mine = {key: value for key, value in changes.items() if key in RATED}
    if mine.get("perspective", rating.perspective) not in perspectives(person.institution):
        raise NotAllowed(OTHER_SIDE)
    if (on := mine.get("event_on")) is not None and on > person.today:
        raise InvalidForm({"event_on": plan_entries.FUTURE})
    records.edit(session, GoalRating, rating_id, opened, mine)
    _after_agreement(records.find(session, Goal, rating.goal_id), rating)


def remove(session: Session, rating_id: int) -> None:
    """Delete a rating of the own side that was a mistake. Raises NotFound, NotAllowed, IllegalStep."""
    session.delete(_own(session, rating_id))
    session.flush()


def _own(session: Session, rating_id: int) -> GoalRating:
    person: Person = session.info["person"]
    rating = records.find(session, GoalRating, rating_id)
    if rating.institution is not person.institution:
        raise NotAllowed(OTHER_SIDE)
    goal = records.find(session, Goal, rating.goal_id)
    if goal.outcome is not None:
        raise IllegalStep([goals.OVER])
    return rating
