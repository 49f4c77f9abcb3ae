"""Add, edit and remove a plain record of a family: one way for members, addresses, telephones, notes and the rest."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlmodel import Session, select

from fam.errors import Conflict, NotFound
from fam.fields.spec import specs
from fam.fields.validate import checked
from fam.models import Record
from fam.rules.merge import merge

R = TypeVar("R", bound=Record)


def add(session: Session, record: R) -> R:
    """Save a new record after checking its declared fields; raises InvalidForm."""
    fields = specs(type(record))
    for key, value in checked(fields, {field.key: getattr(record, field.key) for field in fields}).items():
        setattr(record, key, value)
    session.add(record)
    session.flush()
    return record


def edit(session: Session, model: type[R], record_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> R:
    """Apply changes to a record that was opened with the values `opened`.

    Edits to different fields merge; the same field changed by somebody else raises Conflict with both values.
    Only what the person changed is checked: an untouched old value never blocks. Raises NotFound, InvalidForm.
    """
    record = find(session, model, record_id)
    mine = {key: value for key, value in changes.items() if key not in opened or opened[key] != value}
    mine = checked(specs(model), mine)
    theirs = {key: getattr(record, key) for key in mine}
    merged, conflicts = merge({key: opened.get(key) for key in mine}, theirs, mine)
    if conflicts:
        raise Conflict(conflicts)
    for key, value in merged.items():
        setattr(record, key, value)
    session.add(record)
    session.flush()
    return record


def find(session: Session, model: type[R], record_id: int) -> R:
    """Return a record the person may see; raises NotFound."""
    record = session.exec(select(model).where(model.id == record_id)).first()
    if record is None:
        raise NotFound
    return record


def remove(session: Session, model: type[Record], record_id: int) -> None:
    """Delete a record that was a mistake; the change log keeps that it was there. Raises NotFound."""
    session.delete(find(session, model, record_id))
    session.flush()
