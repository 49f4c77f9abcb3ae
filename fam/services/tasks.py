"""Tasks: something to do for a family, by whom and until when; done with one click."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from fam.errors import Conflict, InvalidForm
from fam.fields.spec import declared, specs
from fam.fields.validate import checked
from fam.models import Account, Lead, Meeting, Task
from fam.person import Person
from fam.rules.merge import merge
from fam.rules.terms import Confidentiality, Institution
from fam.services import levels, records
from fam.services.levels import NO_MARKS, Marks

ENTRUSTED_OWNER = "Was anvertraut ist (§ 65 SGB VIII), liest nur, wer es aufgeschrieben hat: niemand sonst kann es tun."
Owner = int | str | None  # an account's id, or anybody else by name: "Familie", "Schule"


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """What somebody wants to be done. `level` None: INSTITUTION, or TEAM if the other institution is to do it."""

    family_id: int | None
    text: str
    owner: Owner = None
    due_on: date | None = None
    level: Confidentiality | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)  # the team's own fields (`f_7`)
    marks: Marks = NO_MARKS
    goal_id: int | None = None  # the goal that it is a step to


def add(session: Session, draft: TaskDraft) -> Task:
    """Save a new task of today; raises InvalidForm, NotAllowed for a family that is not one's own."""
    person: Person = session.info["person"]
    if draft.family_id is None:
        raise InvalidForm({"family_id": "Bitte die Familie wählen."})
    return create(session, draft, agreed_on=person.today)


def create(session: Session, draft: TaskDraft, *, agreed_on: date, meeting: Meeting | None = None) -> Task:
    """Save a task that was agreed on a day, perhaps in a meeting, whose readers are then the task's readers."""
    person: Person = session.info["person"]
    assert draft.family_id is not None
    _check_due(agreed_on, draft.due_on)
    owner_id, owner_text = split(draft.owner)
    check_owner(session, draft.family_id, owner_id)
    institution = person.institution or Institution.PRO_ARBEIT
    levels.require(session, draft.level, "level")
    task = Task(
        family_id=draft.family_id,
        meeting_id=meeting.id if meeting else None,
        goal_id=draft.goal_id,
        institution=institution,
        event_on=agreed_on,
        author_id=person.account_id or None,
        text=draft.text,
        owner_id=owner_id,
        owner_text=owner_text,
        due_on=draft.due_on,
    )
    task.confidentiality = readers(session, task, meeting.confidentiality if meeting else draft.level)
    task.legal_circle = levels.circle(task)
    marks = Marks(meeting.category, meeting.about_id, meeting.not_for_parents) if meeting else draft.marks
    levels.put(session, task, marks)
    return records.add(session, task, draft.extra)


def split(owner: Owner) -> tuple[int | None, str]:
    """Return an owner as the table keeps it: (account, "") or (None, name)."""
    return (owner, "") if isinstance(owner, int) else (None, (owner or "").strip())


def joined(task: Task) -> Owner:
    """Return a task's owner as forms take it."""
    return task.owner_id or task.owner_text or None


def check_owner(session: Session, family_id: int, owner_id: int | None) -> None:
    """Raise InvalidForm unless the account is lead or deputy of the family now or later: others could not read it."""
    person: Person = session.info["person"]
    if owner_id is None:
        return
    query = select(Lead.id).where(
        Lead.family_id == family_id,
        Lead.account_id == owner_id,
        or_(col(Lead.ends_on).is_(None), col(Lead.ends_on) > person.today),
    )
    if session.exec(query).first() is None:
        raise InvalidForm({"owner": "Bitte Fallführung oder Vertretung dieser Familie wählen."})


def readers(session: Session, task: Task, level: Confidentiality | None) -> Confidentiality:
    """Return the level of a task: whoever is to do it must be able to read it.

    What is entrusted is never opened by that: raises InvalidForm unless its author does it, or nobody of the team.
    """
    if level == Confidentiality.ENTRUSTED:
        if task.owner_id not in (None, task.author_id):
            raise InvalidForm({"owner": ENTRUSTED_OWNER})
        return level
    owner = session.get(Account, task.owner_id) if task.owner_id else None
    if owner is not None and owner.institution not in (None, task.institution):
        return Confidentiality.TEAM
    return level or Confidentiality.INSTITUTION


def finish(session: Session, task_id: int) -> Task:
    """Mark a task as done today by the person. Raises NotFound; a task that is done already stays as it is."""
    person: Person = session.info["person"]
    task = records.find(session, Task, task_id)
    if task.done_on is None:
        task.done_on, task.done_by = person.today, person.account_id or None
        session.add(task)
        session.flush()
    return task


def reopen(session: Session, task_id: int) -> Task:
    """Take "erledigt" back. Raises NotFound."""
    task = records.find(session, Task, task_id)
    task.done_on = task.done_by = None
    session.add(task)
    session.flush()
    return task


def edit(session: Session, task_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> Task:
    """Apply changes to text, owner (`Owner`), due_on, level and marks; edits to different fields merge.

    Raises NotFound, Conflict, InvalidForm; NotAllowed for the level of the other institution's task.
    """
    task = records.find(session, Task, task_id)
    records.fill(session, task, opened, changes)
    mine = changed(opened, declared(changes))
    now = {"owner": joined(task), **levels.opened(task)}
    theirs = {key: now[key] if key in now else getattr(task, key) for key in mine}
    merged, conflicts = merge({key: opened.get(key) for key in mine}, theirs, mine)
    if conflicts:
        raise Conflict(conflicts)
    levels.take(session, task, merged)
    if "owner" in merged:
        task.owner_id, task.owner_text = split(merged.pop("owner"))
        check_owner(session, task.family_id, task.owner_id)
    for key, value in checked(specs(Task), merged).items():
        setattr(task, key, value)
    _check_due(task.event_on, task.due_on)
    task.confidentiality = readers(session, task, task.confidentiality)
    task.legal_circle = levels.circle(task)
    session.add(task)
    session.flush()
    return task


def changed(opened: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what differs from how a form was opened."""
    return {key: value for key, value in changes.items() if key not in opened or opened[key] != value}


def _check_due(agreed_on: date, due_on: date | None) -> None:
    if due_on is not None and due_on < agreed_on:
        raise InvalidForm({"due_on": "Die Frist liegt vor dem Tag, an dem die Aufgabe vereinbart wurde."})


def remove(session: Session, task_id: int) -> None:
    """Delete a task that was a mistake. Raises NotFound."""
    records.remove(session, Task, task_id)
