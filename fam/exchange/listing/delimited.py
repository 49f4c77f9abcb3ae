"""CSV files in: encoding and delimiter are recognised and reported, never silently guessed."""

import csv
import io
from collections import Counter
from contextlib import suppress
from itertools import islice

from fam.exchange.listing.cells import Cell, Limit, Row, Sheet, UnreadableFile, Workbook, tidy

DELIMITERS = {";": "Semikolon", ",": "Komma", "\t": "Tabulator", "|": "senkrechter Strich"}
SAMPLE_ROWS = 50


def read_csv(name: str, data: bytes) -> Workbook:
    """Return a CSV file as one sheet; UnreadableFile if it is no text or no table.

    Row numbers are those that Excel shows when it opens the file.
    """
    text, encoding = _decoded(data)
    text, delimiter = _delimiter(text)
    limit = Limit()
    rows = []
    try:
        for number, fields in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            cells = {column: Cell(tidy(field)) for column, field in enumerate(fields, start=1) if tidy(field)}
            if cells:
                rows.append(limit.count(Row(number, cells)))
    except csv.Error as error:
        raise UnreadableFile(
            "Die CSV-Datei ist nicht lesbar (ein Anführungszeichen ist nicht geschlossen oder ein Feld ist zu lang)."
        ) from error
    remark = f"CSV gelesen als {encoding}, Trennzeichen {DELIMITERS[delimiter]}."
    return Workbook(name, (Sheet("CSV", tuple(rows)),), (remark,))


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the text and the German name of its encoding; bytes that no text has are refused."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = [("utf-16", "UTF-16")]
    elif b"\x00" in data:
        candidates = []
    else:
        candidates = [("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")]
    for codec, label in candidates:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if not any(sign < " " and sign not in "\t\r\n\x0c" for sign in text):
            return text, label
    raise UnreadableFile("Das ist keine Textdatei. Bitte die Liste als .xlsx oder .csv speichern.")


def _delimiter(text: str) -> tuple[str, str]:
    """Return the text (without Excel's "sep=" line) and the delimiter that cuts most lines into equally many fields."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and first.strip()[4:] in DELIMITERS:
        return rest, first.strip()[4:]
    sample = "\n".join(text.splitlines()[: SAMPLE_ROWS * 4])
    scores = {sign: _evenness(sample, sign) for sign in DELIMITERS}
    best = max(scores, key=lambda sign: scores[sign])
    if scores[best] == (0, 0):
        raise UnreadableFile(
            "In der CSV-Datei ist kein Trennzeichen zu erkennen. Bitte mit Semikolon speichern oder als .xlsx."
        )
    return text, best


def _evenness(sample: str, delimiter: str) -> tuple[int, int]:
    """Return (fields of the commonest width above one, lines that have it); (0, 0) if this sign cuts nothing."""
    widths: Counter[int] = Counter()
    with suppress(csv.Error):  # said with its sentence when the file is really read
        for row in islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), SAMPLE_ROWS):
            widths[len(row)] += len(row) > 1
    widths = +widths
    if not widths:
        return (0, 0)
    width, lines = max(widths.items(), key=lambda item: (item[0] * item[1], item[0]))
    return (width * lines, lines)
