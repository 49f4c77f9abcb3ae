"""Write one runtime field of many records at once, past the session, with all that a flush does for it: the record's
version, a line in the change log per value, nothing of a strange kind. Only for a field that is no column."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam import change_log
from fam.fields import profile
from fam.fields.encoding import RAW
from fam.fields.fitting import fits, plain_text
from fam.fields.spec import FieldSpec
from fam.fields.sql import is_sqlite
from fam.models import ChangeEntry, FieldStash

BLOCK = 5000
WRITTEN = json.JSONEncoder(allow_nan=False)
Pair = dict[str, Any]  # what a record holds of a field: {"value": ..., "raw": ...}, each only if it is there
Moves = Mapping[int, tuple[Pair, Pair]]  # record id -> what it holds, what it is to hold


def pair(stored: Any, raw: str) -> Pair:
    """Return what a record holds as the stash keeps it."""
    return ({} if stored is None else {"value": stored}) | ({"raw": raw} if raw else {})


def rewrite(session: Session, field: FieldSpec, moves: Moves, batch: str = "") -> None:
    """Give these records what they are to hold of the field; with a batch, keep both in the stash under it.

    The table must be held (`profile.hold`). The person need not see the records: nothing of them comes back.
    """
    model, numbers = profile.model_of(field), sorted(moves)
    for first in range(0, len(numbers), BLOCK):
        block = {number: (moves[number][0], _fitting(field, moves[number][1])) for number in numbers[first:][:BLOCK]}
        _update(session, field, {number: new for number, (_old, new) in block.items()})
        _log(session, field, block)
        if batch:
            rows = [{"field_id": field.field_id, "batch": batch, "record_id": number, "old": old, "new": new}
                    for number, (old, new) in block.items()]  # fmt: skip
            session.connection().execute(sa.insert(FieldStash.__table__), rows)  # type: ignore[attr-defined]
    for row in session.identity_map.values():
        if isinstance(row, model):
            session.expire(row)


def _fitting(field: FieldSpec, new: Pair) -> Pair:
    strange = "value" in new and not fits(field.kind, new["value"])
    return {"raw": plain_text(field, new["value"])} if strange else new


def _update(session: Session, field: FieldSpec, wanted: Mapping[int, Pair]) -> None:
    """One prepared statement for all: the database itself puts the value into `extra` and leaves the rest as it is."""
    keys = field.key, field.key + RAW
    rest = f"(extra - '{keys[0]}' - '{keys[1]}') || CAST(:held AS jsonb)"
    if is_sqlite(session):
        rest = f"json_patch(json_remove(extra, '$.{keys[0]}', '$.{keys[1]}'), :held)"
    statement = sa.text(f"UPDATE {field.entity} SET extra = {rest}, version = version + 1 WHERE id = :record")
    named = {"value": keys[0], "raw": keys[1]}
    rows = [{"record": number, "held": WRITTEN.encode({named[one]: value for one, value in new.items()})}
            for number, new in wanted.items()]  # fmt: skip
    session.connection().execute(statement, rows)


def _log(session: Session, field: FieldSpec, moves: Moves) -> None:
    named = {"value": field.key, "raw": field.key + RAW}
    changes = [(number, key, old.get(part), new.get(part)) for number, (old, new) in moves.items()
               for part, key in named.items() if old.get(part) != new.get(part)]  # fmt: skip
    rows = change_log.rewritten(session, profile.model_of(field), changes)
    if rows:
        session.connection().execute(sa.insert(ChangeEntry.__table__), rows)  # type: ignore[attr-defined]
