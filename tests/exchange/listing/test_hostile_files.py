"""What a stranger might upload: each file ends in one German sentence, quickly and without filling the memory."""

import io
import struct
import time
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fam.exchange.listing import archive, cells
from fam.exchange.listing.cells import UnreadableFile
from fam.exchange.listing.workbook import read_workbook
from tests.exchange.listing.files import SAMPLE, excel, repacked


def outcome(name: str, data: bytes) -> str:
    """What the person gets: a sentence, or that the file was read."""
    try:
        return f"{len(read_workbook(name, data).sheets)} Blätter gelesen."
    except UnreadableFile as error:
        return str(error)


def ole(marker: str = "") -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100 + marker.encode("utf-16-le") + b"\x00" * 100


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def locked_zip() -> bytes:
    """A ZIP whose parts say that they are encrypted (flag bit 0 in both headers)."""
    data = bytearray(excel(["x"]))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(signature, place + 4)
    return bytes(data)


def entity_bomb() -> bytes:
    inner = (
        b'<!DOCTYPE x [<!ENTITY a "'
        + b"ha" * 50
        + b'">'
        + b"".join(b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    )
    sheet = (
        b'<?xml version="1.0"?>'
        + inner
        + b"]><worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
    )
    sheet += b"<sheetData><row r='1'><c r='A1' t='str'><v>&j;</v></c></row></sheetData></worksheet>"
    return repacked(excel(["x"]), **{"xl/worksheets/sheet1.xml": sheet})


def external_entity() -> bytes:
    sheet = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
        b"<sheetData><row r='1'><c r='A1' t='str'><v>&e;</v></c></row></sheetData></worksheet>"
    )
    return repacked(excel(["x"]), **{"xl/worksheets/sheet1.xml": sheet})


def many_parts() -> bytes:
    return repacked(excel(["x"]), **{f"xl/x{n}.xml": b"" for n in range(archive.MOST_PARTS)})


