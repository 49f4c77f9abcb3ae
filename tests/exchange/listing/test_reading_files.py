"""Files come in: what Excel or an editor shows is what is read."""

import io
from datetime import date, datetime, timedelta
from datetime import time as clock

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from fam.exchange.listing.cells import Cell, column_letter
from fam.exchange.listing.workbook import read_workbook
from fam.rules.german import TypedDate
from fam.rules.terms import Precision
from tests.exchange.listing.files import SAMPLE, excel, first_row, repacked, texts


def test_the_sample_is_read_completely() -> None:
    """Every non-empty cell of every sheet of the sample is there, in its row and column."""
    book = read_workbook("familienliste.xlsx", SAMPLE.read_bytes())
    source = openpyxl.load_workbook(SAMPLE)
    for sheet, original in zip(book.sheets, source, strict=True):
        filled = {
            (cell.row, cell.column) for row in original.iter_rows() for cell in row if cell.value not in (None, "")
        }
        assert {(row.number, column) for row in sheet.rows for column in row.cells} == filled
    assert [sheet.title for sheet in book.sheets] == ["Familien", "alt 2015"]
    assert book.remarks == ()


def test_cells_read_as_people_see_them() -> None:
    """Numbers lose their ".0" and get a comma, dates are dates, times and durations times, truth is WAHR."""
    noon = datetime(2014, 5, 19, 12)  # noqa: DTZ001  # Excel knows no zones
    row = first_row(
        excel(
            [63263, 1.5, 0.25, True, noon, clock(9, 30), timedelta(hours=30), "  x  ", 4380400005, 1067],
            C1="0%", G1="[h]:mm", J1="00000",
        )
    )  # fmt: skip
    shown = [cell.text for _column, cell in sorted(row.items())]
    assert shown == ["63263", "1,5", "25 %", "WAHR", "19.05.2014 12:00", "09:30", "30:00", "x", "4380400005", "01067"]
    assert row[5].day == TypedDate(date(2014, 5, 19))


@pytest.mark.parametrize(
    ("day", "code", "precision"),
    [
        (date(2015, 11, 1), "mmm yy", Precision.MONTH),
        (date(2014, 5, 19), "mmm yy", Precision.DAY),
        (date(2014, 1, 1), "yyyy", Precision.YEAR),
        (date(2015, 11, 1), "dd.mm.yyyy", Precision.DAY),
        (date(2015, 11, 1), '[$-407]mmmm" "yyyy;@', Precision.MONTH),
    ],
)
def test_a_month_typed_into_excel_stays_a_month(day: date, code: str, precision: Precision) -> None:
    """Excel turns a typed "Nov 15" into 01.11.2015 shown as "Nov 15": that is a month, not a day."""
    cell = first_row(excel([day], A1=code))[1]
    assert cell.day == TypedDate(day, precision, precision is not Precision.DAY)


