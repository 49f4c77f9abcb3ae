"""The plan path as people type or paste it: one line per month, "Januar 2018; 24"."""

import re
from collections.abc import Mapping
from datetime import date

from fam.errors import BadInput
from fam.rules.german import format_month, parse_date, parse_integer
from fam.rules.periods import month_start
from fam.rules.terms import Precision

HOW = "Eine Zeile je Monat: Januar 2018; 24."
MOST = 10_000  # families; a larger number is a slip
LINE = re.compile(r"(?P<month>.*?\S)\s*(?:[;\t|=]|:\s|,\s|,(?=\d+$)|\s)\s*(?P<stock>[-+\d.,]+)\s*(?:Familien?)?")


def parse_plan(text: str, today: date) -> dict[date, int]:
    """Return first day of month -> planned stock (families), in order of months; empty lines do not count.

    A month may be written "Januar 2018", "Jan. 18", "01/2018", "2018-01" or as any of its days; month and number are
    parted by a semicolon, a tab (pasted from Excel) or a blank. Raises BadInput naming the first line that is wrong.
    """
    found: dict[date, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        month, stock = _line(number, line.strip(), today)
        if month in found:
            raise BadInput(f"Zeile {number}: {format_month(month)} steht zweimal da.")
        found[month] = stock
    return dict(sorted(found.items()))


def _line(number: int, line: str, today: date) -> tuple[date, int]:
    match = LINE.fullmatch(line)
    if match is None:
        raise BadInput(f"Zeile {number}: „{line[:40]}“ nicht verstanden. {HOW}")
    try:
        typed = parse_date(match["month"].rstrip(";,:"), today)
    except BadInput as error:
        raise BadInput(f"Zeile {number}: Monat „{match['month'][:30]}“ nicht verstanden. {HOW}") from error
    if typed.precision is Precision.YEAR:
        raise BadInput(f"Zeile {number}: Der Monat fehlt. {HOW}")
    try:
        stock = parse_integer(match["stock"])
    except BadInput as error:
        raise BadInput(f"Zeile {number}: „{match['stock'][:30]}“ ist keine ganze Zahl. {HOW}") from error
    if not 0 <= stock <= MOST:
        raise BadInput(f"Zeile {number}: Der Bestand muss zwischen 0 und {MOST:,} liegen.".replace(",", "."))
    return month_start(typed.day), stock


def format_plan(points: Mapping[date, int]) -> str:
    """Return a plan path as it is typed, one line per month."""
    return "\n".join(f"{format_month(month)}; {stock}" for month, stock in sorted(points.items()))
