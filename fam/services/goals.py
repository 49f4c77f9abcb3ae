"""Goals of a family: agreed, changed, put in order, ended and opened again; the steps to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from fam.errors import Conflict, IllegalStep, InvalidForm
from fam.fields.spec import extra_values, specs
from fam.fields.validate import checked
from fam.models import Goal, GoalRating, Task
from fam.person import Person
from fam.rules.goals import FIRST_LEVEL, LEVELS, end_problems
from fam.rules.merge import merge
from fam.rules.plan_terms import GoalOutcome
from fam.rules.terms import Confidentiality
from fam.services import levels, plan_entries, records, tasks
from fam.services.levels import Marks
from fam.services.tasks import Owner, TaskDraft

TYPED = ("area_id", "text", "due_on", "weight", *LEVELS.values())
ENDED = ("outcome", "ended_on", "end_reason", "not_ratable")
OVER = "Das Ziel ist beendet. Zum Ändern bitte zuerst „Wieder öffnen“."
TOO_EARLY = "Die Frist liegt vor dem Tag, an dem das Ziel vereinbart wurde."


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A step to a goal: what, by whom (an account or a name), until when."""

    text: str
    owner: Owner = None
    due_on: date | None = None


def agree(session: Session, family_id: int, values: Mapping[str, Any]) -> Goal:
    """Save a new goal of a family; what level 0 means is required. Raises InvalidForm."""
    marks = levels.marks_of(values)
    goal = plan_entries.begin(
        session, Goal, family_id, values.get("event_on"), category=marks.category, about_id=marks.about_id,
        level=values.get("confidentiality"), not_for_parents=marks.not_for_parents,
        **{key: values[key] for key in TYPED if key in values},
    )  # fmt: skip
    if goal.weight is None:
        goal.weight = 1
    _check(goal, session.info["person"].today)
    last = session.exec(select(func.max(Goal.position)).where(Goal.family_id == family_id)).one()
    goal.position = (last or 0) + 1
    return records.add(session, goal, extra_values(values))


