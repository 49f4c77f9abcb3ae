"""Excel files in, streamed: openpyxl reads the frame, this reads the cells as people see them."""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring, iterparse
from openpyxl.comments.comment_sheet import CommentSheet
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import COMMENTS_NS, SHEET_MAIN_NS

from fam.exchange.listing.archive import open_archive
from fam.exchange.listing.cells import Cell, Limit, Row, Sheet, UnreadableFile, Workbook, tidy
from fam.rules.german import TypedDate
from fam.rules.terms import Precision

ROW, CELL, DATA = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("row", "c", "sheetData"))
VALUE, FORMULA, INLINE, TEXT = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("v", "f", "is", "t"))
PHONETIC = f"{{{SHEET_MAIN_NS}}}rPh"
MOST_XML_ROWS = 1_048_576
EMPTY = Cell("")


def read_xlsx(name: str, data: bytes) -> Workbook:
    """Return all sheets of an .xlsx or .xlsm file; UnreadableFile with a German sentence for everything else."""
    names = open_archive(data).namelist()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells developers what it does not keep
            sheets = tuple(_sheets(data))
    except UnreadableFile:
        raise
    except Exception as error:  # a stranger's file: whatever the libraries stumble over, the person gets one sentence
        raise UnreadableFile(
            "Die Excel-Datei ist beschädigt oder ungewöhnlich aufgebaut. Bitte in Excel öffnen und neu speichern."
        ) from error
    return Workbook(name, sheets, tuple(_remarks(names)))


@dataclass(frozen=True, slots=True)
class _Book:
    """What cells need to know about their file."""

    texts: list[str]
    epoch: datetime
    formats: list[str]  # number format per style
    dates: set[int]
    durations: set[int]


def _sheets(data: bytes) -> Iterator[Sheet]:
    reader = ExcelReader(BytesIO(data), read_only=True, keep_links=False)
    archive = reader.archive
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(archive, reader.wb)
    book = _book(reader)
    limit = Limit()
    titles: set[str] = set()
    for sheet, relation in reader.parser.find_sheets():
        hidden = sheet.state != "visible"
        title = sheet.name if sheet.name not in titles else f"{sheet.name} ({len(titles) + 1})"
        titles.add(title)
        if relation.target not in reader.valid_files or "worksheet" not in relation.Type.rpartition("/")[2]:
            yield Sheet(title, (), hidden)
            continue
        comments = _comments(archive, relation.target)
        with archive.open(relation.target) as part:
            rows = [limit.count(row) for row in _rows(part, book, comments)]
        yield Sheet(title, tuple(sorted(rows, key=lambda row: row.number)), hidden)


def _book(reader: Any) -> _Book:
    book = reader.wb
    numbers = [style.numFmtId for style in book._cell_styles]
    own = {164 + place: code for place, code in enumerate(book._number_formats)}
    return _Book(
        texts=reader.shared_strings,
        epoch=book.epoch,
        formats=[own.get(number, _BUILTIN.get(number, "")) for number in numbers],
        dates=set(book._date_formats),
        durations=set(book._timedelta_formats),
    )


_BUILTIN = {9: "0%", 10: "0.00%", 14: "dd.mm.yyyy", 17: "mmm-yy", 22: "dd.mm.yyyy hh:mm"}


def _rows(part: Any, book: _Book, comments: Mapping[tuple[int, int], str]) -> Iterator[Row]:
    """Yield the filled rows of one sheet; the tree is thrown away row by row."""
    left = dict(comments)
    number = seen = 0
    parent: Element | None = None
    for event, element in iterparse(part, events=("start", "end")):
        if event == "start":
            parent = element if element.tag == DATA else parent
            continue
        if element.tag == DATA:
            break
        if element.tag != ROW:
            continue
        seen += 1
        if seen > MOST_XML_ROWS:
            raise UnreadableFile("Die Datei hat mehr Zeilen, als Excel kennt.")
        number = int(element.get("r") or number + 1)
        cells = _cells(element, number, book)
        for place in [place for place in left if place[0] == number]:
            cells[place[1]] = replace(cells.get(place[1], Cell("")), comment=left.pop(place))
        if parent is not None:
            parent.clear()
        if cells:
            yield Row(number, cells)
    for (number, column), text in left.items():
        yield Row(number, {column: Cell("", comment=text)})


def _cells(row: Element, number: int, book: _Book) -> dict[int, Cell]:
    cells: dict[int, Cell] = {}
    column = 0
    for element in row.iter(CELL):
        place = element.get("r")
        column = coordinate_to_tuple(place)[1] if place else column + 1
        cell = _cell(element, book)
        if cell.text or cell.formula:
            cells[column] = cell
    return cells


