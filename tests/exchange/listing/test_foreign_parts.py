"""Macros, links to other files and DDE in an uploaded list: values are read, nothing runs, nothing is fetched."""

import io
import re
import socket
import subprocess
import zipfile
from collections.abc import Callable, Iterator

import pytest
from sqlmodel import Session, func, select

from fam import db
from fam.exchange.listing.cells import UnreadableFile
from fam.exchange.listing.header import suggest
from fam.exchange.listing.workbook import read_workbook
from fam.models import Family, FamilyDetail, ImportBatch, ImportRow
from fam.person import Person
from fam.services import imports
from fam.services.imports import Report, Upload
from tests.exchange.listing.files import excel, repacked

HEADER = ("Name", "Wohnort", "Vorschlag am", "Aufnahme am", "Status", "Bemerkung")
DDE = "=cmd|'/C calc'!A0"
ELSEWHERE = "angriff.example"
LINK = b"""<?xml version="1.0"?><externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><externalBook r:id="rId1"/>
 </externalLink>"""
RELATION = f"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
 <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
 Target="http://{ELSEWHERE}/geheim.xlsx" TargetMode="External"/></Relationships>""".encode()
FOREIGN: dict[str, tuple[str, dict[str, bytes | None], str]] = {
    "macros": ("liste.xlsm", {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 AutoOpen Shell"}, "Makros"),
    "links": (
        "liste.xlsx",
        {"xl/externalLinks/externalLink1.xml": LINK, "xl/externalLinks/_rels/externalLink1.xml.rels": RELATION},
        "verweist auf andere Dateien",
    ),
}


@pytest.fixture(autouse=True)
def nobody_called(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Whoever starts a program or opens a connection is noted, and that is what fails."""
    called: list[str] = []

    def watch(what: str) -> Callable[..., None]:
        return lambda *_args, **_more: called.append(what)

    monkeypatch.setattr(socket.socket, "connect", watch("connect"))
    monkeypatch.setattr(socket, "getaddrinfo", watch("getaddrinfo"))
    monkeypatch.setattr(subprocess.Popen, "__init__", watch("Popen"))
    monkeypatch.setattr("os.system", watch("system"))
    yield called
    assert called == []


def listed(remark: str = "", /, **parts: bytes | None) -> bytes:
    """A list of one family with these parts added; a remark that begins with = is a formula."""
    return repacked(excel(HEADER, ("Kaya", "Langen", "01.02.2016", "01.04.2016", "aktiv", remark or None)), **parts)


def linked(value: str) -> bytes:
    """A list whose remark is a formula that looks into another file, with the value Excel stored last."""
    data = listed("=[1]Tabelle1!A1", **FOREIGN["links"][1])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    stored, count = re.subn(r"(<c r=\"F2\")[^>]*>(<f>.*?</f>)<v ?/?>(</v>)?", rf'\1 t="str">\2<v>{value}</v>', sheet)
    assert count == 1, sheet
    return repacked(data, **{"xl/worksheets/sheet1.xml": stored.encode()})


def take(person: Person, file: Upload) -> Report:
    """Take a file in as the page does."""
    book = read_workbook(file.name, file.data)
    with db.transaction(person, source="import") as session:
        layouts = suggest(book)
        found = imports.read_list(session, book, layouts)
        return imports.take_in(session, file, found, layouts, {}, {}, lambda _done: None)


def stored() -> tuple[int, int, int]:
    """How many imports, rows of imports and families there are."""
    with db.program() as session:
        return _count(session, ImportBatch), _count(session, ImportRow), _count(session, Family)


def _count(session: Session, model: type[ImportBatch | ImportRow | Family]) -> int:
    return session.exec(select(func.count()).select_from(model)).one()


def remark() -> str:
    with db.program() as session:
        return session.exec(select(FamilyDetail.remark)).one() or ""


@pytest.mark.parametrize("case", FOREIGN)
def test_only_values_are_read_and_a_sentence_says_so(case: str) -> None:
    """The cells come out as without the part; one German sentence says what was left alone."""
    name, parts, sentence = FOREIGN[case]
    book = read_workbook(name, listed(**parts))
    assert book.sheets == read_workbook("liste.xlsx", listed()).sheets
    assert [sentence in one for one in book.remarks] == [True]
    assert read_workbook("liste.xlsx", listed()).remarks == ()


def test_a_link_gives_the_value_that_was_stored(database: str, cast: Callable[[str], Person]) -> None:
    """The remark is what Excel showed last; the other file is not asked."""
    report = take(cast("kerstin"), Upload("liste.xlsx", linked("zuletzt gesehen")))
    said = [reason.sentence for reason in report.rows[0].reasons if reason.code == "formula"]
    assert said == ["Bemerkung: Formel; übernommen ist der angezeigte Wert „zuletzt gesehen“."]
    assert stored() == (1, 1, 1)
    assert "zuletzt gesehen" in remark()
    assert ELSEWHERE not in remark()


@pytest.mark.parametrize("name", ["liste.xlsm", "liste.xlsx"])
def test_dde_is_a_text(name: str, database: str, cast: Callable[[str], Person]) -> None:
    """A formula that would start a program comes in letter by letter, macros or not."""
    take(cast("kerstin"), Upload(name, listed(DDE, **FOREIGN["macros"][1])))
    assert stored() == (1, 1, 1)
    assert DDE in remark()


def test_what_is_refused_leaves_nothing(database: str, cast: Callable[[str], Person]) -> None:
    """A macro file that is damaged, packed as a bomb or locked: a sentence, no import, no row, no family."""
    macros = FOREIGN["macros"][1]
    bomb = listed(**macros, **{"xl/worksheets/sheet9.xml": b"0" * 60_000_000})
    for data in (
        listed(**macros)[:-500],
        bomb,
        listed(**{"xl/workbook.xml": None}),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ):
        with pytest.raises(UnreadableFile, match=r"\.$"):
            take(cast("kerstin"), Upload("liste.xlsm", data))
    assert stored() == (0, 0, 0)
