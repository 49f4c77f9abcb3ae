"""Which record is to hold what after a way back of a field's kind; writing it is fam/fields/rewriting.py."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, select

from fam import db
from fam.fields import profile
from fam.fields.rewriting import Moves, Pair, pair
from fam.fields.spec import FieldSpec
from fam.models import FieldStash


def stashed(session: Session, batch: str) -> Mapping[int, tuple[Pair, Pair]]:
    """Return record id -> (held before, given then) of one change of kind; nothing of it is shown to anybody."""
    with db.elevated(session):
        query = select(FieldStash.record_id, FieldStash.old, FieldStash.new).where(FieldStash.batch == batch)
        return {number: (old or {}, new or {}) for number, old, new in session.exec(query)}


def back(
    session: Session, field: FieldSpec, then: Mapping[int, tuple[Pair, Pair]], convert: Callable[[Any, str], Pair]
) -> tuple[Moves, Sequence[int]]:
    """Return what records hold and are to hold after a way back (only where that differs), and those edited since.

    Whoever still holds what the change gave gets back what it held before; what was typed later is converted.
    """
    now = {number: pair(stored, raw) for number, stored, raw in profile.holders(session, field)}
    wanted: dict[int, tuple[Pair, Pair]] = {}
    edited = []
    for number in now.keys() | then.keys():
        current = now.get(number, {})
        old, new = then.get(number, (None, None))
        if old is not None and current == new:
            wanted[number] = current, old
            continue
        if number in then:
            edited.append(number)
        if current:
            wanted[number] = current, convert(current.get("value"), current.get("raw", ""))
    return {number: move for number, move in wanted.items() if move[0] != move[1]}, sorted(edited)
