"""A list goes out to be edited: a hidden row of keys, and what stood in it on a hidden sheet.

Row 1 has the labels, row 2 the keys, below one record a line; the first column says which. The second sheet keeps each
value as it went out, so that only what was edited comes back, and what somebody else changed meanwhile is seen. It is
sealed: one that was edited, or comes from another installation, is not believed (fam/exchange/roundtrip_back.py).
"""

import hmac
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fam.exchange.excel import CUT_MARK, FORMULA_STARTS, LONGEST_TEXT, NARROWEST, WIDEST, harmless, sheet_name
from fam.exchange.listing.cells import tidy
from fam.fields.spec import FieldSpec
from fam.rules import labels

ORIGINS = "FAM-Abgleich"  # the sheet of the values as they went out
SEAL = "Siegel "  # before the seal, in that sheet's first row
CLEAR = "(leeren)"
LONGEST_ORIGIN = 30_000
MOST_DIGITS = 15  # Excel keeps no more
UNSAFE = re.compile(r"_(?=x)|[^ -~\u00a1-\ud7ff\U00010000-\U0010ffff]")  # what a spreadsheet may change on its way


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


def to_file(title: str, columns: Sequence[Column], lines: Sequence[Mapping[str, Held]], secret: str) -> bytes:
    """Return the list as an .xlsx file; columns that cannot be edited are grey. No text of ours becomes a formula.

    The first column names the line. `secret` is the installation's own: with it the hidden sheet is sealed.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False}) as book:
        sheet, origins = book.add_worksheet(sheet_name(title)), book.add_worksheet(ORIGINS)
        formats = _formats(book)
        for number, column in enumerate(columns):
            sheet.write_string(0, number, harmless(column.label), formats["head" if column.field else "fixed"])
            sheet.write_string(1, number, column.key)
            width = max([len(column.label), *(len(line[column.key].text) for line in lines if column.key in line)])
            sheet.set_column(number, number, min(max(width, NARROWEST), WIDEST) + 2)
        for row, line in enumerate(lines):
            for number, column in enumerate(columns):
                if held := line.get(column.key):
                    _write(sheet, row + 2, number, held, formats)
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.freeze_panes(2, 1)
        _write_origins(origins, columns, lines, secret)
    return file.getvalue()


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    top: dict[str, Any] = {"valign": "top", "text_wrap": True}
    return {
        "head": book.add_format({"bold": True, "bottom": 1, **top}),
        "fixed": book.add_format({"bottom": 1, "font_color": "#666666", "italic": True, **top}),
        "cell": book.add_format(top),
        "date": book.add_format({"num_format": "dd.mm.yyyy", "align": "left", "valign": "top"}),
    }


def _write(sheet: Worksheet, row: int, column: int, held: Held, formats: Mapping[str, Any]) -> None:
    value = held.shown
    if isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(row, column, value, formats["date"])
    elif isinstance(value, int | Decimal) and len(str(abs(value)).replace(".", "")) <= MOST_DIGITS:
        sheet.write_number(row, column, value, formats["cell"])
    elif held.text:
        sheet.write_string(row, column, shown_text(held.text), formats["cell"])


def _write_origins(
    sheet: Worksheet, columns: Sequence[Column], lines: Sequence[Mapping[str, Held]], secret: str
) -> None:
    keys = [column.key for column in columns]
    kept = [{key: text for key in keys if key in line and (text := _kept(line[key], key == keys[0]))} for line in lines]
    for number, key in enumerate(keys):
        sheet.write_string(0, number, key)
    sheet.write_string(0, len(keys), SEAL + seal(secret, keys, kept))
    for row, texts in enumerate(kept, start=1):
        for number, key in enumerate(keys):
            if key in texts:
                sheet.write_string(row, number, texts[key])
    sheet.hide()


def _kept(held: Held, names_the_line: bool) -> str:
    if names_the_line:
        return held.text
    what = [held.origin, held.text] if len(held.text) < LONGEST_TEXT // 4 else [held.origin]
    text = UNSAFE.sub(_escaped, json.dumps(what, ensure_ascii=False))
    return text if len(text) <= LONGEST_ORIGIN else ""


def _escaped(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def seal(secret: str, keys: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return the seal of a hidden sheet; the order of its rows does not matter."""
    lines = sorted(json.dumps(sorted(row.items())) for row in rows)
    return hmac.new(secret.encode(), json.dumps([list(keys), lines]).encode(), "sha256").hexdigest()


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
