"""From what people type or a list holds to a field's value: one parser per kind, for forms and import alike."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fam.errors import BadInput
from fam.fields.encoding import UNITS, scaled
from fam.fields.spec import FieldSpec, Kind
from fam.rules import labels
from fam.rules.german import format_decimal, parse_date, parse_decimal, parse_integer, parse_yes_no

LINK = re.compile(r"https?://[^\s/]+\.[^\s]+", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
PHONE = re.compile(r"[0-9+ ()/.\-]{3,}.*")


def parse_money(text: str) -> Decimal:
    """Return an amount in euros ("1.250,50 €"). Raises BadInput."""
    return _exact(Kind.MONEY, parse_decimal(re.sub(r"(€|\beur(o)?\b)", "", text, flags=re.IGNORECASE).strip()))


def parse_percent(text: str) -> Decimal:
    """Return a percentage ("12,5 %" is 12.5). Raises BadInput."""
    return _exact(Kind.PERCENT, parse_decimal(text.replace("%", "").strip()))


def parse_exact(text: str) -> Decimal:
    """Return a number with at most four decimals. Raises BadInput."""
    return _exact(Kind.DECIMAL, parse_decimal(text))


def parse_whole(text: str) -> int:
    """Return a whole number that every browser keeps exactly. Raises BadInput."""
    number = parse_integer(text)
    _exact(Kind.INTEGER, Decimal(number))
    return number


def _exact(kind: Kind, number: Decimal) -> Decimal:
    try:
        scaled(number, UNITS[kind])
    except ValueError:
        digits = UNITS[kind]
        places = f"höchstens {digits} Stellen hinter dem Komma" if digits else "keine Stellen hinter dem Komma"
        raise BadInput(f"Diese Zahl ist zu groß oder zu genau: {places}.") from None
    return number


def parse_month(text: str, today: date) -> date:
    """Return the first day of a month ("07/2014", "Juli 2014", also a whole date). Raises BadInput."""
    typed = parse_date(text, today=today)
    if typed.precision == "YEAR":
        raise BadInput("Bitte auch den Monat angeben, zum Beispiel 07/2014.")
    return typed.day.replace(day=1)


def parse_link(text: str) -> str:
    """Return a web address. Raises BadInput."""
    if not LINK.fullmatch(text):
        raise BadInput("Bitte die vollständige Adresse eingeben; sie beginnt mit https:// oder http://.")
    return text


def parse_email(text: str) -> str:
    """Return an e-mail address. Raises BadInput."""
    if not EMAIL.fullmatch(text):
        raise BadInput("Bitte eine E-Mail-Adresse eingeben, zum Beispiel name@beispiel.de.")
    return text


def parse_choice(field: FieldSpec, text: str) -> Any:
    """Return the code whose label is this text (case and space do not count), also an archived one. Raises BadInput."""
    wanted = labels.norm(text)
    for code, label in field.labels.items():
        if labels.norm(label) == wanted:
            return code
    raise BadInput(f"„{text}“ steht nicht zur Auswahl.")


def _several(field: FieldSpec, text: str) -> list[Any]:
    """One option, which may have a comma in it, or several parted by commas."""
    if labels.norm(text) in map(labels.norm, field.labels.values()):
        return [parse_choice(field, text)]
    return [parse_choice(field, part) for part in text.split(",") if part.strip()]


def parse(field: FieldSpec, text: str, *, today: date, people: Mapping[int, str] | None = None,
          families: Mapping[str, int] | None = None) -> Any:  # fmt: skip
    """Return the value that a text means for a field; "" is an empty value.

    `people` (id -> name) and `families` (FAM number -> id) are needed for fields that name them. Raises BadInput, and
    Ambiguous where a text has two meanings.
    """
    typed = text.strip()
    if not typed:
        return [] if field.kind is Kind.CHOICES else None
    if field.kind is Kind.CHOICE:
        return parse_choice(field, typed)
    if field.kind is Kind.CHOICES:
        return [code for part in re.split(r"[;\n]", typed) if part.strip() for code in _several(field, part)]
    if field.kind is Kind.BOOLEAN:
        return parse_yes_no(typed)
    if field.kind is Kind.DATE:
        return parse_date(typed, today=today).day
    if field.kind is Kind.MONTH:
        return parse_month(typed, today)
    if field.kind is Kind.PERSON:
        return _named(people or {}, typed)
    if field.kind is Kind.REFERENCE:
        return _family(families or {}, typed)
    plain = {
        Kind.INTEGER: parse_whole,
        Kind.DECIMAL: parse_exact,
        Kind.MONEY: parse_money,
        Kind.PERCENT: parse_percent,
        Kind.LINK: parse_link,
        Kind.EMAIL: parse_email,
    }.get(field.kind)
    return plain(typed) if plain else typed


def _named(people: Mapping[int, str], text: str) -> int:
    found = [number for number, name in people.items() if labels.norm(name) == labels.norm(text)]
    if len(found) != 1:
        raise BadInput(f"„{text}“ ist keine (oder keine eindeutige) Person aus dem Team.")
    return found[0]


def _family(families: Mapping[str, int], text: str) -> int:
    if (found := families.get(text.upper())) is None:
        raise BadInput(f"„{text}“ ist keine FAM-Nummer, die hier bekannt ist.")
    return found


def text_of(field: FieldSpec, value: Any, *, people: Mapping[int, str] | None = None,
            families: Mapping[int, str] | None = None) -> str:  # fmt: skip
    """Return a value as people read it and as `parse` understands it again; "" for an empty one."""
    if value is None or value in ("", [], ()):
        return ""
    if field.kind is Kind.CHOICES:
        return "; ".join(field.labels.get(one, str(one)) for one in value)
    if field.kind is Kind.CHOICE and field.labels:
        return field.labels.get(value, str(value))
    if field.kind is Kind.BOOLEAN:
        return "ja" if value else "nein"
    if field.kind is Kind.DATE:
        return f"{value:%d.%m.%Y}"
    if field.kind is Kind.MONTH:
        return f"{value:%m/%Y}"
    if field.kind is Kind.PERSON:
        return (people or {}).get(value, f"Konto {value}")
    if field.kind is Kind.REFERENCE:
        return (families or {}).get(value, "eine andere Familie")
    if field.kind is Kind.MONEY:
        return f"{format_decimal(value, 2)} €"
    if field.kind is Kind.PERCENT:
        return f"{format_decimal(value)} %"
    return format_decimal(value) if isinstance(value, Decimal) else str(value)
