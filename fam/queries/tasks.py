"""Tasks as people look for them: mine, my families', overdue, done; paged in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from fam.models import Account, Family, FamilyDetail, Task
from fam.person import Person
from fam.queries import deputies, field_columns, field_filters
from fam.queries.entry_marks import NO_MARK, Mark, marks
from fam.queries.field_filters import FieldFilter
from fam.rules.terms import Confidentiality, Institution


class Which(StrEnum):
    """Which tasks are shown; mine are also those of a colleague whose deputy I am today."""

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
    goal_id: int | None = None
    mark: Mark = NO_MARK
    more: Mapping[str, Any] = field(default_factory=dict)  # column -> value of the fields asked for

    def overdue(self, today: date) -> bool:
        """Return whether the task is open and its day is past."""
        return self.done_on is None and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class TaskSearch:
    """What somebody looks for among tasks; empty fields do not restrict."""

    which: Which
    family_id: int | None = None
    filters: tuple[FieldFilter, ...] = ()
    columns: tuple[str, ...] = ()  # fields shown besides what always is
    sort: str = "due_on"
    descending: bool = False


FIELDS = (Task,)  # whose fields are columns
FILTERED = (*FIELDS, Family, FamilyDetail)  # whose fields are filters
SORTS: dict[str, Any] = {"due_on": Task.due_on, "name": Family.sort_name, "text": Task.text, "done_on": Task.done_on}


def find(session: Session, search: TaskSearch, *, offset: int = 0, limit: int = 25) -> list[TaskRow]:
    """Return tasks that the person may see, the next due first (done ones: the last done first)."""
    conditions = _conditions(session, search.which, search.family_id)
    conditions += field_filters.conditions(session, Task, search.filters)
    rows = _rows(session, conditions, _order(session, search), offset, limit)
    cells = field_columns.cells(session, FIELDS, search.columns, [row.id for row in rows])
    return [replace(row, more=cells[row.id]) if row.id in cells else row for row in rows]


def _order(session: Session, search: TaskSearch) -> Any:
    if search.which is Which.DONE and search.sort == "due_on":
        return col(Task.done_on).desc()
    key: Any = None
    if search.sort not in SORTS:
        key = field_columns.sort_key(session, FIELDS, search.sort)
    return field_columns.ordered(col(SORTS.get(search.sort, Task.due_on)) if key is None else key, search.descending)


def count(session: Session, family_id: int | None = None, filters: Sequence[FieldFilter] = ()) -> dict[Which, int]:
    """Return how many tasks there are of each kind, in one query."""
    more = field_filters.conditions(session, Task, filters)
    sums: Any = [
        func.coalesce(func.sum(case((_all([*_conditions(session, which, family_id), *more]), 1), else_=0)), 0)
        for which in Which
    ]
    numbers = session.exec(select(*sums).select_from(Task)).one()
    return dict(zip(Which, (int(number) for number in numbers), strict=True))


def due(session: Session, until: date, limit: int = 50) -> list[TaskRow]:
    """Return open tasks of the person, and of whom they stand in for, due until a day (included), the oldest first."""
    conditions = [*_conditions(session, Which.MINE, None), col(Task.due_on) <= until]
    return _rows(session, conditions, col(Task.due_on).asc(), 0, limit)


def of_meeting(session: Session, meeting_id: int) -> list[TaskRow]:
    """Return the tasks that follow from a meeting."""
    return _rows(session, [col(Task.meeting_id) == meeting_id], col(Task.id).asc(), 0, 100)


def of_goals(session: Session, goal_ids: Sequence[int]) -> list[TaskRow]:
    """Return the steps to these goals, open ones first, then the next due."""
    if not goal_ids:
        return []
    rows = _rows(session, [col(Task.goal_id).in_(goal_ids)], col(Task.due_on).nulls_last(), 0, 500)
    return sorted(rows, key=lambda row: row.done_on is not None)


def load(session: Session, task_id: int) -> TaskRow | None:
    """Return one task, or None if it is absent or not for this person."""
    return next(iter(_rows(session, [col(Task.id) == task_id], col(Task.id).asc(), 0, 1)), None)


def _conditions(session: Session, which: Which, family_id: int | None) -> list[ColumnElement[bool]]:
    person: Person = session.info["person"]
    found: list[ColumnElement[bool]] = [
        col(Task.done_on).is_not(None) if which is Which.DONE else col(Task.done_on).is_(None)
    ]
    if which is Which.MINE:
        stands_in = deputies.stood_in_for(person, col(Task.family_id), col(Task.owner_id))
        found.append(or_(col(Task.owner_id) == person.account_id, stands_in))
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
    found = session.exec(query).all()
    marked = marks(session, [task for task, *_rest in found])
    return [_row(*one, mark=marked[one[0].id]) for one in found]


def _row(task: Task, number: str, name: str, owned: str | None, done: str | None, *, mark: Mark) -> TaskRow:
    return TaskRow(
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
        goal_id=task.goal_id,
        mark=mark,
    )
