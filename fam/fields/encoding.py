"""How a runtime field's value lies in `extra`: exact, sortable, alike on SQLite and PostgreSQL (docs/decisions/0050).

Numbers with decimals are whole numbers in their smallest unit, dates ISO text, choices ids; nothing at all for an empty
value. What could not be read after a change of kind lies beside it as text under `<key>_raw`, out of every query's way.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from fam.fields.spec import NUMBERS, FieldSpec, Kind
from fam.rules.terms import Term

RAW = "_raw"
UNITS = {Kind.INTEGER: 0, Kind.DECIMAL: 4, Kind.MONEY: 2, Kind.PERCENT: 2}  # digits behind the comma that are kept
IDS = (Kind.CHOICE, Kind.PERSON, Kind.REFERENCE)
MOST = 2**53 - 1  # beyond it browsers round


def encode(kind: Kind, value: Any) -> Any:
    """Return a value as `extra` keeps it, None for an empty one. Raises ValueError for what the kind cannot hold."""
    if value is None or value in ("", [], ()):
        return None
    if kind in NUMBERS:
        return scaled(value, UNITS[kind])
    if kind is Kind.BOOLEAN:
        return int(bool(value))
    if kind is Kind.DATE:
        return _day(value).isoformat()
    if kind is Kind.MONTH:
        return f"{_day(value):%Y-%m}"
    if kind in IDS:
        return int(value)
    if kind is Kind.CHOICES:
        return sorted({int(one) for one in value})
    return value.value if isinstance(value, Term) else str(value)


def decode(kind: Kind, stored: Any) -> Any:
    """Return what people work with: Decimal, date, bool, ids; None (texts: "", several choices: []) for nothing."""
    if stored is None:
        return [] if kind is Kind.CHOICES else None if kind not in TEXT_KINDS else ""
    if kind is Kind.INTEGER:
        return int(stored)
    if kind in NUMBERS:
        number = Decimal(stored).scaleb(-UNITS[kind])
        return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
    if kind is Kind.BOOLEAN:
        return bool(stored)
    if kind is Kind.DATE:
        return date.fromisoformat(stored)
    if kind is Kind.MONTH:
        return date.fromisoformat(f"{stored}-01")
    return stored


TEXT_KINDS = (Kind.TEXT, Kind.LONG_TEXT, Kind.LINK, Kind.EMAIL, Kind.PHONE, Kind.TOWN)


def scaled(value: Any, digits: int) -> int:
    """Return a number in its smallest unit (1,5 € -> 150). Raises ValueError if it is more exact, too large or none."""
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError("not a number")
    exact = number.scaleb(digits)
    if exact != exact.to_integral_value() or abs(exact) > MOST:
        raise ValueError("too exact or too large")
    return int(exact)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def value_of(record: Any, field: FieldSpec) -> Any:
    """Return a record's value of a declared or runtime field."""
    if not field.runtime:
        return getattr(record, field.key)
    return decode(field.kind, (record.extra or {}).get(field.key))


def unread(record: Any, field: FieldSpec) -> str:
    """Return the text that a change of the field's kind could not read, "" if there is none."""
    return str((record.extra or {}).get(field.key + RAW, "")) if field.runtime else ""


def put(record: Any, fields: Sequence[FieldSpec], values: Mapping[str, Any]) -> None:
    """Write values by key into a record: declared ones into their columns, runtime ones into a new `extra`.

    Keys that are no runtime field are attributes (also a date's precision). Keys of `extra` that are not named stay.
    """
    kinds = {field.key: field.kind for field in fields if field.runtime}
    extra = dict(getattr(record, "extra", None) or {})
    for key, value in values.items():
        if key not in kinds:
            setattr(record, key, value)
            continue
        if (stored := encode(kinds[key], value)) is None:  # what could not be read stays until somebody enters a value
            extra.pop(key, None)
        else:
            extra.pop(key + RAW, None)
            extra[key] = stored
    if kinds and extra != (record.extra or {}):
        record.extra = extra


def restore(record: Any, key: str, stored: Any) -> None:
    """Put back what the change log kept of a runtime field (also under `<key>_raw`), None for nothing."""
    extra = {one: value for one, value in (record.extra or {}).items() if one != key}
    record.extra = extra if stored is None else {**extra, key: stored}
