"""What the database says of a family, in words instead of ids: two databases with the same story say the same."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from fam import db
from fam.models import (
    Account,
    Attendee,
    BenefitUnit,
    Closing,
    Family,
    FamilyPlan,
    FollowUp,
    Goal,
    GoalRating,
    ListItem,
    Measure,
    MeasureGoal,
    Meeting,
    Member,
    Need,
    PlanItem,
    Receipt,
    Review,
    StatusPeriod,
    Task,
)
from fam.models.base import table

TABLES: tuple[Any, ...] = (
    StatusPeriod, Need, Goal, GoalRating, Task, Measure, MeasureGoal, FamilyPlan, PlanItem, Review, Meeting, Attendee,
    Closing, Receipt, FollowUp,
)  # fmt: skip
BESIDE = {"id", "version", "created_at", "created_by", "family_id", "record_id", "gathering"}
NAMES: dict[str, Callable[[Any], str]] = {  # table -> how a row is called
    "account": lambda row: str(row.username),
    "family_plan": lambda row: f"Fassung {row.number}",
    "goal": lambda row: str(row.text),
    "list_item": lambda row: str(row.code),
    "measure": lambda row: str(row.instrument_code),
    "meeting": lambda row: f"Gespräch am {row.event_on}",
    "member": lambda row: str(row.first_name),
    "benefit_unit": lambda row: str(row.number),
    "review": lambda row: f"{row.kind} zum {row.due_on}",
}
MODELS: dict[str, Any] = {
    table(one).name: one for one in (Account, FamilyPlan, Goal, ListItem, Measure, Meeting, Member, BenefitUnit, Review)
}


def told(number: str) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each table of a family's plan, each as column -> text; empty columns are left out."""
    with db.program() as session:
        family = session.exec(select(Family).where(Family.number == number)).one()
        found = {"family": [_row(session, family)]}
        for model in TABLES:
            rows = session.exec(select(model).where(model.family_id == family.id))
            found[table(model).name] = sorted((_row(session, one) for one in rows), key=repr)
    return found


def _row(session: Session, row: Any) -> dict[str, str]:
    columns = [one for one in table(type(row)).columns if one.name not in BESIDE]
    said = {one.name: _text(session, one, getattr(row, one.name)) for one in columns}
    return {key: text for key, text in said.items() if text}


def _text(session: Session, column: sa.Column[Any], value: Any) -> str:
    target = next((one.column.table.name for one in column.foreign_keys), "")
    if value is not None and target in NAMES:
        return NAMES[target](session.get_one(MODELS[target], value))
    return "" if value is None or value in ("", {}) else str(value)
