"""Lists out: any list as an Excel file or as CSV; no text of ours can become a formula there."""

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fam.rules.terms import Term

BERLIN = ZoneInfo("Europe/Berlin")
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
LONGEST_TEXT = 32_767  # Excel's limit of one cell; xlsxwriter silently leaves out what is longer
CUT_MARK = " … (gekürzt)"
MOST_ROWS = 1_048_575  # below the header
WIDEST, NARROWEST = 60, 8


def harmless(text: str) -> str:
    """Return the text, with an apostrophe before it where a spreadsheet would read a formula (= + - @, tab, CR, LF).

    Blanks before the sign do not help an attacker: they are looked through.
    """
    return f"'{text}" if text.lstrip(" \u00a0\ufeff")[:1] in FORMULA_STARTS else text


def to_excel(title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return one list as an .xlsx file: header frozen and filterable, dates as real dates, text always as text.

    `title` becomes the sheet's name. Cells may be text, numbers, dates, times, booleans (ja/nein), terms (their
    label), sequences (joined by commas) or None (empty). A text longer than Excel allows is cut and marked.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"title": title})
        sheet = book.add_worksheet(sheet_name(title))
        formats = _formats(book)
        widths = [_width(header) for header in headers]
        for column, header in enumerate(headers):
            sheet.write_string(0, column, harmless(header), formats["header"])
        last = 0
        for last, row in enumerate(rows, start=1):
            if last > MOST_ROWS:
                raise ValueError("an Excel sheet has 1,048,576 rows")
            for column, value in enumerate(row):
                widths[column] = max(widths[column], _write(sheet, last, column, _plain(value), formats))
        sheet.freeze_panes(1, 0)
        if headers:
            sheet.autofilter(0, 0, last, len(headers) - 1)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width, NARROWEST), WIDEST) + 2)
    return file.getvalue()


def to_csv(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return one list as CSV text (commas, line ends LF, dates dd.mm.yyyy), formulas neutralised as in `to_excel`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_csv_cell(header) for header in headers])
    writer.writerows([_csv_cell(_plain(value)) for value in row] for row in rows)
    return text.getvalue()


def sheet_name(title: str) -> str:
    """Return a title as a name that Excel allows for a sheet (31 characters, none of []:*?/\\)."""
    name = re.sub(r"[\[\]:*?/\\\x00-\x1f]+", " ", title).strip(" '")[:31].strip(" '")
    return "Liste" if not name or name.casefold() == "history" else name


def _plain(value: object) -> object:
    """Reduce a value to what a cell can hold: text, number, date, time or None."""
    if isinstance(value, Term):
        return value.label
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, datetime):
        return value.astimezone(BERLIN).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, int) and abs(value) >= 10**15:
        return str(value)  # Excel keeps 15 digits
    if isinstance(value, Decimal | float) and not math.isfinite(value):
        return None
    if isinstance(value, date) and value.year < 1900:
        return value.strftime("%d.%m.%Y")  # before Excel's first day
    if value is None or isinstance(value, int | float | Decimal | date | time):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(_plain(part)) for part in value if part is not None)
    return str(value)


def _write(sheet: Worksheet, row: int, column: int, value: object, formats: dict[str, Format]) -> int:
    """Write one cell and return how many characters it shows."""
    if value is None or value == "":
        return 0
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value, formats["moment"])
        return 16
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["date"])
        return 10
    if isinstance(value, time):
        sheet.write_datetime(row, column, value, formats["time"])
        return 5
    if isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value)
        return len(str(value))
    text = harmless(str(value))
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - len(CUT_MARK)] + CUT_MARK
    sheet.write_string(row, column, text, formats["text"])
    return _width(text)


def _csv_cell(value: object) -> object:
    """Return a cell as CSV shows it; numbers stay as they are, text is made harmless."""
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return harmless(re.sub("\r\n?", "\n", value)) if isinstance(value, str) else value


def _width(text: str) -> int:
    return max(map(len, text.splitlines()), default=0)


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    top = {"valign": "top"}
    return {
        "header": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, **top}),
        "text": book.add_format({"text_wrap": True, **top}),
        "date": book.add_format({"num_format": "dd.mm.yyyy", "align": "left", **top}),
        "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm", "align": "left", **top}),
        "time": book.add_format({"num_format": "hh:mm", "align": "left", **top}),
    }
