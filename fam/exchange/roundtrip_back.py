"""An edited list comes back: which list it is, its cells by key, and what the hidden sheet says went out."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fam.exchange.listing.cells import Row, Sheet, UnreadableFile, Workbook
from fam.exchange.roundtrip import ORIGINS, SEAL, Column, meant, seal
from fam.rules import labels

HEADER_WITHIN = 20
NO_LIST = (
    "Das ist keine Liste aus „Liste ausgeben“: Es fehlt die Spalte mit den FAM-Nummern (bei Personen, Gesprächen und "
    "Aufgaben die mit deren Nummern). Andere Listen liest die Koordination unter „Austausch“ ein."
)
FORGED = (
    f"Das ausgeblendete Blatt „{ORIGINS}“ passt nicht zu dieser Liste: Es wurde verändert, oder die Datei stammt aus "
    "einer anderen Liste oder einer anderen Installation von FAM. Daraus wird nichts übernommen. "
    "Bitte die Liste neu ausgeben und die Änderungen dort eintragen."
)
Origins = Mapping[str, Mapping[str, Any]]  # line -> key -> [value, text]


@dataclass(frozen=True, slots=True)
class Edited:
    """One line of a file that came back: which record it names and its filled cells by key."""

    row: int
    number: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EditedList:
    """A file that came back. `number` is the key of the column that names its lines: it says which list it is.

    `origins` are the values as they went out; None: not in the file. `unknown` are headings of columns that belong to
    no field which the person may read.
    """

    number: str
    rows: tuple[Edited, ...]
    keys: frozenset[str]
    unknown: tuple[str, ...] = ()
    origins: Origins | None = None


def from_book(book: Workbook, lists: Sequence[Sequence[Column]], secret: str) -> EditedList:
    """Return what came back, by the row of keys or, where it is gone, by the headings. Raises UnreadableFile.

    `lists` are the columns of every list that goes out, the first of each names its lines. Where only headings are
    left, the first list whose naming column is there counts.
    """
    rows = [(one, row) for one in book.sheets if one.title != ORIGINS for row in one.rows[:HEADER_WITHIN]]
    naming = {columns[0].key for columns in lists}
    rows.sort(key=lambda pair: not _is_key_row(pair[1], naming))
    for sheet, header in rows:
        for columns in lists:
            keys = _keys(header, columns, naming)
            if columns[0].key in keys.values():
                headings = sheet.rows[0] if _is_key_row(header, naming) else header
                return _edited(book, sheet, (headings, header), keys, columns, secret)
    raise UnreadableFile(NO_LIST)


def _is_key_row(row: Row, naming: set[str]) -> bool:
    return any(cell.text in naming for cell in row.cells.values())


def _keys(row: Row, columns: Sequence[Column], naming: set[str]) -> dict[int, str]:
    """Column number -> key of a row of keys, or of a row of headings; what is neither stands under its own text."""
    if _is_key_row(row, naming):
        return {number: cell.text for number, cell in row.cells.items() if cell.text}
    known = {labels.norm(column.label): column.key for column in columns}
    return {number: known.get(labels.norm(meant(cell.text)), cell.text) for number, cell in row.cells.items()}


def _edited(
    book: Workbook, sheet: Sheet, header: tuple[Row, Row], keys: Mapping[int, str], columns: Sequence[Column],
    secret: str,
) -> EditedList:  # fmt: skip
    """Everything below the headings but the row of keys, wherever sorting may have put it."""
    first, known = columns[0].key, {column.key for column in columns}
    place = next(number for number, key in keys.items() if key == first)
    taken = {number: key for number, key in keys.items() if key in known}
    rows = []
    for row in sheet.rows:
        if row.number > header[0].number and row not in header:
            cells = {key: row.cells[number].text for number, key in taken.items() if number in row.cells}
            named = row.cells.get(place)
            rows.append(Edited(row.number, named.text.strip().upper() if named else "", cells))
    headings = header[0].cells
    unknown = [headings[number].text for number, key in keys.items() if key not in known and number in headings]
    return EditedList(first, tuple(rows), frozenset(taken.values()), tuple(unknown), _origins(book, first, secret))


def _origins(book: Workbook, first: str, secret: str) -> Origins | None:
    """Return what went out. Raises UnreadableFile where the sheet is not as this installation gave it out."""
    sheet = next((one for one in book.sheets if one.title == ORIGINS), None)
    if sheet is None:
        return None
    heads = sheet.rows[0].cells if sheet.rows else {}
    keys = {number: cell.text for number, cell in heads.items() if not cell.text.startswith(SEAL)}
    seals = [cell.text.removeprefix(SEAL) for cell in heads.values() if cell.text.startswith(SEAL)]
    rows = [{keys.get(number, ""): cell.text for number, cell in row.cells.items()} for row in sheet.rows[1:]]
    ordered = [keys[number] for number in sorted(keys)]
    right = seal(secret, ordered, rows)
    if ordered[:1] != [first] or len(seals) != 1 or not hmac.compare_digest(seals[0].encode(), right.encode()):
        raise UnreadableFile(FORGED)
    return {row[first].upper(): {key: json.loads(text) for key, text in row.items() if key != first} for row in rows}
