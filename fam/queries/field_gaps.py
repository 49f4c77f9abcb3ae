"""What is still to be entered: records that lack a field which all are to have."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from fam.fields import sql
from fam.fields.registry import extendable, fields_of, runtime_fields
from fam.fields.spec import FieldSpec
from fam.models import Family
from fam.rules.terms import IN_STOCK, PIPELINE, RequiredMode


def lacks(session: Session, field: FieldSpec) -> sa.ColumnElement[bool]:
    """Return the condition that a record of the field's table lacks it; one that hides it lacks nothing."""
    model = extendable()[field.entity]
    nothing = sql.empty(session, model, field)
    if field.shown_when is None:
        return nothing
    above = next((one for one in fields_of(session, model) if one.key == field.shown_when.key), None)
    if above is None:
        return sa.false()
    return sa.and_(nothing, sql.one_of(session, model, above, field.shown_when.values))


def of_running(session: Session, field: FieldSpec, *what: Any) -> Any:
    """Return the select of `what` over the field's table and its families that are in FAM or on the way there."""
    model = extendable()[field.entity]
    query = select(*what).where(col(Family.status).in_((*PIPELINE, *IN_STOCK)))
    return query if model is Family else query.join_from(model, Family, col(Family.id) == model.family_id)


def missing(session: Session, field: FieldSpec, limit: int = 50) -> tuple[list[tuple[str, str]], int]:
    """Return number and name of the families with a record that lacks the field, and how many such families there are.

    Only records that the person may see; closed cases are left alone.
    """
    lacking = lacks(session, field)
    families = of_running(session, field, Family.number, Family.name).where(lacking).distinct()
    total = of_running(session, field, func.count(sa.distinct(col(Family.id)))).where(lacking)
    rows = session.exec(families.order_by(col(Family.number)).limit(limit)).all()
    return [(number, name) for number, name in rows], int(session.exec(total).one())


def required_of_all(session: Session) -> list[FieldSpec]:
    """Return every field that all records are to have, as far as the person may read it: the queues there are."""
    found = [field for model in extendable().values() for field in runtime_fields(session, model)]
    return [field for field in found if for_all(field)]


def for_all(field: FieldSpec) -> bool:
    """Return whether all records are to have a field, old ones too."""
    return field.options.get("required") is RequiredMode.ALL
