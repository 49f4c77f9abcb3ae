"""Values of a field in all records at once: count, rewrite, and the way back. The change log names who did it.

Those who make fields do not read what stands in the files; what comes out of here are numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from fam import db
from fam.errors import IllegalStep, InvalidForm
from fam.fields import registry, sql
from fam.fields.encoding import encode, restore
from fam.fields.spec import FieldSpec
from fam.fields.validate import problem
from fam.models import ChangeEntry, FieldDef
from fam.queries import field_gaps
from fam.services import field_making

FILLED = "fill"  # the source of a transaction that fills a field in many records
Stored = Any  # a value as it lies in `extra`


def spec_of(session: Session, row: FieldDef) -> FieldSpec:
    """Return a field as the program works with it, whatever its state and whoever reads it."""
    return next(one for one in registry.definitions(session, row.entity) if one.field_id == row.id)


def holding(session: Session, field: FieldSpec, choice: int) -> int:
    """Return in how many records this option stands."""
    model = registry.extendable()[field.entity]
    with db.elevated(session):
        return int(session.exec(select(func.count(col(model.id))).where(_has(session, field, choice))).one())


def replace_choice(session: Session, field: FieldSpec, old: int, new: int) -> int:
    """Write one option for another wherever it stands; return in how many records."""

    def changed(stored: Stored) -> Stored:
        if isinstance(stored, list):
            return sorted({new if one == old else one for one in stored})
        return new

    return _rewrite(session, field, _has(session, field, old), changed)


def fill_empty(session: Session, field_id: int, value: Any) -> int:
    """Write a value into every record that lacks one; return into how many. Raises InvalidForm, IllegalStep.

    A record that hides the field lacks nothing, nor does one with a value that a change of kind could not read.
    In a transaction whose source is FILLED `batches` finds it again, and `revert` takes it back.
    """
    row = field_making.find(session, field_id)
    field = replace(spec_of(session, row), required=True)
    if field.unique:
        raise IllegalStep(["Ein eindeutiges Feld lässt sich nicht überall mit demselben Wert füllen."])
    if sentence := problem(field, value):
        raise InvalidForm({"fill": sentence})
    stored = encode(field.kind, value)
    return _rewrite(session, field, field_gaps.lacks(session, field), lambda _nothing: stored)


def _has(session: Session, field: FieldSpec, choice: int) -> sa.ColumnElement[bool]:
    return sql.equals(session, registry.extendable()[field.entity], field, choice)


def _rewrite(
    session: Session, field: FieldSpec, where: sa.ColumnElement[bool], change: Callable[[Stored], Stored]
) -> int:
    model = registry.extendable()[field.entity]
    done = 0
    with db.elevated(session):
        for record in session.exec(select(model).where(where).order_by(col(model.id))):
            extra = record.extra or {}
            if f"{field.key}_raw" not in extra:
                restore(record, field.key, change(extra.get(field.key)))
                session.add(record)
                done += 1
    return done


def batches(session: Session, field: FieldSpec) -> Sequence[tuple[str, int]]:
    """Return the transactions that wrote this field into more than one record by filling: batch and how many."""
    number = func.count(col(ChangeEntry.id))
    query = (
        select(ChangeEntry.batch, number)
        .where(ChangeEntry.field == field.key, ChangeEntry.source == FILLED, ChangeEntry.entity == field.entity)
        .group_by(ChangeEntry.batch)
        .order_by(func.max(col(ChangeEntry.id)).desc())
    )
    with db.elevated(session):
        return [(batch, int(count)) for batch, count in session.exec(query)]


def revert(session: Session, field_id: int, batch: str) -> tuple[int, int]:
    """Take back what one transaction wrote into a field of many records: (how many, how many had moved on and stay).

    There is no time limit. Raises NotFound, NotAllowed.
    """
    row = field_making.find(session, field_id)
    model, key, done, moved = registry.extendable()[row.entity], f"f_{row.id}", 0, 0
    query = select(ChangeEntry).where(
        ChangeEntry.batch == batch, ChangeEntry.entity == row.entity, ChangeEntry.field == key
    )
    with db.elevated(session):
        for entry in session.exec(query).all():
            record = session.exec(select(model).where(model.id == entry.record_id)).first()
            if record is not None and (record.extra or {}).get(key) == entry.new:
                restore(record, key, entry.old)
                session.add(record)
                done += 1
            else:
                moved += 1
    return done, moved
