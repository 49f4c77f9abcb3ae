"""A report in words and rows: the same on the screen, on paper, in Excel, as CSV and on the command line."""

from collections.abc import Mapping, Sequence
from typing import Any

from fam.exchange.excel import to_csv
from fam.figures.reports import View
from fam.figures.shown import Published, Shown, legend
from fam.rules.german import format_date, format_decimal
from fam.rules.report_terms import title as period_title

NOTHING = "–"
HEADERS = ("Nr.", "Kennzahl", "Aufteilung", "Wert", "Zähler", "Nenner", "Bemerkung")
RATE = "rate"
Row = tuple[object, ...]


def title(view: View) -> str:
    """Return "Monatsbericht September 2017"."""
    return f"{view.kind.label} {period_title(view.kind, view.period.first)}"


def head(view: View) -> list[str]:
    """Return what stands above the numbers: Stichtag, version, state of the data."""
    lines = [f"Stichtag {format_date(view.period.last)}"]
    if view.head:
        by = f" von {view.head.by}" if view.head.by else ""
        lines.append(f"Fassung {view.head.number}, eingefroren am {format_date(view.head.frozen_at.date())}{by}")
    else:
        lines.append("nicht eingefroren: gezählt mit dem heutigen Stand der Daten")
    lines.append(f"Datenstand {view.data_version}, Programm {view.program}")
    if view.provisional:
        lines.append("vorläufig: in den letzten drei Monaten kommen noch Nachträge")
    return lines


def words(number: Shown, about: Mapping[str, Any]) -> str:
    """Return a value as people read it: "31", "40 % (8 von 20)", "< 5", "–"."""
    if number.mark:
        return number.mark
    if number.value is None:
        return NOTHING
    if about["kind"] == RATE and None not in (number.numerator, number.denominator):  # a part may be a median
        return f"{plain(number.value * 100, 0)} % ({plain(number.numerator)} von {plain(number.denominator)})"
    return plain(number.value)


def rows(view: View) -> list[Row]:
    """Return one row per number, in the order of the indicators; see HEADERS."""
    found: list[Row] = []
    for one in view.figures:
        about = view.definition(one.id)
        found.append(_row(one, "", one.number, about, one.withheld))
        for each in one.breakdowns:
            if each.withheld:
                found.append((one.id, about["title"], each.title, "", "", "", each.withheld))
            units = {**about, "unit": each.unit} if each.unit else about
            found += [_row(one, f"{each.title}: {part.label}", part.number, units) for part in each.parts]
    return found


def definitions(view: View) -> list[Row]:
    """Return the definitions as of then: number, title, heading, sentence."""
    return [(one["id"], one["title"], heading, text) for one in view.definitions for heading, text in one["lines"]]


def notes(view: View) -> list[str]:
    """Return what must stand below the numbers."""
    return [legend(view.threshold)] if any(one.hidden for one in view.figures) else []


def as_csv(view: View) -> str:
    """Return the rows as CSV text."""
    return to_csv(HEADERS, rows(view))


def changes(then: Sequence[Published], now: Sequence[Published], view: View) -> list[Row]:
    """Return what is counted otherwise today: number, title, part, then, now; nothing that either side withholds."""
    before, after = _numbers(then), _numbers(now)
    found: list[Row] = []
    for (id, part), number in before.items():
        today = after.get((id, part))
        if today is not None and today != number and not number.mark and not today.mark:
            about = view.definition(id)
            found.append((id, about["title"], part, words(number, about), words(today, about)))
    return found


def _numbers(figures: Sequence[Published]) -> dict[tuple[str, str], Shown]:
    found = {(one.id, ""): one.number for one in figures if not one.withheld}
    for one in figures:
        for each in one.breakdowns:
            found |= {(one.id, f"{each.title}: {part.label}"): part.number for part in each.parts}
    return found


def _row(one: Published, part: str, number: Shown, about: Mapping[str, Any], withheld: str = "") -> Row:
    if withheld:
        return (one.id, about["title"], part, "", "", "", withheld)
    unit = "" if about["kind"] == RATE else about["unit"]
    share = about["kind"] == RATE and None not in (number.numerator, number.denominator)
    value = words(number, about).partition(" (")[0] if share else number.mark or _cell(number.value)
    return (one.id, about["title"], part, value, _cell(number.numerator), _cell(number.denominator), unit)


def _cell(number: float | None) -> float | None:
    """A number as it is shown: whole, or with one decimal."""
    if number is None or isinstance(number, int):
        return number
    return int(number) if number.is_integer() else round(number, 1)


def plain(number: float | None, places: int | None = None) -> str:
    if number is None:
        return NOTHING
    whole = float(number).is_integer()
    return format_decimal(number, places if places is not None else 0 if whole else 1)
