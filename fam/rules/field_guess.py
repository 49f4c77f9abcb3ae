"""What a column of an unknown list is, told from its cells: the kind of field that would hold it, and its options."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fam.errors import Ambiguous, BadInput
from fam.rules import labels
from fam.rules.dates import parse_date
from fam.rules.german import parse_decimal, parse_integer
from fam.rules.terms import Precision

MOST_OPTIONS, LONGEST_OPTION = 12, 40
LONGEST_SHORT = 200
YES_NO = {"ja", "nein", "j", "n", "x", "wahr", "falsch", "true", "false"}
NOTHING = {"unbekannt", "offen", "k.a.", "k. a.", "keine angabe", "n.n."}
_EURO = re.compile(r"€|\beur(?:o)?\b", re.IGNORECASE)
_CODE = re.compile(r"0[0-9]+|[0-9]{10,}")  # a leading zero or many digits: a number by which something is named


@dataclass(frozen=True, slots=True)
class FieldGuess:
    """The kind by its code ("choice", "date", ...) and, for choices, the options as first written."""

    kind: str
    options: tuple[str, ...] = ()


def guess_field(cells: Sequence[str], today: date) -> FieldGuess:
    """Return what holds all of these cells; empty ones and "k.A." say nothing. A person corrects it before it counts.

    A cell with two meanings ("03/04/2017", "1.234") counts as a date or number: which one is asked per column.
    """
    texts = [text for cell in cells if (text := cell.strip()) and _says_something(text)]
    if not texts:
        return FieldGuess("text")
    for kind, fits in KINDS:
        if fits(texts, today):
            return FieldGuess(kind)
    if options := _options(texts):
        several = any(";" in text for text in texts)
        return FieldGuess("choices" if several else "choice", options)
    return FieldGuess("long_text" if any(len(text) > LONGEST_SHORT or "\n" in text for text in texts) else "text")


def _says_something(text: str) -> bool:
    return any(sign.isalnum() for sign in text) and text.casefold() not in NOTHING


def _yes_no(texts: Sequence[str], _today: date) -> bool:
    return all(text.casefold() in YES_NO for text in texts)


def _precisions(texts: Sequence[str], today: date) -> set[Precision] | None:
    """How exactly the dates are known, None if one of the texts is no date with a year."""
    found = set()
    for text in texts:
        if text.isdigit():  # a year, a number: nobody can tell
            return None
        try:
            typed = parse_date(text, today)
            if parse_date(text, today - timedelta(days=400)) != typed:  # the year was not written
                return None
            found.add(typed.precision)
        except Ambiguous as error:
            if not all(re.search(r"\d{4}", reading) for reading in error.readings):
                return None
            found.add(Precision.DAY)
        except BadInput:
            return None
    return found


def _dates(texts: Sequence[str], today: date) -> bool:
    return Precision.DAY in (_precisions(texts, today) or ())


def _months(texts: Sequence[str], today: date) -> bool:
    return _precisions(texts, today) == {Precision.MONTH}


def _money(texts: Sequence[str], _today: date) -> bool:
    amounts = [_EURO.sub("", text).strip() for text in texts]
    return amounts != list(texts) and _all_read(parse_decimal, amounts)


def _percent(texts: Sequence[str], _today: date) -> bool:
    return any("%" in text for text in texts) and _all_read(
        parse_decimal, [text.replace("%", "").strip() for text in texts]
    )


def _integers(texts: Sequence[str], _today: date) -> bool:
    return not any(_CODE.fullmatch(text) for text in texts) and _all_read(parse_integer, texts)


def _decimals(texts: Sequence[str], _today: date) -> bool:
    return not any(_CODE.fullmatch(text) for text in texts) and _all_read(parse_decimal, texts)


def _all_read(parse: Callable[[str], object], texts: Sequence[str]) -> bool:
    for text in texts:
        try:
            parse(text)
        except Ambiguous:
            continue
        except BadInput:
            return False
    return True


def _options(texts: Sequence[str]) -> tuple[str, ...]:
    """The different short texts, at most twelve; else nothing."""
    found: dict[str, str] = {}
    for text in texts:
        for part in text.split(";"):
            if labels.norm(part):
                found.setdefault(labels.norm(part), part.strip())
    fits = len(found) <= MOST_OPTIONS and all(
        len(one) <= LONGEST_OPTION and "\n" not in one and not _CODE.fullmatch(one) for one in found.values()
    )
    return tuple(found.values()) if fits else ()


KINDS: tuple[tuple[str, Callable[[Sequence[str], date], bool]], ...] = (
    ("boolean", _yes_no),
    ("date", _dates),
    ("month", _months),
    ("money", _money),
    ("percent", _percent),
    ("integer", _integers),
    ("decimal", _decimals),
)