HOSTILE = {
    "nothing": ("x.xlsx", b"", "leer"),
    "only blanks": ("x.csv", b" \r\n\t\n", "leer"),
    "no filled cell": ("x.xlsx", excel([]), "keine gefüllten Zellen"),
    "old Excel": ("x.xls", ole(), ".xls"),
    "password": ("x.xlsx", ole("EncryptedPackage"), "Kennwort"),
    "locked zip": ("x.xlsx", locked_zip(), "Kennwort"),
    "PDF": ("x.xlsx", b"%PDF-1.4 ...", "PDF"),
    "picture": ("x.xlsx", b"\x89PNG\r\n\x1a\n", "Bild"),
    "web page": ("x.xls", b"<html><table><tr><td>Name</td></tr></table></html>", "keine Excel-Datei"),
    "Word": ("x.docx", zipped(**{"[Content_Types].xml": b"<x/>", "word__document.xml": b"<x/>"}), "keine Excel"),
    "LibreOffice": ("x.ods", zipped(mimetype=b"application", **{"content.xml": b"<x/>"}), ".ods"),
    "binary workbook": ("x.xlsb", zipped(**{"[Content_Types].xml": b"<x/>", "xl__workbook.bin": b"x"}), ".xlsb"),
    "empty zip": ("x.xlsx", zipped(), "keine Excel"),
    "cut off": ("x.xlsx", excel(["x"])[:-500], "beschädigt"),
    "empty workbook": (
        "x.xlsx",
        zipped(**{"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": b"<x/>"}),
        "beschädigt",
    ),
    "no XML": ("x.xlsx", repacked(excel(["x"]), **{"xl/worksheets/sheet1.xml": b"\x00<<<"}), "beschädigt"),
    "entity bomb": ("x.xlsx", entity_bomb(), "beschädigt"),
    "foreign file": ("x.xlsx", external_entity(), "beschädigt"),
    "zip bomb": ("x.xlsx", repacked(excel(["x"]), **{"xl/worksheets/sheet2.xml": b"0" * 60_000_000}), "stark gepackt"),
    "many parts": ("x.xlsx", many_parts(), "stark gepackt"),
    "binary csv": ("x.csv", bytes(range(256)), "keine Textdatei"),
    "one column": ("x.csv", b"Kaya\nOmar\n", "kein Trennzeichen"),
    "open quote": ("x.csv", b'Name;Ort\n"' + b"x" * 140_000, "Anführungszeichen"),
    "wide": ("x.xlsx", excel([*[None] * 220, "weit"]), "Spalte 200"),
    "no text in csv": ("x.csv", b"\x81\x8d;\x8f\n", "keine Textdatei"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_cannot_be_read_ends_in_one_sentence(case: str) -> None:
    """Whatever is uploaded, the person gets one German sentence, quickly."""
    name, data, sentence = HOSTILE[case]
    began = time.perf_counter()
    with pytest.raises(UnreadableFile, match=sentence):
        read_workbook(name, data)
    assert time.perf_counter() - began < 5


def test_more_than_20_mb_is_refused() -> None:
    """The limit is checked before anything is opened."""
    with pytest.raises(UnreadableFile, match="20 MB"):
        read_workbook("x.xlsx", b"PK\x03\x04" + b"x" * archive.LARGEST_FILE)


def test_sizes_that_the_archive_lies_about_do_not_help() -> None:
    """A part that claims to be small unpacks no further than it claims."""
    data = bytearray(repacked(excel(["x"]), **{"xl/sharedStrings.xml": b"<si>" * 1_000_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.rfind(signature, 0, data.rfind(b"xl/sharedStrings.xml") if offset == 24 else None)
        struct.pack_into("<I", data, place + offset, 100)
    with pytest.raises(UnreadableFile):
        read_workbook("x.xlsx", bytes(data))


def test_a_million_tiny_texts_are_refused() -> None:
    """Texts are counted before they are built."""
    texts_part = b"<sst>" + b"".join(b"<si><t>%d</t></si>" % n for n in range(600_000)) + b"</sst>"
    with pytest.raises(UnreadableFile, match="mehr Text"):
        read_workbook("x.xlsx", repacked(excel(["x"]), **{"xl/sharedStrings.xml": texts_part}))


def test_100_000_rows_end_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading stops at the limit instead of filling the memory; a CSV file is held to the same."""
    lines = b"Name;Ort\n" + b"Kaya;Langen\n" * 100_000
    with pytest.raises(UnreadableFile, match=r"20\.000 gefüllte Zeilen"):
        read_workbook("x.csv", lines)
    monkeypatch.setattr(cells, "MOST_ROWS", 50)
    with pytest.raises(UnreadableFile, match="mehr als 50 gefüllte Zeilen"):
        read_workbook("x.xlsx", excel(*[["Kaya"]] * 51))
    assert len(read_workbook("x.xlsx", excel(*[["Kaya"]] * 50)).sheets[0].rows) == 50


def test_rows_far_below_cost_nothing() -> None:
    """A lone cell in the last row of Excel is read without a million empty rows before it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A1048576"] = "oben", "unten"
    file = io.BytesIO()
    book.save(file)
    assert [row.number for row in read_workbook("x.xlsx", file.getvalue()).sheets[0].rows] == [1, 1_048_576]


@settings(max_examples=40, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from(["x.xlsx", "x.csv", "x.txt", "x"]), st.sampled_from([b"", b"PK\x03\x04"])
)
def test_random_bytes_never_crash(data: bytes, name: str, start: bytes) -> None:
    """Random bytes are either read or refused with a sentence."""
    assert outcome(name, start + data).endswith((".", "?"))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 8000), st.integers(0, 255))
def test_a_damaged_byte_never_crashes(place: int, value: int) -> None:
    """The sample with one byte changed is either read or refused with a sentence."""
    data = bytearray(SAMPLE.read_bytes())
    data[place % len(data)] = value
    assert outcome("familienliste.xlsx", bytes(data)).endswith((".", "?"))
