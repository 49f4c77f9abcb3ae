"""What a file holds once it is read: sheets, rows and cells as people see them. No formula is ever computed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fam.errors import FamError
from fam.rules.german import TypedDate

MOST_ROWS = 20_000  # filled rows of one file
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000  # filled cells of one file
LONGEST_CELL = 32_767  # Excel's own limit; a CSV file might hold more


class UnreadableFile(FamError):
    """The file cannot come in at all; the sentence says why and what helps."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell: its text as Excel shows it; a date also as a date; a formula and a comment as text beside it."""

    text: str
    day: TypedDate | None = None
    formula: str = ""
    comment: str = ""
    error: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row: Excel's row number and the filled cells by column number (A = 1)."""

    number: int
    cells: Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet with its filled rows in their order."""

    title: str
    rows: tuple[Row, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as read; `remarks` are German sentences about what was read how, or not read."""

    name: str
    sheets: tuple[Sheet, ...]
    remarks: tuple[str, ...] = ()


class Limit:
    """Counts rows and cells while a file is read and ends the reading with a sentence when it becomes too much."""

    def __init__(self) -> None:
        self.rows = self.cells = 0

    def count(self, row: Row) -> Row:
        """Return the row, or raise UnreadableFile when it is one too many or too wide."""
        self.rows += 1
        self.cells += len(row.cells)
        if self.rows > MOST_ROWS:
            raise UnreadableFile(
                f"Die Datei hat mehr als {_dots(MOST_ROWS)} gefüllte Zeilen. Bitte in kleineren Teilen einlesen."
            )
        if max(row.cells) > MOST_COLUMNS:
            raise UnreadableFile(
                f"Zeile {row.number} reicht über Spalte {MOST_COLUMNS} hinaus. "
                "Bitte nur die Spalten der Familienliste in die Datei nehmen."
            )
        if any(len(cell.text) > LONGEST_CELL for cell in row.cells.values()):
            raise UnreadableFile(
                f"In Zeile {row.number} enthält eine Zelle mehr als {_dots(LONGEST_CELL)} Zeichen. "
                "Ist das die richtige Datei?"
            )
        if self.cells > MOST_CELLS:
            raise UnreadableFile(
                f"Die Datei hat mehr als {_dots(MOST_CELLS)} gefüllte Zellen. Bitte in kleineren Teilen einlesen."
            )
        return row


def tidy(text: str) -> str:
    """Return a cell's text without outer blanks and with one kind of line break; nothing visible is changed."""
    if "_x000" in text:
        text = re.sub(r"_x000[dD]_", "\r", text)
    return text.strip() if "\r" not in text else re.sub(r"\r\n?", "\n", text).strip()


def column_letter(column: int) -> str:
    """Return Excel's letters of a column number: 1 -> "A", 28 -> "AB"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _dots(number: int) -> str:
    return f"{number:,}".replace(",", ".")
