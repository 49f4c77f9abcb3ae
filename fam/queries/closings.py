"""What is open when a case is to end, as far as the person reads it, and what was asked afterwards."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, exists, or_, select

from fam.models import BenefitUnit, Closing, Family, FollowUp, Goal, Instrument, Lead, Measure, Receipt
from fam.person import Person
from fam.queries.families import current
from fam.queries.proposals import ToDo
from fam.rules import closing as rules
from fam.rules.plan_terms import OVER, ReceiptClass
from fam.rules.terms import Status


@dataclass(frozen=True, slots=True)
class Open:
    """What the closing dialogue asks about."""

    goals: Sequence[Goal]
    units: Sequence[tuple[BenefitUnit, ReceiptClass | None]]  # with the class that is on record
    measures: Sequence[tuple[Measure, str]]  # with the instrument's name, "§ + Gesetzbuch" with it


def open_goals(session: Session, family_id: int) -> Sequence[Goal]:
    """Return the goals without an outcome."""
    query = select(Goal).where(Goal.family_id == family_id, col(Goal.outcome).is_(None))
    return session.exec(query.order_by(col(Goal.position), col(Goal.id))).all()


def open_measures(session: Session, family_id: int) -> Sequence[Measure]:
    """Return the measures that are not over."""
    query = select(Measure).where(Measure.family_id == family_id, col(Measure.status).not_in(OVER))
    return session.exec(query.order_by(col(Measure.id))).all()


def open_units(session: Session, family_id: int, day: date) -> Sequence[BenefitUnit]:
    """Return the BGs that hold on a day."""
    query = select(BenefitUnit).where(
        BenefitUnit.family_id == family_id, or_(col(BenefitUnit.ends_on).is_(None), col(BenefitUnit.ends_on) > day)
    )
    return session.exec(query.order_by(col(BenefitUnit.id))).all()


def still_open(session: Session, family_id: int, day: date) -> Open:
    """Return all that the closing dialogue asks about."""
    measures = open_measures(session, family_id)
    codes = {one.instrument_code for one in measures}
    query = select(Instrument).where(col(Instrument.code).in_(codes))
    names = {one.code: f"{one.title} ({one.paragraph})" for one in session.exec(query)} if codes else {}
    known = _receipts(session, family_id)
    return Open(
        open_goals(session, family_id),
        [(unit, known.get(unit.id or 0)) for unit in open_units(session, family_id, day)],
        [(one, names.get(one.instrument_code, one.instrument_code)) for one in measures],
    )


def _receipts(session: Session, family_id: int) -> dict[int, ReceiptClass]:
    query = select(Receipt).where(Receipt.family_id == family_id, col(Receipt.ends_on).is_(None))
    return {one.unit_id: one.level for one in session.exec(query.order_by(col(Receipt.event_on), col(Receipt.id)))}


def blockers(session: Session, family_id: int, day: date, handled: Collection[int]) -> tuple[str, ...]:
    """Return the sentences for what is still open, as far as the person reads it."""
    found = still_open(session, family_id, day)
    return rules.blockers(
        len(found.goals),
        sum(level is None for _unit, level in found.units),
        sum((one.id or 0) not in handled for one, _name in found.measures),
    )


def of_family(session: Session, family_id: int) -> tuple[Closing | None, Sequence[FollowUp]]:
    """Return how a case ended and what is or was asked afterwards, as far as the person reads it."""
    closing = session.exec(select(Closing).where(Closing.family_id == family_id)).first()
    query = select(FollowUp).where(FollowUp.family_id == family_id).order_by(col(FollowUp.months))
    return closing, session.exec(query).all()


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
