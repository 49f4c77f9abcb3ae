"""The team's fields as those see them who make fields: definitions in any state, never a value."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, select

from fam.fields import registry
from fam.fields.spec import FieldSpec
from fam.models import FieldDef
from fam.rules.labels import norm
from fam.rules.terms import IN_FORMS, FieldState


def all_fields(session: Session, entity: str) -> Sequence[FieldDef]:
    """Return every field of a table that still has its values, in the order of the forms; out of use come last."""
    query = select(FieldDef).where(FieldDef.entity == entity, FieldDef.state != FieldState.PURGED)
    rows = session.exec(query.order_by(col(FieldDef.position), col(FieldDef.id))).all()
    return sorted(rows, key=lambda row: row.state is FieldState.RETIRED)


def field(session: Session, field_id: int) -> FieldDef | None:
    """Return one field's definition, None if there is none or it was purged."""
    query = select(FieldDef).where(FieldDef.id == field_id, FieldDef.state != FieldState.PURGED)
    return session.exec(query).first()


def to_decide(session: Session, today: date) -> Sequence[FieldDef]:
    """Return the trials whose review date has come, the oldest first."""
    query = select(FieldDef).where(FieldDef.state == FieldState.DRAFT, col(FieldDef.review_on) <= today)
    return session.exec(query.order_by(col(FieldDef.review_on), col(FieldDef.id))).all()


def retired_named(session: Session, entity: str, label: str) -> FieldDef | None:
    """Return a field of this name that is out of use, None if there is none."""
    query = select(FieldDef).where(FieldDef.entity == entity, FieldDef.label_norm == norm(label))
    return session.exec(query.where(FieldDef.state == FieldState.RETIRED)).first()


def hanging_on(session: Session, key: str) -> Sequence[FieldDef]:
    """Return the fields in use whose condition names this one."""
    rows = session.exec(select(FieldDef).where(col(FieldDef.state).in_(IN_FORMS)))
    return [row for row in rows if row.shown_when and row.shown_when.get("key") == key]


def specs_in_use(session: Session, entity: str) -> Mapping[str, FieldSpec]:
    """Return the fields of a table that are in use, declared and the team's: key -> spec, whoever reads the values."""
    found = {one.key: one for one in registry.fields_of(session, registry.extendable()[entity])}
    return found | {one.key: one for one in registry.definitions(session, entity) if one.state in IN_FORMS}