def test_text_that_looks_like_a_formula_stays_text() -> None:
    """ "=A1+1 bitte prüfen" is text; a real formula is never computed: its stored value counts, its text is kept."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "=A1+1 bitte prüfen")
        sheet.write_formula(0, 1, "=1+1", None, 2)
        sheet.write_formula(0, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(0, 3, '="a"&"b"', None, "ab")
    row = first_row(file.getvalue())
    assert row[1] == Cell("=A1+1 bitte prüfen")
    assert row[2] == Cell("2", formula="=1+1")
    assert (row[3].text, row[3].error) == ("#DIV/0!", True)
    assert row[4] == Cell("ab", formula='="a"&"b"')
    assert first_row(excel(["=1+1"]))[1] == Cell("=1+1")


def test_comments_rich_text_and_inline_strings_are_read() -> None:
    """A comment is content too, also on an empty cell; a text in several fonts is one text."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "Kaya"
    sheet["A1"].comment = Comment("Vorsicht Hund", "Anna")
    sheet["B2"].comment = Comment("nur Kommentar", "Anna")
    file = io.BytesIO()
    book.save(file)
    rows = read_workbook("x.xlsx", file.getvalue()).sheets[0].rows
    assert rows[0].cells[1] == Cell("Kaya", comment="Vorsicht Hund")
    assert (rows[1].number, rows[1].cells) == (2, {2: Cell("", comment="nur Kommentar")})
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as rich:
        page = rich.add_worksheet()
        page.write_rich_string(0, 0, "Ka", rich.add_format({"bold": True}), "ya")
    assert first_row(file.getvalue())[1].text == "Kaya"
    inline = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>
        <c t="inlineStr"><is><t>Ka</t><r><t>ya</t></r></is></c><c t="inlineStr"/><c><v>7</v></c>
        </row></sheetData></worksheet>"""
    assert first_row(repacked(excel(["x"]), **{"xl/worksheets/sheet1.xml": inline})) == {
        1: Cell("Kaya"),
        3: Cell("7"),
    }


def test_dates_outside_the_calendar_are_kept_as_numbers() -> None:
    """A number in a date format that no calendar has is not lost: it stays the number."""
    assert first_row(excel([99999999], A1="dd.mm.yyyy"))[1].text == "99999999"
    assert first_row(excel([-5], A1="dd.mm.yyyy"))[1].text == "-5"


def test_every_sheet_and_hidden_ones_are_known() -> None:
    """Hidden sheets and chart sheets are listed too, so that the report can name them."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("Eins").write(0, 0, "a")
        hidden = book.add_worksheet("Zwei")
        hidden.write(0, 0, "b")
        hidden.hide()
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Eins!$A$1:$A$1"})
        book.add_chartsheet("Bild").set_chart(chart)
    found = read_workbook("x.xlsx", file.getvalue())
    assert [(sheet.title, sheet.hidden, len(sheet.rows)) for sheet in found.sheets] == [
        ("Eins", False, 1),
        ("Zwei", True, 1),
        ("Bild", False, 0),
    ]
    assert any("Diagramme" in remark for remark in found.remarks)


def test_macros_and_links_are_not_followed() -> None:
    """Macros are not run, other files not opened; the cells come in and a remark says so."""
    data = repacked(excel(["Kaya"]), **{"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<x/>"})
    book = read_workbook("x.xlsm", data)
    assert texts(book) == [["Kaya"]]
    assert ["Makros" in book.remarks[0], "andere Dateien" in book.remarks[1]] == [True, True]


CSV_CASES = {
    "utf-8": ("Name;Ort\nMüller;Langen\n".encode(), "UTF-8", "Semikolon"),
    "bom": ("Name,Ort\nMüller,Langen\n".encode("utf-8-sig"), "UTF-8", "Komma"),
    "windows": ("Name;Ort\r\nMüller;Langen\r\n".encode("cp1252"), "Windows-1252", "Semikolon"),
    "unicode text": ("Name\tOrt\nMüller\tLangen\n".encode("utf-16"), "UTF-16", "Tabulator"),
    "sep line": ("sep=;\nName;Ort\nMüller;Langen\n".encode(), "UTF-8", "Semikolon"),
}


@pytest.mark.parametrize("case", CSV_CASES)
def test_csv_says_how_it_was_read(case: str) -> None:
    """Encoding and delimiter are recognised, and the report names them."""
    data, encoding, delimiter = CSV_CASES[case]
    book = read_workbook("liste.csv", data)
    assert texts(book) == [["Name", "Ort"], ["Müller", "Langen"]]
    assert book.remarks == (f"CSV gelesen als {encoding}, Trennzeichen {delimiter}.",)


def test_commas_within_a_semicolon_file_do_not_cut() -> None:
    """An address with a comma does not turn the comma into the delimiter; quoted line breaks stay in one row."""
    data = b'Name;Adresse;Bemerkung\nKaya;Bahnstr. 12, 63225 Langen;"erste, zweite\ndritte"\n\nOmar;Ort, PLZ;x\n'
    book = read_workbook("liste.csv", data)
    assert texts(book)[1] == ["Kaya", "Bahnstr. 12, 63225 Langen", "erste, zweite\ndritte"]
    assert [row.number for row in book.sheets[0].rows] == [1, 2, 4]


def test_columns_have_excel_letters() -> None:
    """A column without a heading is called as Excel calls it."""
    assert [column_letter(number) for number in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]
