"""A whole list: its sheets interpreted, doubles marked, and what stands outside the rows kept for the report."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from fam.exchange.listing.cells import Row, Workbook
from fam.exchange.listing.columns import CERTAIN
from fam.exchange.listing.doubles import mark_doubles
from fam.exchange.listing.family import ImportedRow
from fam.exchange.listing.header import Layout
from fam.exchange.listing.rows import Known, interpret


@dataclass(frozen=True, slots=True)
class Line:
    """A filled row that is no row of the list: a title above the header, the header, a row of a sheet not read."""

    sheet: str
    row: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class ImportedList:
    """A file as interpreted: rows to take in, lines around them, and remarks on how it was read."""

    name: str
    rows: tuple[ImportedRow, ...]
    lines: tuple[Line, ...]
    remarks: tuple[str, ...]


def fingerprint(data: bytes) -> str:
    """Return the hash by which a file is recognised."""
    return hashlib.sha256(data).hexdigest()


def interpret_list(
    book: Workbook, layouts: Sequence[Layout], known: Known, progress: Callable[[int], None] = lambda done: None
) -> ImportedList:
    """Return all rows of all sheets that are read, in the file's order; `progress` hears how many are done."""
    by_sheet = {layout.sheet: layout for layout in layouts}
    rows: list[ImportedRow] = []
    lines: list[Line] = []
    remarks = list(book.remarks)
    for sheet in book.sheets:
        layout = by_sheet.get(sheet.title)
        if layout is None:
            remarks.append(f"Blatt „{sheet.title}“ enthält keine gefüllten Zellen.")
            continue
        rows += interpret(sheet, layout, known, partial(_onward, progress, len(rows)))
        lines += [_line(layout, row) for row in sheet.rows if layout.skipped or row.number <= layout.header_row]
        remarks += _remarks(layout)
    return ImportedList(book.name, tuple(mark_doubles(rows)), tuple(lines), tuple(remarks))


def _onward(progress: Callable[[int], None], before: int, done: int) -> None:
    progress(before + done)


def row_count(book: Workbook, layouts: Sequence[Layout]) -> int:
    """Return how many rows will be interpreted, for a progress bar."""
    first = {layout.sheet: layout.header_row for layout in layouts if not layout.skipped}
    return sum(row.number > first[sheet.title] for sheet in book.sheets if sheet.title in first for row in sheet.rows)


def _line(layout: Layout, row: Row) -> Line:
    cells = [cell for _column, cell in sorted(row.cells.items())]
    parts = [part for cell in cells for part in (cell.text, cell.formula, cell.comment and f"[{cell.comment}]") if part]
    why = layout.skipped or ("Kopfzeile" if row.number == layout.header_row else "über der Kopfzeile")
    return Line(layout.sheet, row.number, " | ".join(parts), why)


def _remarks(layout: Layout) -> list[str]:
    if layout.skipped:
        return [f"Blatt „{layout.sheet}“ nicht gelesen: {layout.skipped}"]
    found = [f"Blatt „{layout.sheet}“: Kopfzeile in Zeile {layout.header_row}."]
    for column, target in layout.targets.items():
        heading = layout.heading(column)
        if column in layout.fields:
            if layout.scores.get(column, CERTAIN) < CERTAIN:
                found.append(f"Spalte „{heading}“ wurde als eigenes Feld gelesen; bitte prüfen, ob das gemeint ist.")
        elif target is None:
            found.append(f"Spalte „{heading}“ ist keinem Feld zugeordnet; ihr Inhalt steht in der Bemerkung.")
        elif layout.scores.get(column, CERTAIN) < CERTAIN:
            found.append(f"Spalte „{heading}“ wurde als „{target.label}“ gelesen (ähnliche Überschrift).")
    return found
