"""A list that goes out to be edited and comes back: a hidden row of keys, and what stood in it on a hidden sheet.

Row 1 has the labels, row 2 the keys, below one family a line. The second sheet keeps each value as it went out, so that
only what was edited comes back, and what somebody else changed meanwhile is seen.
"""

import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from fam.exchange.excel import CUT_MARK, FORMULA_STARTS, LONGEST_TEXT, NARROWEST, WIDEST, harmless, sheet_name
from fam.exchange.listing.cells import Row, Sheet, UnreadableFile, Workbook, tidy
from fam.fields.spec import FieldSpec
from fam.rules import labels

NUMBER = "family.number"
ORIGINS = "FAM-Abgleich"  # the sheet of the values as they went out
CLEAR = "(leeren)"
LONGEST_ORIGIN = 30_000
MOST_DIGITS = 15  # Excel keeps no more
HEADER_WITHIN = 20
NO_LIST = (
    "Das ist keine Liste aus „Liste ausgeben“: Es fehlt die Spalte mit den FAM-Nummern. "
    "Andere Listen liest die Koordination unter „Austausch“ ein."
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key ("family_detail.f_7"), its heading, and the field whose cells may be edited (else None)."""

    key: str
    label: str
    field: FieldSpec | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What a cell goes out with: what Excel shows, the text it reads as, and the value as JSON (None: read only)."""

    shown: Any
    text: str
    origin: Any = None


@dataclass(frozen=True, slots=True)
class Edited:
    """One line of a file that came back: its FAM number and its filled cells by key."""

    row: int
    number: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EditedList:
    """A file that came back. `origins` are the values as they went out, by FAM number and key; None: not in the file.

    `unknown` are headings of columns that belong to no field which the person may read.
    """

    rows: tuple[Edited, ...]
    keys: frozenset[str]
    unknown: tuple[str, ...] = ()
    origins: Mapping[str, Mapping[str, Any]] | None = field(default=None)


def told_apart(columns: Sequence[Column]) -> list[Column]:
    """Return the columns with headings of their own: those that clash get their section or their key behind them."""
    times = Counter(labels.norm(column.label) for column in columns)
    clashing = [column for column in columns if times[labels.norm(column.label)] > 1]
    sections = Counter((labels.norm(column.label), labels.norm(column.section)) for column in clashing)

    def heading(column: Column) -> str:
        if column not in clashing:
            return column.label
        alone = column.section and sections[labels.norm(column.label), labels.norm(column.section)] == 1
        return f"{column.label} ({column.section if alone else column.key})"

    return [replace(column, label=heading(column)) for column in columns]


def to_file(title: str, columns: Sequence[Column], lines: Sequence[Mapping[str, Held]]) -> bytes:
    """Return the list as an .xlsx file; columns that cannot be edited are grey. No text of ours becomes a formula."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False}) as book:
        sheet, origins = book.add_worksheet(sheet_name(title)), book.add_worksheet(ORIGINS)
        top: dict[str, Any] = {"valign": "top", "text_wrap": True}
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, **top}),
            "fixed": book.add_format({"bottom": 1, "font_color": "#666666", "italic": True, **top}),
            "cell": book.add_format(top),
            "date": book.add_format({"num_format": "dd.mm.yyyy", "align": "left", "valign": "top"}),
        }
        for number, column in enumerate(columns):
            sheet.write_string(0, number, harmless(column.label), formats["head" if column.field else "fixed"])
            sheet.write_string(1, number, column.key)
            origins.write_string(0, number, column.key)
            width = max([len(column.label), *(len(line[column.key].text) for line in lines if column.key in line)])
            sheet.set_column(number, number, min(max(width, NARROWEST), WIDEST) + 2)
        for row, line in enumerate(lines):
            for number, column in enumerate(columns):
                if held := line.get(column.key):
                    _write(sheet, row + 2, number, held, formats)
                    _write_origin(origins, row + 1, number, column, held)
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.freeze_panes(2, 1)
        origins.hide()
    return file.getvalue()


def _write(sheet: Worksheet, row: int, column: int, held: Held, formats: Mapping[str, Any]) -> None:
    value = held.shown
    if isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(row, column, value, formats["date"])
    elif isinstance(value, int | Decimal) and len(str(abs(value)).replace(".", "")) <= MOST_DIGITS:
        sheet.write_number(row, column, value, formats["cell"])
    elif held.text:
        sheet.write_string(row, column, shown_text(held.text), formats["cell"])


def _write_origin(sheet: Worksheet, row: int, number: int, column: Column, held: Held) -> None:
    if column.key == NUMBER:
        sheet.write_string(row, number, held.text)
    else:
        kept = json.dumps([held.origin, held.text] if len(held.text) < LONGEST_TEXT // 4 else [held.origin],
                          ensure_ascii=False)  # fmt: skip
        if len(kept) <= LONGEST_ORIGIN:
            sheet.write_string(row, number, kept)


def shown_text(text: str) -> str:
    """Return a text as the cell holds it: no formula, not longer than Excel allows."""
    safe = harmless(text)
    return safe if len(safe) <= LONGEST_TEXT else safe[: LONGEST_TEXT - len(CUT_MARK)] + CUT_MARK


def meant(text: str) -> str:
    """Return what a cell means: without the apostrophe that kept it from being a formula."""
    bare = text[1:]
    return bare if text.startswith("'") and bare.lstrip(" \u00a0\ufeff")[:1] in FORMULA_STARTS else text


def unedited(text: str, cell: str) -> bool:
    """Return whether a cell still holds the text that went out."""
    return tidy(shown_text(text)) == cell


def from_book(book: Workbook, columns: Sequence[Column]) -> EditedList:
    """Return what came back, by the row of keys or, where it is gone, by the headings. Raises UnreadableFile."""
    rows = [(one, row) for one in book.sheets if one.title != ORIGINS for row in one.rows[:HEADER_WITHIN]]
    rows.sort(key=lambda pair: not _is_key_row(pair[1]))
    for sheet, header in rows:
        keys = _keys(header, columns)
        if NUMBER in keys.values():
            headings = sheet.rows[0] if _is_key_row(header) else header
            return _edited(book, sheet, (headings, header), keys, {column.key for column in columns})
    raise UnreadableFile(NO_LIST)


def _is_key_row(row: Row) -> bool:
    return any(cell.text == NUMBER for cell in row.cells.values())


def _keys(row: Row, columns: Sequence[Column]) -> dict[int, str]:
    """Column number -> key of a row of keys, or of a row of headings; what is neither stands under its own text."""
    if _is_key_row(row):
        return {number: cell.text for number, cell in row.cells.items() if cell.text}
    known = {labels.norm(column.label): column.key for column in columns}
    return {number: known.get(labels.norm(meant(cell.text)), cell.text) for number, cell in row.cells.items()}


def _edited(
    book: Workbook, sheet: Sheet, header: tuple[Row, Row], keys: Mapping[int, str], known: set[str]
) -> EditedList:
    """Everything below the headings but the row of keys, wherever sorting may have put it."""
    place = next(number for number, key in keys.items() if key == NUMBER)
    taken = {number: key for number, key in keys.items() if key in known}
    rows = []
    for row in sheet.rows:
        if row.number > header[0].number and row not in header:
            cells = {key: row.cells[number].text for number, key in taken.items() if number in row.cells}
            named = row.cells.get(place)
            rows.append(Edited(row.number, named.text.strip().upper() if named else "", cells))
    headings = header[0].cells
    unknown = [headings[number].text for number, key in keys.items() if key not in known and number in headings]
    return EditedList(tuple(rows), frozenset(taken.values()), tuple(unknown), _origins(book))


def _origins(book: Workbook) -> dict[str, dict[str, Any]] | None:
    """FAM number -> key -> [value, text]; a sheet that somebody spoilt counts as not there."""
    sheet = next((one for one in book.sheets if one.title == ORIGINS and one.rows), None)
    if sheet is None:
        return None
    keys = {number: cell.text for number, cell in sheet.rows[0].cells.items()}
    place = next((number for number, key in keys.items() if key == NUMBER), None)
    found: dict[str, dict[str, Any]] = {}
    for row in sheet.rows[1:]:
        if place is not None and place in row.cells:
            line = found.setdefault(row.cells[place].text.upper(), {})
            for number, cell in row.cells.items():
                if number != place and (kept := _loaded(cell.text)) is not None and number in keys:
                    line[keys[number]] = kept
    return found


def _loaded(text: str) -> list[Any] | None:
    try:
        kept = json.loads(text)
    except ValueError:
        return None
    return kept if isinstance(kept, list) and len(kept) in (1, 2) else None
