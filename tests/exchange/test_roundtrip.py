"""A list that goes out and comes back: keys in a hidden row, values on a hidden sheet, headings told apart."""

import io

import openpyxl
import pytest

from fam.exchange.listing.cells import UnreadableFile, Workbook
from fam.exchange.listing.workbook import read_workbook
from fam.exchange.roundtrip import ORIGINS, Column, Held, meant, shown_text, to_file, told_apart
from fam.exchange.roundtrip_back import from_book
from fam.fields.spec import FieldSpec, Kind
from tests.exchange.listing.files import excel

NUMBER, SECRET = "family.number", "of this installation"
FIELD = FieldSpec("family_detail", "f_7", "=HYPERLINK()", Kind.TEXT)
COLUMNS = [Column(NUMBER, "FAM-Nummer"), Column("family_detail.f_7", FIELD.label, FIELD), Column("family.x", "Ort")]
LINE = {
    NUMBER: Held("FAM-2017-00001", "FAM-2017-00001"),
    "family_detail.f_7": Held("=1+1", "=1+1", "=1+1"),
    "family.x": Held("Langen", "Langen"),
}


def test_the_file_has_labels_keys_and_what_went_out() -> None:
    """The second row and the second sheet are hidden; no text, no heading is a formula."""
    book = openpyxl.load_workbook(io.BytesIO(to_file("Familien", COLUMNS, [LINE], SECRET)))
    sheet, origins = book.worksheets
    assert [cell.value for cell in sheet[1]] == ["FAM-Nummer", "'=HYPERLINK()", "Ort"]
    assert [cell.value for cell in sheet[2]] == [column.key for column in COLUMNS]
    assert [cell.value for cell in sheet[3]] == ["FAM-2017-00001", "'=1+1", "Langen"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert sheet.row_dimensions[2].hidden
    assert (origins.title, origins.sheet_state) == (ORIGINS, "hidden")


def test_it_is_read_back_by_its_keys() -> None:
    """Whatever the headings are called by now; what belongs to no field is named."""
    book = openpyxl.load_workbook(io.BytesIO(to_file("Familien", COLUMNS, [LINE], SECRET)))
    sheet = book.worksheets[0]
    sheet["B1"], sheet["D1"], sheet["D3"] = "Umbenannt", "Eigene Spalte", "x"
    sheet["D2"] = "family.f_99"
    found = from_book(_read(book), [COLUMNS], SECRET)
    assert [(row.row, row.number) for row in found.rows] == [(3, "FAM-2017-00001")]
    assert found.rows[0].cells["family_detail.f_7"] == "'=1+1"
    assert found.unknown == ("Eigene Spalte",)
    assert found.origins == {"FAM-2017-00001": {"family_detail.f_7": ["=1+1", "=1+1"], "family.x": [None, "Langen"]}}


def test_sorting_may_move_the_row_of_keys() -> None:
    """It is found wherever it is among the first rows, and the lines above it are lines."""
    data = excel(
        ("FAM-Nummer", "Ort"), ("FAM-2017-00001", "Langen"), (NUMBER, "family.x"), ("FAM-2017-00002", "Rodgau")
    )
    found = from_book(read_workbook("x.xlsx", data), [COLUMNS], SECRET)
    assert [row.number for row in found.rows] == ["FAM-2017-00001", "FAM-2017-00002"]


def test_without_keys_the_headings_count() -> None:
    """As after saving as CSV without the hidden row; then nothing is known of what went out."""
    data = b"Titel\nfam-nummer;Ort;Sonst\nFAM-2017-00001;Langen;x"
    found = from_book(read_workbook("x.csv", data), [COLUMNS], SECRET)
    assert found.rows[0].cells == {NUMBER: "FAM-2017-00001", "family.x": "Langen"}
    assert (found.origins, found.unknown) == (None, ("Sonst",))


def test_another_list_is_refused() -> None:
    """It has no FAM numbers; the sentence says where other lists come in."""
    with pytest.raises(UnreadableFile, match="Austausch"):
        from_book(read_workbook("x.xlsx", excel(("Name", "Ort"), ("Kaya", "Langen"))), [COLUMNS], SECRET)


@pytest.mark.parametrize("text", ["=1", "+49 6103", "-", "'x", "'=x", "kurz", " =1"])
def test_a_text_means_what_it_meant(text: str) -> None:
    """The apostrophe that keeps a formula away is not part of it; a text's own apostrophe is."""
    assert meant(shown_text(text)) == text or shown_text(text) == text


def test_headings_that_clash_are_told_apart() -> None:
    """By section, else by key; the others stay as they are."""
    columns = [
        Column("family.status", "Status"), Column("family_detail.f_1", "status ", None, "Schule"),
        Column("family_detail.f_2", "Ort"), Column("family_detail.f_3", "Note", None, "A"),
        Column("family.f_4", "Note", None, "A"),
    ]  # fmt: skip
    assert [column.label for column in told_apart(columns)] == [
        "Status (family.status)", "status  (Schule)", "Ort", "Note (family_detail.f_3)", "Note (family.f_4)",
    ]  # fmt: skip


def _read(book: openpyxl.Workbook) -> Workbook:
    file = io.BytesIO()
    book.save(file)
    return read_workbook("liste.xlsx", file.getvalue())
