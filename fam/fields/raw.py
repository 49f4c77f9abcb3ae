"""`extra` as the text that lies in the database: what no other part of the program reads, and what is wrong with it.

SQLite keeps any text as JSON; PostgreSQL and browsers do not take all of it.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam.fields import sql
from fam.fields.encoding import MOST, RAW
from fam.fields.fitting import fits
from fam.fields.spec import RUNTIME_KEY, FieldSpec

PORTION = 500  # records that are read at once
WHOLE = "extra"  # instead of a key: what cannot be told by field
UNREADABLE = "ist kein lesbares JSON"
TWICE = "steht doppelt"
NO_NUMBER = "ist keine endliche Zahl (NaN, Infinity)"
TOO_LARGE = "ist eine Zahl jenseits von 2^53"
NO_TEXT = "enthält Zeichen, die PostgreSQL nicht aufnimmt (NUL oder ein halbes Zeichen)"
MISFIT = "passt nicht zur Art „{kind}“"


class Pairs(tuple[tuple[str, Any], ...]):
    """An object of the JSON text, a key that stands twice included."""


def texts(session: Session, model: Any) -> Iterator[tuple[int, str | bytes]]:
    """Yield id and raw `extra` of every record of a table, PORTION by PORTION."""
    table = model.__table__
    kind: Any = sa.LargeBinary if sql.is_sqlite(session) else sa.Text  # bytes: what is no UTF-8 must be told, too
    query = sa.select(table.c.id, sa.cast(table.c.extra, kind)).order_by(table.c.id).limit(PORTION)
    last = 0
    while rows := session.connection().execute(query.where(table.c.id > last)).all():
        yield from ((number, text) for number, text in rows if text is not None)
        last = rows[-1][0]


def problems(text: str | bytes, fields: Mapping[str, FieldSpec]) -> Sequence[tuple[str, str]]:
    """Return (field key, what is wrong with its value) for a raw text; never a value itself."""
    try:
        plain = text.decode() if isinstance(text, bytes) else text
        found = json.loads(plain, object_pairs_hook=Pairs, strict=False)
    except (ValueError, RecursionError):
        return [(WHOLE, UNREADABLE)]
    if not isinstance(found, Pairs):
        return [(WHOLE, UNREADABLE)]
    seen: set[str] = set()
    wrong: dict[tuple[str, str], None] = {}  # in their order, each once
    for key, value in found:
        if sentence := TWICE if key in seen else _problem(key, value, fields.get(key)):
            wrong[_named(key), sentence] = None
        seen.add(key)
    return list(wrong)


def _named(key: str) -> str:
    """What is no field's key may be anything, also a value."""
    return key if RUNTIME_KEY.fullmatch(key.removesuffix(RAW)) else WHOLE


def _problem(key: str, value: Any, field: FieldSpec | None) -> str:
    parts = [key, *_parts(value)]
    if any(isinstance(one, float) and not math.isfinite(one) for one in parts):
        return NO_NUMBER
    if any(type(one) in (int, float) and abs(one) > MOST for one in parts):
        return TOO_LARGE
    if any(isinstance(one, str) and _untakable(one) for one in parts):
        return NO_TEXT
    return MISFIT.format(kind=field.kind.label) if field and not fits(field.kind, value) else ""


def _parts(value: Any) -> Iterator[Any]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list | tuple):
            waiting.extend(one)
        else:
            yield one


def _untakable(text: str) -> bool:
    return "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text)
