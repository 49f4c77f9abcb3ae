"""What the team's fields ask of today: records to complete, trials to decide. Nothing is read where no field asks."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, false
from sqlmodel import Session, col, func, select

from fam.fields import sql
from fam.fields.registry import definitions, extendable, fields_of, makes_fields, may_fill
from fam.fields.spec import FieldSpec
from fam.models import Family, FieldDef, Lead
from fam.person import Person
from fam.queries.families import current
from fam.rules.terms import IN_STOCK, PIPELINE, FieldState

MOST_NUMBERS = 3  # families that a line names


@dataclass(frozen=True, slots=True)
class Gap:
    """A field that all records must have: of how many it is missing, and the first families, by FAM number."""

    field: FieldSpec
    records: int
    families: int
    numbers: tuple[str, ...]


def to_complete(session: Session) -> list[Gap]:
    """Return the fields that every record must have, and in how many of one's own running families they are missing.

    A record whose other values hide the field is not counted.
    """
    found = []
    for model in extendable().values():
        for field in fields_of(session, model):
            if field.runtime and asked_of_all(field) and may_fill(session.info["person"], field):
                found.append(_gap(session, model, field))
    return [gap for gap in found if gap.records]


def asked_of_all(field: FieldSpec) -> bool:
    """Return whether old records must have the field too."""
    return field.required and field.options.get("required_since") is None


def _gap(session: Session, model: Any, field: FieldSpec) -> Gap:
    conditions = [_own(session, model), *_missing(session, model, field)]
    link = Family.id if model is Family else model.family_id
    counted = select(func.count(), func.count(func.distinct(link))).select_from(model).where(*conditions)
    records, families = session.exec(counted).one()
    numbers: list[str] = []
    if records:
        ids = select(link).where(*conditions)
        named = select(Family.number).where(col(Family.id).in_(ids)).order_by(Family.sort_name, col(Family.id))
        numbers = list(session.exec(named.limit(MOST_NUMBERS)))
    return Gap(field, records, families, tuple(numbers))


def _own(session: Session, model: Any) -> ColumnElement[bool]:
    """Records of running families that the person leads or stands in for, today."""
    person: Person = session.info["person"]
    mine = exists().where(
        col(Lead.family_id) == Family.id, col(Lead.account_id) == person.account_id, *current(person.today)
    )
    running = col(Family.status).in_([*PIPELINE, *IN_STOCK])
    families = select(Family.id).where(mine, running)
    own: ColumnElement[bool] = (col(Family.id) if model is Family else col(model.family_id)).in_(families)
    return own


def _missing(session: Session, model: Any, field: FieldSpec) -> list[ColumnElement[bool]]:
    conditions = [sql.empty(session, model, field)]
    if hidden := field.shown_when:
        other = next((one for one in fields_of(session, model, retired=True) if one.key == hidden.key), None)
        conditions.append(sql.one_of(session, model, other, hidden.values) if other else false())
    if hasattr(model, "institution") and model is not Family:  # a vote is completed by its own institution
        conditions.append(col(model.institution) == session.info["person"].institution)
    return conditions


@dataclass(frozen=True, slots=True)
class Trial:
    """A field that is tried out, and about which it is time to decide."""

    id: int
    label: str
    purpose: str
    review_on: date


def trials_to_decide(session: Session) -> list[Trial]:
    """Return the trials whose day has come, for those who make fields."""
    person: Person = session.info["person"]
    if not makes_fields(person) or not any(definitions(session, entity) for entity in extendable()):
        return []
    query = (
        select(FieldDef)
        .where(FieldDef.state == FieldState.DRAFT, col(FieldDef.review_on) <= person.today)
        .order_by(col(FieldDef.review_on), col(FieldDef.id))
    )
    return [Trial(row.id or 0, row.label, row.purpose, row.review_on) for row in session.exec(query) if row.review_on]
