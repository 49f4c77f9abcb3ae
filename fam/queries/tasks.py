"""Tasks as people look for them: mine, my families', overdue, done; paged in SQL."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from fam.models import Account, Family, Task
from fam.person import Person
from fam.rules.terms import Confidentiality, Institution


class Which(StrEnum):
    """Which tasks are shown."""

    MINE = "mine"
    FAMILIES = "families"
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task; `owner` is a name or "" where nobody is named."""

    id: int
    family_id: int
    number: str
    name: str
    text: str
    owner_id: int | None
    owner: str
    due_on: date | None
    done_on: date | None
    done_by: str
    event_on: date
    meeting_id: int | None
    institution: Institution
    confidentiality: Confidentiality
    version: int

    def overdue(self, today: date) -> bool:
        """Return whether the task is open and its day is past."""
        return self.done_on is None and self.due_on is not None and self.due_on < today


SORTS: dict[str, Any] = {"due_on": Task.due_on, "name": Family.sort_name, "text": Task.text, "done_on": Task.done_on}


def find(
    session: Session,
    which: Which,
    *,
    family_id: int | None = None,
    offset: int = 0,
    limit: int = 25,
    sort: str = "due_on",
    descending: bool = False,
) -> list[TaskRow]:
    """Return tasks that the person may see, the next due first (done ones: the last done first)."""
    key = col(SORTS.get(sort, Task.due_on))
    order = key.desc().nulls_last() if descending else key.asc().nulls_last()
    if which is Which.DONE and sort == "due_on":
        order = col(Task.done_on).desc()
    return _rows(session, [*_conditions(session, which, family_id)], order, offset, limit)


def count(session: Session, family_id: int | None = None) -> dict[Which, int]:
    """Return how many tasks there are of each kind, in one query."""
    sums: Any = [
        func.coalesce(func.sum(case((_all(_conditions(session, which, family_id)), 1), else_=0)), 0) for which in Which
    ]
    numbers = session.exec(select(*sums).select_from(Task)).one()
    return dict(zip(Which, (int(number) for number in numbers), strict=True))


def due(session: Session, until: date, limit: int = 50) -> list[TaskRow]:
    """Return the person's own open tasks that are due until a day (included), overdue ones first."""
    conditions = [*_conditions(session, Which.MINE, None), col(Task.due_on) <= until]
    return _rows(session, conditions, col(Task.due_on).asc(), 0, limit)


def of_meeting(session: Session, meeting_id: int) -> list[TaskRow]:
    """Return the tasks that follow from a meeting."""
    return _rows(session, [col(Task.meeting_id) == meeting_id], col(Task.id).asc(), 0, 100)


def load(session: Session, task_id: int) -> TaskRow | None:
    """Return one task, or None if it is absent or not for this person."""
    return next(iter(_rows(session, [col(Task.id) == task_id], col(Task.id).asc(), 0, 1)), None)


def _conditions(session: Session, which: Which, family_id: int | None) -> list[ColumnElement[bool]]:
    person: Person = session.info["person"]
    found: list[ColumnElement[bool]] = [
        col(Task.done_on).is_not(None) if which is Which.DONE else col(Task.done_on).is_(None)
    ]
    if which is Which.MINE:
        found.append(col(Task.owner_id) == person.account_id)
    if which is Which.OVERDUE:
        found.append(col(Task.due_on) < person.today)
    if family_id is not None:
        found.append(col(Task.family_id) == family_id)
    return found


def _all(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    first, *rest = conditions
    for condition in rest:
        first = first & condition
    return first


def _rows(session: Session, conditions: list[Any], order: Any, offset: int, limit: int) -> list[TaskRow]:
    owner, finisher = aliased(Account), aliased(Account)
    query: Any = (
        select(Task, Family.number, Family.name)
        .add_columns(col(owner.display_name), col(finisher.display_name))
        .join(Family, col(Family.id) == Task.family_id)
        .outerjoin(owner, col(owner.id) == Task.owner_id)
        .outerjoin(finisher, col(finisher.id) == Task.done_by)
        .where(*conditions)
        .order_by(order, col(Task.id))
        .offset(offset)
        .limit(limit)
    )
    return [
        TaskRow(
            id=task.id or 0,
            family_id=task.family_id,
            number=number,
            name=name,
            text=task.text,
            owner_id=task.owner_id,
            owner=owned or task.owner_text,
            due_on=task.due_on,
            done_on=task.done_on,
            done_by=done or "",
            event_on=task.event_on,
            meeting_id=task.meeting_id,
            institution=task.institution,
            confidentiality=task.confidentiality,
            version=task.version,
        )
        for task, number, name, owned, done in session.exec(query)
    ]
