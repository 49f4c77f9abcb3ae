"""Check values against their fields before they are saved: required, length, limits, known choices."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from fam.errors import InvalidForm
from fam.fields.spec import FieldSpec, Kind

TEXTS = (Kind.TEXT, Kind.LONG_TEXT, Kind.PHONE)


def clean(value: Any) -> Any:
    """Return text in NFC without surrounding space and control characters; other values as they are."""
    if not isinstance(value, str) or type(value) is not str:
        return value
    text = unicodedata.normalize("NFC", value)
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) != "Cc").strip()


def checked(fields: Sequence[FieldSpec], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cleaned values of the given keys.

    A date's precision goes with its date. Raises InvalidForm with one German sentence per wrong field; KeyError for a
    key that is no field.
    """
    known = {field.key: field for field in fields}
    cleaned = {key: clean(value) for key, value in values.items()}
    companions = {key for key in cleaned if key not in known and key.endswith("_precision")}
    named = {key: value for key, value in cleaned.items() if key not in companions}
    wrong = {key: sentence for key, value in named.items() if (sentence := problem(known[key], value))}
    if wrong:
        raise InvalidForm(wrong)
    return cleaned


def problem(field: FieldSpec, value: Any) -> str:
    """Return the German sentence that says what is wrong with a value, or ""."""
    if value is None or value == "":
        return f"Bitte „{field.label}“ ausfüllen." if field.required else ""
    if field.kind in TEXTS and field.max_length and len(value) > field.max_length:
        return f"„{field.label}“ ist zu lang: {len(value)} von höchstens {field.max_length} Zeichen."
    if field.minimum is not None and value < field.minimum:
        return f"„{field.label}“ muss mindestens {field.minimum:g} sein."
    if field.maximum is not None and value > field.maximum:
        return f"„{field.label}“ darf höchstens {field.maximum:g} sein."
    if not isinstance(field.choices, str) and value not in field.choices:
        return f"„{field.label}“: diese Auswahl gibt es nicht."
    return ""