def edit(session: Session, goal_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> Goal:
    """Apply changes to a goal, its readers and marks; edits to different fields merge.

    The ratings of the own institution follow its readers. Raises NotFound, Conflict, InvalidForm; NotAllowed for the
    readers of the other institution's goal; IllegalStep for a goal that has ended.
    """
    goal = _running(session, goal_id)
    records.fill(session, goal, opened, changes)
    allowed = {*TYPED, "event_on", "confidentiality", *levels.KEYS}
    mine = tasks.changed(opened, {key: value for key, value in changes.items() if key in allowed})
    now = levels.opened(goal)
    theirs = {key: now[key] if key in now else getattr(goal, key) for key in mine}
    merged, conflicts = merge({key: opened.get(key) for key in mine}, theirs, mine)
    if conflicts:
        raise Conflict(conflicts)
    if merged.get("confidentiality") is Confidentiality.ENTRUSTED:
        raise InvalidForm({"confidentiality": "Anvertrautes (§ 65 SGB VIII) gehört in einen eigenen Eintrag."})
    levels.take(session, goal, merged)
    for key, value in checked(specs(Goal), merged).items():
        setattr(goal, key, value)
    _check(goal, session.info["person"].today)
    goal.legal_circle = levels.circle(goal)
    session.add(goal)
    session.flush()
    _follow(session, goal)
    return goal


def _check(goal: Goal, today: date) -> None:
    """Level 0 stands first, the day is not in the future, and nothing is due before it was agreed."""
    wrong = {}
    if not (goal.level_0 or "").strip():
        wrong["level_0"] = FIRST_LEVEL
    if goal.due_on is not None and goal.event_on is not None and goal.due_on < goal.event_on:
        wrong["due_on"] = TOO_EARLY
    if goal.event_on is not None and goal.event_on > today:
        wrong["event_on"] = plan_entries.FUTURE
    if wrong:
        raise InvalidForm(wrong)


def _follow(session: Session, goal: Goal) -> None:
    """Who reads a goal reads what the own side said about how far it is, nobody else."""
    person: Person = session.info["person"]
    if goal.institution is not person.institution:
        return
    own = session.exec(
        select(GoalRating).where(GoalRating.goal_id == goal.id, GoalRating.institution == person.institution)
    )
    for rating in own:
        copy_readers(goal, rating)
        session.add(rating)
    session.flush()


def copy_readers(goal: Goal, rating: GoalRating) -> None:
    """Give a rating the readers and marks of its goal."""
    rating.confidentiality, rating.category = goal.confidentiality, goal.category
    rating.about_id, rating.not_for_parents = goal.about_id, goal.not_for_parents
    rating.legal_circle = levels.circle(rating)


def end(session: Session, goal_id: int, outcome: GoalOutcome | None, ended_on: date | None, reason: str = "") -> Goal:
    """End a goal with its outcome; giving it up needs a reason. Raises InvalidForm, NotFound, IllegalStep."""
    person: Person = session.info["person"]
    goal = _running(session, goal_id)
    if wrong := end_problems(outcome, ended_on, reason or "", agreed_on=goal.event_on, today=person.today):
        raise InvalidForm(wrong)
    ended = {"outcome": outcome, "ended_on": ended_on, "end_reason": reason or "", "not_ratable": ""}
    return _put_end(session, goal, ended)


def reopen(session: Session, goal_id: int) -> Goal:
    """Take the end of a goal back, as a correction; the change log keeps what stood there. Raises NotFound."""
    none = {"outcome": None, "ended_on": None, "end_reason": "", "not_ratable": ""}
    return _put_end(session, records.find(session, Goal, goal_id), none)


def _put_end(session: Session, goal: Goal, values: Mapping[str, Any]) -> Goal:
    for key, value in checked([field for field in specs(Goal) if field.key in ENDED], values).items():
        setattr(goal, key, value)
    session.add(goal)
    session.flush()
    return goal


def running(session: Session, goal_id: int) -> Goal:
    """Return a goal that has not ended; raises NotFound, IllegalStep."""
    return _running(session, goal_id)


def _running(session: Session, goal_id: int) -> Goal:
    goal = records.find(session, Goal, goal_id)
    if goal.outcome is not None:
        raise IllegalStep([OVER])
    return goal


def move(session: Session, goal_id: int, *, up: bool) -> None:
    """Put a running goal before or behind its neighbour, as the person sees them; at the edge nothing happens."""
    goal = records.find(session, Goal, goal_id)
    query = select(Goal).where(Goal.family_id == goal.family_id, col(Goal.outcome).is_(None))
    row = list(session.exec(query.order_by(col(Goal.position), col(Goal.id))))
    place = next((number for number, one in enumerate(row) if one.id == goal_id), -1)
    other = place + (-1 if up else 1)
    if place < 0 or not 0 <= other < len(row):
        return
    row[place], row[other] = row[other], row[place]
    for number, one in enumerate(row, start=1):
        if one.position != number:
            one.position = number
            session.add(one)
    session.flush()


def add_step(session: Session, goal_id: int, draft: StepDraft) -> Task:
    """Save a task as a step to a goal, for the goal's readers. Raises InvalidForm, NotFound, IllegalStep."""
    goal = _running(session, goal_id)
    if not (draft.text or "").strip():
        raise InvalidForm({"text": "Bitte den Schritt beschreiben."})
    marks = Marks(goal.category, goal.about_id, goal.not_for_parents)
    step = TaskDraft(
        goal.family_id, draft.text, draft.owner, draft.due_on, goal.confidentiality, marks=marks, goal_id=goal.id
    )
    return tasks.add(session, step)


def remove(session: Session, goal_id: int) -> None:
    """Delete a goal that was a mistake, with the own side's ratings; its steps stay as tasks.

    Raises NotFound; NotAllowed for the other institution's goal, and where that one has rated it: end it.
    """
    records.remove(session, Goal, goal_id)
