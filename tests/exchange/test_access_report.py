"""The files of an Auskunft: what was typed stays text, whatever it is; a screen reader can read them."""

import io
import json
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from fam.exchange import access_report as files
from fam.exchange import letters
from fam.exchange.pdf import printable
from fam.rules.access_report import Item, Report, Section, Value


def report(text: str, *, withheld: str = "") -> Report:
    value = Value("text", "Eintrag", text, text, free=True)
    item = Item("note:1", "Eintrag vom 01.10.2018", (value,), "ASD", withheld=withheld, statements=(text,))
    return Report("FAM-2017-00001", 7, f"Emir {text[:40]}", date(2002, 5, 4), date(2018, 10, 1), date(2018, 10, 15),
                  "Mutter", (Section("work", "Einträge", (item,), "Bemerkung"),))  # fmt: skip


def read(data: bytes) -> str:
    """Return the text of a PDF without line breaks and the breaks inside endless words."""
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return text.replace("\n", "").replace("\u200b", "")


@pytest.mark.parametrize(
    "text",
    [
        "*fett* _kursiv_ #let x = 1 $a^2$ `code` <marke> @verweis // weg /* weg */", "= Überschrift", "#panic()",
        "\\ \\u{41} [klammer] {klammer} ~ --- ... \"gerade\" 'einfach'", "Şükrü Yılmaz, Łukasz, Đặng, Ørsted",
        "Привет, Ελληνικά",
    ],
)  # fmt: skip
def test_what_was_typed_is_no_markup(text: str) -> None:
    """Letter by letter in the PDF, and in the JSON file as it was."""
    assert text.replace(" ", "") in read(files.pdf(report(text), draft=False)).replace(" ", "")
    assert json.loads(files.as_json(report(text)))["sections"][0]["items"][0]["values"][0]["value"] == text


def test_a_letter_takes_no_name_for_markup() -> None:
    """The confirmation of a withdrawal: names, categories and contacts with every sign of Typst."""
    evil = "#panic() @verweis $a^2$ <marke> *f* [k]"
    found = read(letters.confirmation("FAM-2017-00001", "01.10.2018", [(evil, evil, evil)], [evil])).replace(" ", "")
    assert found.count(evil.replace(" ", "")) >= 2


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x07\x1b[31m", "a\r\nb\u2028c\tq", "👨‍👩‍👧 😀 中文 한국어", "שלום עולם", "مرحبا بالعالم",
        "\u202e\u2066verdreht\u2069",
        "a\u0301\u0323\u0489", "\ue000\ufffe\U0010ffff", "\ud800", "", " ", "w" * 20_000, "Wort " * 4_000, "\n" * 500,
        "🇩🇪🏳️‍🌈", "न\u094dम", "\u200b" * 100, "𝔉𝔯𝔞𝔨𝔱𝔲𝔯",
    ],
    ids=ascii,
)  # fmt: skip
def test_no_text_keeps_anybody_from_their_auskunft(text: str) -> None:
    """Control characters, emoji, other scripts, half signs, endless words: both files are there."""
    assert files.pdf(report(text), draft=True).startswith(b"%PDF-")
    assert json.loads(files.as_json(report(text)))["request"] == 7


def test_signs_without_a_glyph_are_named() -> None:
    """Nothing is dropped in silence; the JSON file has the sign itself."""
    assert printable("Hallo 😀!") == "Hallo [U+1F600]!"
    assert printable("Größe → „gut“ … 5 €") == "Größe → „gut“ … 5 €"
    assert "\u200b" in printable("w" * 100)
    assert "😀" in files.as_json(report("😀")).decode()


def test_what_was_left_out_is_in_neither_file() -> None:
    """Only its reason."""
    from fam.rules.access_report import redacted

    shown = redacted(report("plapperwort"), {"note:1": ["Angaben zu Dritten", "x"]})
    for text in (read(files.pdf(shown, draft=False)), files.as_json(shown).decode()):
        assert text.count("plapperwort") == 1  # in the person's own name above
        assert "Angaben zu Dritten" in text


def test_a_draft_says_so_on_every_page_and_a_release_on_none() -> None:
    """Nobody gives a draft away by mistake."""
    long = "\n".join(["Zeile"] * 200)
    for draft in (True, False):
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(files.pdf(report(long), draft=draft))).pages]
        assert len(pages) > 2
        assert {("ENTWURF" in page, "nicht zur Weitergabe" in page) for page in pages} == {(draft, draft)}


def test_the_pdf_is_made_for_screen_readers() -> None:
    """Tagged, with German as its language, a title, and the mark of PDF/UA-1; no name in its title."""
    data = files.pdf(report("Text"), draft=False)
    reader = PdfReader(io.BytesIO(data))
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/Lang"].startswith("de")
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert b"pdfuaid" in data
    assert reader.metadata is not None
    assert reader.metadata.title == "Auskunft FAM-2017-00001 / 7"


def test_the_same_auskunft_is_the_same_file() -> None:
    """So that a checksum says whether anything changed; one letter more is another one."""
    assert files.as_json(report("Text")) == files.as_json(report("Text"))
    assert files.checksum(report("Text")) != files.checksum(report("Text."))
    assert set(json.loads(files.as_json(report("x")))) == {
        "format", "fam_number", "request", "person", "born_on", "requested_on", "requested_by", "released_on",
        "sections",
    }  # fmt: skip
