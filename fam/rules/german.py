"""What people type and read in German: numbers, yes and no, dates. One parser for the forms and the import."""

import re
from datetime import date
from decimal import Decimal

from fam.errors import Ambiguous, BadInput
from fam.rules.dates import EARLIEST, MONTHS, WEEKDAYS, TypedDate, parse_date, parse_optional_date
from fam.rules.terms import Precision

__all__ = [
    "EARLIEST",
    "MONTHS",
    "WEEKDAYS",
    "TypedDate",
    "format_date",
    "format_decimal",
    "format_month",
    "format_weekday_date",
    "parse_date",
    "parse_decimal",
    "parse_integer",
    "parse_optional_date",
    "parse_yes_no",
    "plural",
]

MOST_DIGITS = 15
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)")
_DIGITS = re.compile(r"[0-9]+")
_COMMA = re.compile(r"([0-9]*|[0-9]{1,3}(?:[. ][0-9]{3})+),([0-9]+)")
_POINT = re.compile(r"([0-9]+)\.([0-9]+)")
_THOUSANDS_OR_POINT = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_YES = {"ja", "j", "wahr", "true", "1", "x"}
_NO = {"nein", "n", "falsch", "false", "0"}
_UNKNOWN = {"", "unbekannt", "noch nicht bekannt", "offen", "?", "k.a.", "k. a.", "keine angabe", "-", "–"}


def parse_integer(text: str) -> int:
    """Return a whole number; points and spaces may group thousands ("1.200"). Raises BadInput."""
    sign, digits = _signed(text)
    if _GROUPED.fullmatch(digits):
        digits = re.sub(r"[. ]", "", digits)
    if not _DIGITS.fullmatch(digits):
        raise BadInput("Bitte eine ganze Zahl in Ziffern eingeben, zum Beispiel 12.")
    _check_length(digits)
    return sign * int(digits)


def parse_decimal(text: str) -> Decimal:
    """Return a number with a decimal comma: "1,5" and "1.234,5"; a lone point is taken where it can mean one thing.

    Raises BadInput, and Ambiguous for "1.234" (1234 or 1,234).
    """
    sign, digits = _signed(text)
    if _THOUSANDS_OR_POINT.fullmatch(digits):
        minus = "-" if sign < 0 else ""
        readings = [minus + digits.replace(".", ""), minus + digits.replace(".", ",")]
        raise Ambiguous(f"Ist {readings[0]} oder {readings[1]} gemeint? Bitte so schreiben.", readings)
    if _DIGITS.fullmatch(digits) or _GROUPED.fullmatch(digits):
        plain = re.sub(r"[. ]", "", digits)
    elif found := _COMMA.fullmatch(digits) or _POINT.fullmatch(digits):
        plain = f"{re.sub('[. ]', '', found[1]) or '0'}.{found[2]}"
    else:
        raise BadInput("Bitte eine Zahl eingeben, zum Beispiel 1,5.")
    _check_length(plain)
    return sign * Decimal(plain)


def _signed(text: str) -> tuple[int, str]:
    """Return the sign and the rest of a typed number, every kind of space as one plain space."""
    plain = " ".join(text.split()).replace("\u2212", "-")
    if not plain:
        raise BadInput("Bitte eine Zahl eingeben.")
    return (-1 if plain[0] == "-" else 1), (plain[1:].lstrip() if plain[0] in "+-" else plain)


def _check_length(digits: str) -> None:
    if len(digits.replace(".", "")) > MOST_DIGITS:
        raise BadInput(f"Die Zahl ist zu lang: höchstens {MOST_DIGITS} Ziffern.")


def parse_yes_no(text: str) -> bool | None:
    """Return True for ja, False for nein, None for unbekannt or nothing. Raises BadInput."""
    word = " ".join(text.split()).casefold()
    if word in _UNKNOWN:
        return None
    if word in _YES or word in _NO:
        return word in _YES
    raise BadInput("Bitte „ja“, „nein“ oder „unbekannt“ eingeben.")


def format_date(day: date, precision: Precision = Precision.DAY) -> str:
    """Return "03.04.2017", for a month "07/2014", for a year "2014"."""
    if precision is Precision.YEAR:
        return f"{day.year:04}"
    return (
        f"{day.month:02}/{day.year:04}"
        if precision is Precision.MONTH
        else f"{day.day:02}.{day.month:02}.{day.year:04}"
    )


def format_month(day: date) -> str:
    """Return "April 2017"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def format_weekday_date(day: date) -> str:
    """Return "Mo 15.10.2018"."""
    return f"{WEEKDAYS[day.weekday()]} {format_date(day)}"


def format_decimal(number: Decimal | float, places: int | None = None) -> str:
    """Return "1,5", with `places` exactly that many decimals; no thousands points, so that it can be typed back."""
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    text = f"{exact:.{places}f}" if places is not None else f"{exact:f}"
    return text.replace(".", ",")


def plural(number: int, one: str, many: str) -> str:
    """Return "1 Familie" or "3 Familien"."""
    return f"{number} {one if abs(number) == 1 else many}"
