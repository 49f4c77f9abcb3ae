"""What goes with a record that is removed: taken out one by one, so that the change log and the way back know it."""

from typing import Any

from sqlmodel import Session, select

from fam.models import (
    Address,
    BenefitUnit,
    Custody,
    Goal,
    GoalRating,
    Measure,
    MeasureGoal,
    Member,
    Phone,
    Receipt,
    Relation,
    Residence,
    Task,
    UnitMember,
)

GOING: dict[type[Any], tuple[tuple[Any, str], ...]] = {
    Goal: ((GoalRating, "goal_id"), (MeasureGoal, "goal_id")),
    Measure: ((MeasureGoal, "measure_id"),),
    Member: ((Relation, "first_id"), (Relation, "second_id"), (Custody, "child_id"), (Custody, "adult_id"),
             (Residence, "member_id"), (UnitMember, "member_id")),
    Address: ((Residence, "address_id"),),
    BenefitUnit: ((UnitMember, "unit_id"), (Receipt, "unit_id")),
}  # fmt: skip
LOOSENED: dict[type[Any], tuple[tuple[Any, str], ...]] = {
    Goal: ((Task, "goal_id"),),
    Address: ((Phone, "address_id"),),
    BenefitUnit: ((Measure, "unit_id"),),
}


def with_it(session: Session, record: Any) -> None:
    """Delete what hangs on a record, and loosen what stays without it, as far as the person reads it."""
    for model, link in GOING.get(type(record), ()):
        for part in session.exec(select(model).where(getattr(model, link) == record.id)):
            session.delete(part)
        session.flush()
    for model, link in LOOSENED.get(type(record), ()):
        for part in session.exec(select(model).where(getattr(model, link) == record.id)):
            setattr(part, link, None)
            session.add(part)
    session.flush()
