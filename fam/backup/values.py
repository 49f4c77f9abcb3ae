"""A value on its way between engines: one plain form for both, what it adds to a checksum, what would not fit.

Numbers and yes/no as such, days as 2018-10-15, moments in UTC as 2018-10-15 08:00:00.000000, JSON as its text,
bytes as {"bytes": hex}.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

ROUND = 1 << 256  # checksums are sums of SHA-256, so that the order of rows plays no part
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:\+00(?::00)?)?")
HOUR = re.compile(r"(\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?")
KINDS: dict[str, Any] = {
    "boolean": sa.Boolean, "json": sa.JSON, "moment": sa.DateTime, "date": sa.Date, "time": sa.Time,
    "integer": sa.Integer, "text": sa.String, "bytes": sa.LargeBinary, "number": (sa.Float, sa.Numeric),
}  # fmt: skip
READERS: dict[str, Any] = {
    "date": date.fromisoformat, "moment": datetime.fromisoformat, "time": time.fromisoformat,
}  # fmt: skip
PLAIN_JSON = frozenset(("null", "{}", "[]", '""', "true", "false"))
SURROGATE = re.compile("[\ud800-\udfff]")
NO_TEXT = "enthält ein Zeichen, das PostgreSQL nicht aufnimmt (NUL oder ungültiges UTF-8)"
NO_JSON = "ist kein lesbares JSON"
NO_NUMBER = "enthält eine Zahl, die keine ist (NaN, Infinity)"
TWICE = "enthält einen Schlüssel doppelt"


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the stream names it; `limit`: most characters of a text, bits of a whole number, 0 for none."""

    name: str
    kind: str
    limit: int = 0


def column_of(name: str, found: Any) -> Column:
    """Return a reflected column; raises TypeError for a type that FAM does not use."""
    kind = next((kind for kind, of in KINDS.items() if isinstance(found, of)), "")
    if not kind:
        raise TypeError(f"{name}: {found!r}")
    limit = getattr(found, "length", 0) or 0 if kind == "text" else 0
    return Column(name, kind, limit if kind != "integer" else 64 if isinstance(found, sa.BigInteger) else 32)


def plain(kind: str, value: Any) -> Any:
    """Return a value from either database in its plain form; what is none of its kind stays as it is."""
    if kind == "boolean" and value in (0, 1):
        return bool(value)
    if kind == "moment" and isinstance(value, str) and (match := MOMENT.fullmatch(value)):
        return f"{match[1]} {match[2]}.{(match[3] or '').ljust(6, '0')}"
    if kind == "time" and isinstance(value, str) and (match := HOUR.fullmatch(value)):
        return f"{match[1]}.{(match[2] or '').ljust(6, '0')}"
    if kind == "json" and isinstance(value, int | float):  # SQLite makes a number of a text that is one
        return repr(value)
    if kind == "number" and isinstance(value, int | Decimal):
        return float(value)
    return {"bytes": value.hex()} if isinstance(value, bytes) else value


def weight(columns: Sequence[Column], row: Sequence[Any]) -> int:
    """Return what a row adds to its table's checksum: the same whatever engine it lies in."""
    values = [
        canonical(value) if column.kind == "json" and isinstance(value, str) else value
        for column, value in zip(columns, row, strict=True)
    ]
    text = json.dumps(values, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")


def canonical(text: str) -> str:
    """Return JSON as it is whatever an engine does to spaces, keys and numbers; unreadable text stays as it is."""
    if text in PLAIN_JSON:
        return text
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_float=_number)
        return json.dumps(found, sort_keys=True, separators=(",", ":"))
    except (ValueError, RecursionError):
        return text


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError(TWICE)
    return found


def _number(text: str) -> float | int:
    found = float(text)
    return int(Decimal(text)) if found.is_integer() else found


def problem(column: Column, value: Any) -> str:
    """Return why PostgreSQL would not take a value, in German and without the value; "" if it takes it."""
    if value is None:
        return ""
    if column.kind == "boolean":
        return "" if isinstance(value, bool) else "ist weder ja noch nein"
    if column.kind == "integer":
        if type(value) is not int:
            return "ist keine ganze Zahl"
        return "ist eine zu große Zahl" if not -(1 << column.limit - 1) <= value < 1 << column.limit - 1 else ""
    if column.kind == "bytes":
        return "" if isinstance(value, dict) else "besteht nicht aus Bytes"
    if column.kind == "number":
        return "" if isinstance(value, float) else "ist keine Zahl"
    if not isinstance(value, str):
        return "ist kein Text"
    if "\0" in value or SURROGATE.search(value):
        return NO_TEXT
    if column.kind == "json":
        return _json_problem(value)
    if column.kind in READERS:
        return "" if _is_time(column.kind, value) else "ist kein Datum und keine Uhrzeit"
    return f"ist länger als {column.limit} Zeichen" if column.limit and len(value) > column.limit else ""


def _is_time(kind: str, value: str) -> bool:
    try:
        READERS[kind](value)
    except ValueError:
        return False
    return True


def _json_problem(text: str) -> str:
    if text in PLAIN_JSON:
        return ""
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        return NO_JSON
    except ValueError as error:
        return str(error) if str(error) in (TWICE, NO_NUMBER) else NO_JSON
    hidden = "\\u" in text and any("\0" in one or SURROGATE.search(one) for one in _texts(found))
    return NO_TEXT if hidden else ""


def _no_number(_text: str) -> None:
    raise ValueError(NO_NUMBER)


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
