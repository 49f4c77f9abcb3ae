"""Reviews: what is to be reviewed and by when; one that was held makes the next (handbook §4.6)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotFound
from fam.models import Meeting, Review, Setting
from fam.person import Person
from fam.queries.reviews import MONTHS, months
from fam.rules import reviews as rules
from fam.rules.plan_terms import ReviewKind
from fam.rules.terms import Institution, MeetingState
from fam.services import plan_entries, records

NOT_HELD = "Überprüft wird in einem Gespräch, das stattgefunden hat: Haken bei den Überprüfungen wegnehmen."
HELD_BEFORE = "Überprüft wird nach dem Tag, seit dem es gilt."
OWNERS = {ReviewKind.EGV: Institution.PRO_ARBEIT, ReviewKind.COOPERATION: Institution.PRO_ARBEIT,
          ReviewKind.HILFEPLAN: Institution.ASD}  # fmt: skip


def plan(
    session: Session,
    family_id: int,
    kind: ReviewKind,
    event_on: date | None,
    due_on: date | None = None,
    *,
    about_id: int | None = None,
    reference: str = "",
    extra: Mapping[str, Any] | None = None,
) -> Review:
    """Enter what is to be reviewed: concluded on `event_on`, due as typed or after the months of the setting.

    EGV, Kooperationsplan and Hilfeplan belong to their institution, which alone enters them. Raises InvalidForm.
    """
    person: Person = session.info["person"]
    if kind in OWNERS and not person.system and OWNERS[kind] is not person.institution:
        raise InvalidForm({"kind": f"{kind.label} trägt {OWNERS[kind].label} ein."})
    if event_on is not None and rules.kind_on(kind, event_on) is not kind:
        raise InvalidForm({"kind": f"An diesem Tag heißt es {rules.kind_on(kind, event_on).label}."})
    review = plan_entries.begin(
        session, Review, family_id, event_on, category=kind.category, about_id=about_id, kind=kind,
        due_on=due_on or (rules.next_due(event_on, months(session)) if event_on else None), reference=reference,
    )  # fmt: skip
    if review.due_on and review.due_on <= review.event_on:
        raise InvalidForm({"due_on": HELD_BEFORE})
    return records.add(session, review, extra)


def hold(
    session: Session, review_id: int, held_on: date | None, next_on: date | None = None, meeting_id: int | None = None
) -> Review:
    """Record a review as held and return the next one; raises InvalidForm, IllegalStep if it was held already.

    The next one is called as the law of that day calls it; what was held keeps its name.
    """
    person: Person = session.info["person"]
    review = records.find(session, Review, review_id)
    if review.held_on is not None:
        raise IllegalStep(["Diese Überprüfung ist schon festgehalten."])
    if held_on is None or not review.event_on <= held_on <= person.today:
        raise InvalidForm({"held_on": "Bitte den Tag der Überprüfung angeben, nicht in der Zukunft. " + HELD_BEFORE})
    if next_on is not None and next_on <= held_on:
        raise InvalidForm({"next_on": "Die nächste Überprüfung liegt nach dieser."})
    review.held_on, review.meeting_id = held_on, meeting_id or review.meeting_id
    session.add(review)
    session.flush()
    kind = rules.kind_on(review.kind, held_on)
    following = plan_entries.begin(
        session, Review, review.family_id, held_on, category=kind.category, about_id=review.about_id, kind=kind,
        level=review.confidentiality, institution=review.institution, not_for_parents=review.not_for_parents,
        due_on=next_on or rules.next_due(held_on, months(session)), reference=review.reference,
    )  # fmt: skip
    with db.elevated(session):  # the next one is of the institution of the one that was held, whoever held it
        return records.add(session, following)


def hold_in(session: Session, meeting: Meeting, numbers: Iterable[int]) -> None:
    """Record reviews as held in a meeting, on its day; raises InvalidForm, IllegalStep, NotFound (another family's)."""
    for number in numbers:
        if meeting.state is not MeetingState.HELD:
            raise InvalidForm({"reviews": NOT_HELD})
        if records.find(session, Review, number).family_id != meeting.family_id:
            raise NotFound
        hold(session, number, meeting.event_on, meeting_id=meeting.id)


def first(session: Session, family_id: int, admitted_on: date) -> None:
    """Make the first review of the family plan at the admission, also when Koordination admits."""
    due = rules.next_due(admitted_on, months(session))
    with db.elevated(session):
        records.add(session, plan_entries.begin(session, Review, family_id, admitted_on, kind=ReviewKind.FAM,
                                                due_on=due, future_ok=True))  # fmt: skip


def keep_months(session: Session, number: int | None) -> None:
    """Say after how many months a review is due from now on; for Koordination. Raises InvalidForm."""
    if number is None or not 1 <= number <= rules.LONGEST_MONTHS:
        raise InvalidForm({"months": f"Bitte eine Zahl von 1 bis {rules.LONGEST_MONTHS} angeben."})
    setting = session.get(Setting, MONTHS) or Setting(key=MONTHS)
    setting.value = number
    session.add(setting)
    session.flush()
