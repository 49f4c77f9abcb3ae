"""Reviews that are due, of one family and of all one's own; computed where a family has none on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from fam.models import Family, Review, Setting
from fam.person import Person
from fam.rules import reviews as rules
from fam.rules.plan_terms import ReviewKind
from fam.rules.reviews import Standing
from fam.rules.terms import Status

MONTHS = "review_months"  # setting: after how many months a review is due


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review; `review` is None for the day that is only computed from the admission."""

    kind: ReviewKind
    due_on: date | None
    standing: Standing
    review: Review | None = None


def months(session: Session) -> int:
    """Return after how many months a review is due."""
    setting = session.get(Setting, MONTHS)
    return int(setting.value) if setting and setting.value else rules.STEP_MONTHS


def of_family(session: Session, family: Family) -> list[ReviewRow]:
    """Return a family's reviews that the person may read: open ones by their day, then held ones, the latest first."""
    person: Person = session.info["person"]
    query = select(Review).where(Review.family_id == family.id).order_by(col(Review.due_on), col(Review.id))
    rows = [
        ReviewRow(one.kind, one.due_on, rules.standing(one.due_on, one.held_on, person.today), one)
        for one in session.exec(query)
    ]
    open_rows = [one for one in rows if one.review and one.review.held_on is None]
    if not any(one.kind is ReviewKind.FAM for one in rows) and family.admitted_on and family.status is Status.ACTIVE:
        due = rules.next_computed(family.admitted_on, person.today, months(session))
        open_rows.insert(0, ReviewRow(ReviewKind.FAM, due, rules.standing(due, None, person.today)))
    held = [one for one in rows if one.review and one.review.held_on]
    return [*open_rows, *reversed(held)]


def next_of_plan(session: Session, family: Family) -> date | None:
    """Return the day of the next review of the family plan that is still ahead, or None."""
    person: Person = session.info["person"]
    query = (
        select(Review)
        .where(Review.family_id == family.id, Review.kind == ReviewKind.FAM, col(Review.held_on).is_(None))
        .where(col(Review.due_on) > person.today)
        .order_by(col(Review.due_on))
    )
    found = session.exec(query.limit(1)).first()
    return found.due_on if found else None


def due_of(session: Session, families: Sequence[Family]) -> dict[int, list[ReviewRow]]:
    """Return, per family, the reviews that today concerns: from 14 days before their day until they are held."""
    person: Person = session.info["person"]
    step, known = months(session), set()
    found: dict[int, list[ReviewRow]] = {}
    ids = [one.id for one in families]
    query = select(Review).where(col(Review.family_id).in_(ids)).order_by(col(Review.due_on))
    for one in session.exec(query):
        known |= {one.family_id} if one.kind is ReviewKind.FAM else set()
        state = rules.standing(one.due_on, one.held_on, person.today)
        if state in (Standing.OPEN, Standing.OVERDUE):
            found.setdefault(one.family_id, []).append(ReviewRow(one.kind, one.due_on, state, one))
    for family in families:
        due = rules.review_due(family.admitted_on, person.today, step) if family.admitted_on else None
        if due and family.id not in known:
            state = rules.standing(due, None, person.today)
            found.setdefault(family.id or 0, []).append(ReviewRow(ReviewKind.FAM, due, state))
    return found


def of_meeting(session: Session, meeting_id: int) -> list[str]:
    """Return what was reviewed in a meeting, as far as the person reads it."""
    query = select(Review).where(Review.meeting_id == meeting_id, col(Review.held_on).is_not(None))
    return [one.kind.label for one in session.exec(query.order_by(col(Review.id)))]


def common_day(rows: Sequence[ReviewRow], today: date) -> date | None:
    """Return a day that would serve all open reviews near the next one, or None."""
    due = [one.due_on for one in rows if one.due_on and (one.review is None or one.review.held_on is None)]
    return rules.common_day(due, today)
