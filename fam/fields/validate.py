"""Check values against their fields before they are saved: required, length, limits, known choices."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from fam.errors import BadInput, InvalidForm
from fam.fields.encoding import encode
from fam.fields.parsing import parse_email, parse_link
from fam.fields.spec import NUMBERS, TEXTS, FieldSpec, Kind


def clean(value: Any) -> Any:
    """Return text in NFC without surrounding space and control characters; other values as they are."""
    if not isinstance(value, str) or type(value) is not str:
        return value
    text = unicodedata.normalize("NFC", value)
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) != "Cc").strip()


def checked(
    fields: Sequence[FieldSpec],
    values: Mapping[str, Any],
    *,
    rest: Mapping[str, Any] | None = None,
    since: date | None = None,
) -> dict[str, Any]:
    """Return the cleaned values of the given keys.

    A date's precision goes with its date. `rest` are the record's other values: a field that they hide is not required.
    `since` is the day of a record that is there already: what is required "from now on" is not asked of older ones.
    Raises InvalidForm with one German sentence per wrong field; KeyError for a key that is no field.
    """
    known = {field.key: field for field in fields}
    cleaned = {key: clean(value) for key, value in values.items()}
    companions = {key for key in cleaned if key not in known and key.endswith("_precision")}
    named = {key: value for key, value in cleaned.items() if key not in companions}
    everything = {**(rest or {}), **named}
    asked = {key: asked_now(known[key], everything, since) for key in named}
    wrong = {key: sentence for key, value in named.items() if (sentence := problem(asked[key], value))}
    if wrong:
        raise InvalidForm(wrong)
    return cleaned


def asked_now(field: FieldSpec, values: Mapping[str, Any], since: date | None = None) -> FieldSpec:
    """Return the field as it is asked of this record: not required while it is hidden, or if the record is older."""
    new_only = field.options.get("required_since")
    older = new_only is not None and since is not None and since < new_only
    return replace(field, required=False) if field.required and (older or not field.shown(values)) else field


def problem(field: FieldSpec, value: Any) -> str:
    """Return the German sentence that says what is wrong with a value, or ""."""
    if value is None or value in ("", [], ()):
        return f"Bitte „{field.label}“ ausfüllen." if field.required else ""
    if field.kind in TEXTS and field.max_length and len(value) > field.max_length:
        return f"„{field.label}“ ist zu lang: {len(value)} von höchstens {field.max_length} Zeichen."
    if field.kind in NUMBERS and field.minimum is not None and value < field.minimum:
        return f"„{field.label}“ muss mindestens {_number(field.minimum)} sein."
    if field.kind in NUMBERS and field.maximum is not None and value > field.maximum:
        return f"„{field.label}“ darf höchstens {_number(field.maximum)} sein."
    if not isinstance(field.choices, str) and field.kind in (Kind.CHOICE, Kind.CHOICES):
        codes = value if isinstance(value, list | tuple) else [value]
        if any(code not in field.labels for code in codes):
            return f"„{field.label}“: diese Auswahl gibt es nicht."
    return _form_of(field, value) if field.runtime else ""


def _number(limit: float) -> str:
    return f"{limit:g}".replace(".", ",")


def _form_of(field: FieldSpec, value: Any) -> str:
    """A runtime value must be one that its kind can hold; forms see to that, hand-made events do not."""
    try:
        if field.kind is Kind.LINK:
            parse_link(value)
        if field.kind is Kind.EMAIL:
            parse_email(value)
        encode(field.kind, value)
    except BadInput as error:
        return str(error)
    except (ValueError, TypeError, ArithmeticError):
        return f"„{field.label}“ kann diesen Wert nicht aufnehmen."
    return ""
