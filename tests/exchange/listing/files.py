"""Files that tests of the import make."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from fam.exchange.listing.cells import Cell, Workbook
from fam.exchange.listing.workbook import read_workbook

SAMPLE = Path(__file__).parents[2] / "data" / "familienliste.xlsx"


def excel(*rows: Sequence[object], title: str = "Familien", **formats: str) -> bytes:
    """An .xlsx file with one sheet; `formats` gives the number format of a cell by its name (A1="0%")."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for place, code in formats.items():
        sheet[place].number_format = code
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def first_row(data: bytes, name: str = "liste.xlsx") -> dict[int, Cell]:
    return dict(read_workbook(name, data).sheets[0].rows[0].cells)


def texts(book: Workbook) -> list[list[str]]:
    return [[cell.text for _column, cell in sorted(row.cells.items())] for row in book.sheets[0].rows]


def repacked(data: bytes, **changed: bytes | None) -> bytes:
    """The same archive with parts replaced, added or, with None, left out."""
    parts = dict(changed)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = parts.pop(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in parts.items():
            new.writestr(name, content or b"")
    return out.getvalue()
