"""Rewrite one field in all its records: in batches through the session, so that the change log names each of them."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from fam import db
from fam.fields import profile
from fam.fields.encoding import RAW
from fam.fields.spec import FieldSpec
from fam.models import FieldStash

BATCH = 500
Pair = dict[str, Any]  # what a record holds of a field: {"value": ..., "raw": ...}, each only if it is there


def pair(stored: Any, raw: str) -> Pair:
    """Return what a record holds as the stash keeps it."""
    return ({} if stored is None else {"value": stored}) | ({"raw": raw} if raw else {})


def held(record: Any, key: str) -> Pair:
    """Return what a record holds now."""
    extra = record.extra or {}
    return pair(extra.get(key), extra.get(key + RAW, ""))


def rewrite(session: Session, field: FieldSpec, wanted: Mapping[int, Pair], *, stash: bool = True) -> str:
    """Give records (by id) what is wanted for the field; keep what they held in the stash. Return the stash's batch.

    The person need not see the records: nothing of them comes back.
    """
    model, batch, numbers = profile.model_of(field), str(uuid.uuid4()), sorted(wanted)
    with db.elevated(session):
        for first in range(0, len(numbers), BATCH):
            query = select(model).where(col(model.id).in_(numbers[first : first + BATCH]))
            rows = session.exec(query.execution_options(populate_existing=True)).all()
            for row in rows:
                old = held(row, field.key)
                if old == wanted[row.id]:
                    continue
                row.extra = _with(row.extra or {}, field.key, wanted[row.id])
                if stash:
                    session.add(FieldStash(field_id=field.field_id, batch=batch, record_id=row.id, old=old,
                                           new=wanted[row.id]))  # fmt: skip
            session.flush()
            for row in rows:
                session.expunge(row)
    return batch


def _with(extra: Mapping[str, Any], key: str, wanted: Pair) -> dict[str, Any]:
    rest = {one: value for one, value in extra.items() if one not in (key, key + RAW)}
    if "value" in wanted:
        rest[key] = wanted["value"]
    return rest | ({key + RAW: wanted["raw"]} if "raw" in wanted else {})


def stashed(session: Session, batch: str) -> Mapping[int, tuple[Pair, Pair]]:
    """Return record id -> (held before, given then) of one change of kind; nothing of it is shown to anybody."""
    with db.elevated(session):
        rows = session.exec(select(FieldStash).where(FieldStash.batch == batch)).all()
    return {row.record_id: (row.old or {}, row.new or {}) for row in rows}


def back(
    session: Session, field: FieldSpec, then: Mapping[int, tuple[Pair, Pair]], convert: Callable[[Any, str], Pair]
) -> tuple[dict[int, Pair], Sequence[int]]:
    """Return what each record is to hold after a way back, and the ids of those that were edited since.

    Whoever still holds what the change gave gets back what it held before; what was typed later is converted.
    """
    now = {number: pair(stored, raw) for number, stored, raw in profile.holders(session, field)}
    wanted, edited = {}, []
    for number in now.keys() | then.keys():
        current = now.get(number, {})
        old, new = then.get(number, (None, None))
        if old is not None and current == new:
            wanted[number] = old
            continue
        if number in then:
            edited.append(number)
        if current:
            wanted[number] = convert(current.get("value"), current.get("raw", ""))
    return wanted, sorted(edited)