def _cell(element: Element, book: _Book) -> Cell:
    """Return one cell as Excel shows it; a formula without a stored result is its own text."""
    cell = _shown(element, book)
    formula = element.find(FORMULA)
    if formula is None:
        return cell
    written = f"={formula.text or '…'}"
    return replace(cell, formula=written) if cell.text else Cell(written)


def _shown(element: Element, book: _Book) -> Cell:
    kind = element.get("t", "n")
    value = element.findtext(VALUE) or ""
    if not value:
        inline = element.find(INLINE)
        return EMPTY if inline is None else Cell(tidy(_inline(inline)))
    if kind == "s":
        return Cell(tidy(book.texts[int(value)]))
    if kind == "b":
        return Cell("WAHR" if value == "1" else "FALSCH")
    if kind in ("e", "str", "inlineStr"):
        return Cell(tidy(value), error=kind == "e")
    return _number(value, int(element.get("s") or 0), kind, book)


def _inline(element: Element) -> str:
    """Return the text of an inline string, runs joined, phonetic hints left out."""
    skipped = {id(text) for hint in element.iter(PHONETIC) for text in hint.iter(TEXT)}
    return "".join(text.text or "" for text in element.iter(TEXT) if id(text) not in skipped)


def _number(value: str, style: int, kind: str, book: _Book) -> Cell:
    code = book.formats[style] if style < len(book.formats) else ""
    try:
        if kind == "d":
            return _moment(from_ISO8601(value), code)  # type: ignore[no-untyped-call]  # the stubs have none
        if style in book.dates and float(value) > 0:
            return _moment(from_excel(float(value), book.epoch, timedelta=style in book.durations), code)
        return Cell(_digits(float(value), value, code))
    except (ValueError, OverflowError):
        return Cell(value)  # not a number, not a day: kept as it stands


def _digits(number: float, value: str, code: str) -> str:
    """Return a number as a person would type it: no ".0", a decimal comma, leading zeros where the format has them."""
    if "%" in code:
        return f"{number * 100:.10g} %".replace(".", ",")
    if number.is_integer():
        digits = value if re.fullmatch(r"-?\d+", value) else f"{number:.0f}"
        return digits.zfill(len(code)) if re.fullmatch("0+", code) else digits
    return f"{number:.15g}".replace(".", ",")


def _moment(value: object, code: str) -> Cell:
    """Return a date, time or duration; a format without a day shows that only the month (or year) was typed."""
    if isinstance(value, datetime):
        day = value.date()
        clock = f"{value:%H:%M}"
        text = f"{day:%d.%m.%Y}" + ("" if clock == "00:00" else f" {clock}")
        precision = _exactness(day, code)
        return Cell(text, TypedDate(day, precision, precision is not Precision.DAY))
    if isinstance(value, time):
        return Cell(f"{value:%H:%M}")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return Cell(f"{minutes // 60}:{minutes % 60:02d}")
    return Cell(str(value))


def _exactness(day: date, code: str) -> Precision:
    """Excel turns a typed "Nov 15" into 01.11.2015 shown as MMM YY: the first of a month then means the month."""
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code.split(";", maxsplit=1)[0]).lower()
    if day.day > 1 or not bare or "d" in bare or "t" in bare or not re.search("[yj]", bare):
        return Precision.DAY
    if "m" in bare:
        return Precision.MONTH
    return Precision.YEAR if day.month == 1 else Precision.DAY


def _comments(archive: ZipFile, target: str) -> dict[tuple[int, int], str]:
    """Return the comments of one sheet by (row, column)."""
    path = get_rels_path(target)  # type: ignore[no-untyped-call]  # the stubs have none
    if path not in archive.NameToInfo:
        return {}
    found: dict[tuple[int, int], str] = {}
    for relation in get_dependents(archive, path).find(COMMENTS_NS):
        if relation.target in archive.NameToInfo:
            sheet = CommentSheet.from_tree(fromstring(archive.read(relation.target)))
            assert sheet is not None
            found |= {coordinate_to_tuple(place): tidy(comment.text) for place, comment in sheet.comments}
    return found


def _remarks(names: list[str]) -> Iterator[str]:
    if any(name.startswith("xl/vbaProject") for name in names):
        yield "Die Datei enthält Makros. Sie werden nicht ausgeführt und nicht übernommen; gelesen werden die Zellen."
    if any(name.startswith("xl/externalLinks/") for name in names):
        yield "Die Datei verweist auf andere Dateien. Sie werden nicht geöffnet; es gilt der zuletzt gespeicherte Wert."
    if any(name.startswith(("xl/media/", "xl/charts/", "xl/drawings/drawing")) for name in names):
        yield "Bilder, Diagramme und Textfelder werden nicht gelesen."
