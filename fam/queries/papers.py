"""What may stand on a paper for the family, and the papers that need no queries of their own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from sqlmodel import Session, col, select

from fam.models import Closing, Family, FamilyPlan, ListItem, Meeting, PlanItem
from fam.models.base import Content
from fam.queries import closings, entry_marks, family_plans
from fam.queries.family_plans import PlanPaper
from fam.queries.statements import without_closed
from fam.rules.family_plan import PlanSection
from fam.rules.periods import end_to_last_day
from fam.rules.terms import MeetingState

C = TypeVar("C", bound=Content)
LATEST = 20


def givable(session: Session, entries: Sequence[C]) -> list[C]:
    """Return the entries that a paper of the family may say: for the team, consented, for parents, not restricted."""
    open_ids = {id(one) for one in entry_marks.open_to_both(session, entries)}
    found = [one for one in entries if id(one) in open_ids]
    return without_closed(session, str(found[0].__tablename__), found) if found else []


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text without empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def head(session: Session, family_id: int, item_id: int | None) -> tuple[str, str]:
    """Return the number of a family and the label of a list's item."""
    number = session.exec(select(Family.number).where(Family.id == family_id)).first()
    label = session.exec(select(ListItem.label).where(ListItem.id == item_id)).first()
    return number or "", label or ""


def meetings(session: Session, family_id: int, state: MeetingState, since: date = date.min) -> list[tuple[int, str]]:
    """Return (id, what it is called) of the meetings of a state whose paper can be made, the latest first."""
    query = (
        select(Meeting, ListItem.label)
        .join(ListItem, col(ListItem.id) == Meeting.kind_id)
        .where(Meeting.family_id == family_id, Meeting.state == state, Meeting.event_on >= since)
        .order_by(col(Meeting.event_on).desc(), col(Meeting.id).desc())
        .limit(LATEST)
    )
    rows = session.exec(query).all()
    allowed = {one.id for one in givable(session, [meeting for meeting, _label in rows])}
    return [(one.id or 0, f"{one.event_on:%d.%m.%Y}, {label}") for one, label in rows if one.id in allowed]


@dataclass(frozen=True, slots=True)
class ClosingPaper:
    """How a case ended, for the letter to the family."""

    number: str
    ended_on: date
    admitted_on: date | None
    outcome: str
    summary: tuple[str, ...]
    handover: tuple[str, ...]
    follow_up: bool
    measures: tuple[tuple[str, str], ...] = ()  # what goes on: its name, and how
    aftercare_until: date | None = None  # its last day


def closing(session: Session, family: Family) -> tuple[ClosingPaper, Closing] | None:
    """Return the closing of a family for its letter, or None if there is none or it is not for a paper."""
    found = givable(session, session.exec(select(Closing).where(Closing.family_id == family.id)).all())
    if not found:
        return None
    entry = found[0]
    return ClosingPaper(
        number=family.number,
        ended_on=entry.event_on,
        admitted_on=family.admitted_on,
        outcome=entry.outcome.label if entry.outcome else "",
        summary=lines(entry.summary),
        handover=lines(entry.handover),
        follow_up=bool(entry.follow_up),
        measures=_going_on(session, entry.family_id),
        aftercare_until=end_to_last_day(family.aftercare_ends_on) if family.aftercare_ends_on else None,
    ), entry


def _going_on(session: Session, family_id: int) -> tuple[tuple[str, str], ...]:
    found = closings.handled(session, family_id)
    allowed = {one.id for one in givable(session, [measure for measure, _name in found])}
    return tuple((name, one.handling.said) for one, name in found if one.id in allowed and one.handling)


def plans(session: Session, family_id: int) -> list[tuple[int, str]]:
    """Return (number, what it is called) of the versions of the plan whose paper can be made, the newest first."""
    query = select(FamilyPlan).where(FamilyPlan.family_id == family_id).order_by(col(FamilyPlan.number).desc())
    found = givable(session, session.exec(query).all())
    return [(one.number, f"Fassung {one.number} vom {one.event_on:%d.%m.%Y}") for one in found]


def plan(session: Session, family: Family, number: int) -> tuple[PlanPaper, FamilyPlan] | None:
    """Return a version of the plan for its paper, with only those lines that a paper may say; None if not for one."""
    query = select(FamilyPlan).where(FamilyPlan.family_id == family.id, FamilyPlan.number == number)
    found = givable(session, session.exec(query).all())
    paper = family_plans.paper(session, family.number, number) if found else None
    if paper is None:
        return None
    items = givable(session, session.exec(select(PlanItem).where(PlanItem.plan_id == found[0].id)).all())
    allowed = {(one.entity, one.record_id) for one in items}
    sections = (
        PlanSection(one.heading, tuple(line for line in one.lines if line.key in allowed)) for one in paper.sections
    )
    return replace(paper, sections=tuple(one for one in sections if one.lines)), found[0]
