"""Between a record and the cells of a list: what a cell shows, what the hidden sheet keeps, what an edit means."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fam.errors import BadInput
from fam.fields.encoding import decode, encode, value_of
from fam.fields.parsing import parse, text_of
from fam.fields.spec import FieldSpec, Kind
from fam.rules.german import format_date, parse_date
from fam.rules.terms import Precision, Term
from fam.services.roundtrip_tables import Names

NO_DAY = "Bitte den genauen Tag angeben, zum Beispiel 03.04.2017."


def exact_key(field: FieldSpec) -> str:
    """Return the attribute that says how exactly a declared date is known, "" if it is a day."""
    return f"{field.key.removesuffix('_on')}_precision" if field.options.get("precision_ok") else ""


def values_of(record: Any, field: FieldSpec) -> dict[str, Any]:
    """Return a field's value as a form opens with it, with a date's precision."""
    found = {field.key: value_of(record, field)}
    return {**found, key: getattr(record, key)} if (key := exact_key(field)) else found


def text_of_values(field: FieldSpec, values: Mapping[str, Any], known: Names) -> str:
    """Return what a cell shows."""
    value = values[field.key]
    if value is not None and (key := exact_key(field)):
        return format_date(value, values[key])
    return text_of(field, value, people=known.people, families=known.families)


def plain_text(record: Any, field: FieldSpec, known: Names) -> str:
    """Return what a cell shows that is only to be read."""
    value = value_of(record, field)
    if field.kind is Kind.TOWN:
        return known.towns.get(value, "")
    if isinstance(value, date):
        precision = getattr(record, field.key.removesuffix("_on") + "_precision", Precision.DAY)
        return format_date(value, precision)
    if isinstance(value, Term):
        return value.label
    return text_of(field, value, people=known.people, families=known.families)


def packed(field: FieldSpec, values: Mapping[str, Any]) -> Any:
    """Return a field's value as JSON keeps it."""
    value = values[field.key]
    stored = value.value if isinstance(value, Term) else encode(field.kind, value)
    return [stored, values[key].value] if (key := exact_key(field)) else stored


def unpacked(field: FieldSpec, origin: Any) -> dict[str, Any]:
    """Return what `packed` kept; ValueError if it fits the field no more (its kind was changed)."""
    try:
        if key := exact_key(field):
            stored, precision = origin
            return {field.key: decode(field.kind, stored), key: Precision(precision)}
        return {field.key: decode(field.kind, origin)}
    except (TypeError, ValueError, ArithmeticError) as error:
        raise ValueError("spoilt") from error


def understood(field: FieldSpec, text: str, known: Names, today: date) -> dict[str, Any]:
    """Return the values that an edited cell means. Raises BadInput."""
    if field.kind is Kind.DATE:
        typed = parse_date(text, today, birth=field.options.get("birth", False))
        if key := exact_key(field):
            return {field.key: typed.day, key: typed.precision}
        if typed.precision is not Precision.DAY:
            raise BadInput(NO_DAY)
        return {field.key: typed.day}
    families = known.numbers if field.kind is Kind.REFERENCE else None
    return {field.key: parse(field, text, today=today, people=known.people, families=families)}


def nothing(field: FieldSpec) -> dict[str, Any]:
    """Return the values of an emptied field."""
    found = {field.key: decode(field.kind, None)}
    return {**found, key: Precision.DAY} if (key := exact_key(field)) else found
