"""What is open when a case is to end, as far as the person reads it, and what was asked afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, exists, or_, select

from fam.models import (
    BenefitUnit,
    Closing,
    Family,
    FollowUp,
    Goal,
    GoalRating,
    Instrument,
    Lead,
    Measure,
    Receipt,
    StatusPeriod,
)
from fam.person import Person
from fam.queries.families import current
from fam.queries.proposals import ToDo
from fam.rules import closing as rules
from fam.rules.german import format_date
from fam.rules.periods import end_to_last_day
from fam.rules.plan_terms import OVER, ReceiptClass
from fam.rules.terms import Status


@dataclass(frozen=True, slots=True)
class Open:
    """What the closing dialogue asks about."""

    goals: Sequence[Goal]
    units: Sequence[tuple[BenefitUnit, ReceiptClass | None]]  # with the class that is on record
    measures: Sequence[tuple[Measure, str]]  # with the instrument's name, "§ + Gesetzbuch" with it
    ratings: Mapping[int, Sequence[GoalRating]]  # of the goals


def open_goals(session: Session, family_id: int) -> Sequence[Goal]:
    """Return the goals without an outcome."""
    query = select(Goal).where(Goal.family_id == family_id, col(Goal.outcome).is_(None))
    return session.exec(query.order_by(col(Goal.position), col(Goal.id))).all()


def open_measures(session: Session, family_id: int) -> Sequence[Measure]:
    """Return the measures that are not over and of which nobody has said what becomes of them."""
    query = select(Measure).where(
        Measure.family_id == family_id, col(Measure.status).not_in(OVER), col(Measure.handling).is_(None)
    )
    return session.exec(query.order_by(col(Measure.id))).all()


def open_units(session: Session, family_id: int, day: date) -> Sequence[BenefitUnit]:
    """Return the BGs that hold on a day."""
    query = select(BenefitUnit).where(
        BenefitUnit.family_id == family_id, or_(col(BenefitUnit.ends_on).is_(None), col(BenefitUnit.ends_on) > day)
    )
    return session.exec(query.order_by(col(BenefitUnit.id))).all()


def still_open(session: Session, family_id: int, day: date) -> Open:
    """Return all that the closing dialogue asks about."""
    goals, known = open_goals(session, family_id), _receipts(session, family_id)
    return Open(
        goals,
        [(unit, known.get(unit.id or 0)) for unit in open_units(session, family_id, day)],
        named(session, open_measures(session, family_id)),
        ratings(session, [one.id or 0 for one in goals]),
    )


def named(session: Session, measures: Sequence[Measure]) -> Sequence[tuple[Measure, str]]:
    """Return measures with what they are called, "§ + Gesetzbuch" with it."""
    codes = {one.instrument_code for one in measures}
    query = select(Instrument).where(col(Instrument.code).in_(codes))
    names = {one.code: f"{one.title} ({one.paragraph})" for one in session.exec(query)} if codes else {}
    return [(one, names.get(one.instrument_code, one.instrument_code)) for one in measures]


def ratings(session: Session, goal_ids: Sequence[int]) -> Mapping[int, Sequence[GoalRating]]:
    """Return goal -> its ratings, the earliest first."""
    found: dict[int, list[GoalRating]] = {}
    if goal_ids:
        query = select(GoalRating).where(col(GoalRating.goal_id).in_(goal_ids))
        for one in session.exec(query.order_by(col(GoalRating.event_on), col(GoalRating.id))):
            found.setdefault(one.goal_id, []).append(one)
    return found


def handled(session: Session, family_id: int) -> Sequence[tuple[Measure, str]]:
    """Return the measures that go on after the closing or were handed over, with what they are called."""
    query = select(Measure).where(Measure.family_id == family_id, col(Measure.handling).in_(rules.GOES_ON))
    return named(session, session.exec(query.order_by(col(Measure.id))).all())


def _receipts(session: Session, family_id: int) -> dict[int, ReceiptClass]:
    query = select(Receipt).where(Receipt.family_id == family_id, col(Receipt.ends_on).is_(None))
    return {one.unit_id: one.level for one in session.exec(query.order_by(col(Receipt.event_on), col(Receipt.id)))}


def counts(session: Session, family_id: int, day: date) -> tuple[int, int, int]:
    """Return how many goals, BGs and measures are still open, as far as the person reads them."""
    known = _receipts(session, family_id)
    return (
        len(open_goals(session, family_id)),
        sum((one.id or 0) not in known for one in open_units(session, family_id, day)),
        len(open_measures(session, family_id)),
    )


def of_family(session: Session, family_id: int) -> tuple[Closing | None, Sequence[FollowUp]]:
    """Return how a case ended and what is or was asked afterwards, as far as the person reads it."""
    closing = session.exec(select(Closing).where(Closing.family_id == family_id)).first()
    query = select(FollowUp).where(FollowUp.family_id == family_id).order_by(col(FollowUp.months))
    return closing, session.exec(query).all()


def to_confirm(session: Session, limit: int = 50) -> list[ToDo]:
    """Return the cases that the tandem closed and Koordination has not confirmed, the earliest first."""
    query = (
        select(Family, StatusPeriod)
        .join(StatusPeriod, col(StatusPeriod.family_id) == Family.id)
        .where(Family.status == Status.CLOSED, StatusPeriod.status == Status.CLOSED)
        .where(col(StatusPeriod.to_confirm).is_(True), col(StatusPeriod.ends_on).is_(None))
        .order_by(col(StatusPeriod.starts_on), col(Family.id))
        .limit(limit)
    )
    return [
        ToDo(family.number, family.name, f"Abgeschlossen zum {format_date(end_to_last_day(period.starts_on))}", None)
        for family, period in session.exec(query)
    ]


def to_ask(session: Session, limit: int = 50) -> list[ToDo]:
    """Return one's own closed families that are to be asked again, the earliest first."""
    person: Person = session.info["person"]
    mine = (col(Lead.family_id) == Family.id, col(Lead.account_id) == person.account_id, *current(person.today))
    query = (
        select(FollowUp, Family)
        .join(Family, col(Family.id) == FollowUp.family_id)
        .where(exists().where(*mine), Family.status == Status.CLOSED, col(FollowUp.held_on).is_(None))
        .where(col(FollowUp.event_on) <= person.today + rules.FOLLOW_UP_AHEAD)
        .order_by(col(FollowUp.event_on), col(FollowUp.id))
        .limit(limit)
    )
    return [
        ToDo(family.number, family.name, f"Nachbefragung nach {asked.months} Monaten", asked.event_on)
        for asked, family in session.exec(query)
    ]
