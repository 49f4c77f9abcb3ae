"""Read the text of `fields export`, by whomever it was changed since: whole and of the right shape, or not at all."""

import json
from typing import Any

from fam.errors import BadInput
from fam.services import field_shape

FORMAT = 1
Fields = dict[str, dict[str, Any]]
NO_EXPORT = "Das ist kein Text von `fields export`"


def read(text: str) -> Fields:
    """Return the fields of a text by their full key. Raises BadInput with one sentence per line that is wrong."""
    if not text.strip():
        raise BadInput(f"{NO_EXPORT}: Die Datei ist leer.")
    found = _parsed(text)
    if not isinstance(found, dict) or not isinstance(found.get("fields"), dict) or "format" not in found:
        raise BadInput(f"{NO_EXPORT}: Es fehlt „format“ oder „fields“.")
    if found["format"] != FORMAT or type(found["format"]) is not int:
        raise BadInput(
            f"Dieser Text stammt aus einer anderen Fassung und ist nicht lesbar; hier gilt Fassung {FORMAT}."
        )
    fields: Fields = found["fields"]
    _storable(fields)
    wrong = [
        place(text, key) + sentence for key, one in fields.items() for _name, sentence in field_shape.wrong(key, one)
    ]
    if wrong:
        raise BadInput("\n".join(wrong))
    return fields


def place(text: str, key: str, label: str = "") -> str:
    """Return where a field stands in the text, for the beginning of a sentence about it."""
    lines = text.splitlines()
    number = next((number for number, line in enumerate(lines, 1) if json.dumps(key, ensure_ascii=False) in line), 1)
    return f"Zeile {number}, {key}{f' „{label}“' if label else ''}: "


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise BadInput(f"{NO_EXPORT}: In Zeile {error.lineno}, Zeichen {error.colno} ist es kein JSON mehr.") from error
    except (RecursionError, ValueError) as error:  # also a number of thousands of digits
        raise BadInput(f"{NO_EXPORT}: So etwas schreibt er nicht.") from error


def _storable(fields: Fields) -> None:
    """Half a sign or a NUL can be written in JSON, but no database keeps it."""
    try:
        whole = json.dumps(fields, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"{NO_EXPORT}: Ein Zeichen darin ist keines.") from error
    if b"\\u0000" in whole:
        raise BadInput(f"{NO_EXPORT}: Ein Zeichen darin ist keines (NUL).")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadInput(f"„{key[:60]}“ steht zweimal an derselben Stelle; was gilt, muss eindeutig sein.")
        found[key] = value
    return found


def _no_number(text: str) -> Any:
    raise BadInput(f"{text} ist keine Zahl.")
