"""Real records for the preview of a field, as far as the person may read them."""

from typing import Any

from sqlmodel import Session, col, select

from fam.fields.encoding import value_of
from fam.fields.registry import extendable, field_by_key
from fam.fields.spec import FieldSpec
from fam.models import Family


def examples(session: Session, field: FieldSpec, limit: int = 3) -> list[tuple[str, Any]]:
    """Return the name of the family and the value of up to `limit` records, the newest first; of a new field None.

    Empty if the person may read neither these records nor the field.
    """
    if field.runtime and field_by_key(session, field.key) is None:
        return []
    model = extendable()[field.entity]
    if model is Family:
        families: Any = select(Family, Family.name)
    else:
        families = select(model, Family.name).join_from(model, Family, col(Family.id) == model.family_id)
    rows = session.exec(families.order_by(col(model.id).desc()).limit(limit)).all()
    return [(name, value_of(record, field) if field.runtime else None) for record, name in rows]
