"""Lists go out to Excel and CSV: nothing becomes a formula, nothing is lost, dates are dates."""

import csv
import io
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from fam.exchange.excel import CUT_MARK, LONGEST_TEXT, harmless, sheet_name, to_csv, to_excel
from fam.rules.terms import Status

EVIL = ("=1+1", "+49 Rückruf", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", "＝1+1", '=HYPERLINK("x";"y")')


def opened(file: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(file)).active
    assert isinstance(sheet, Worksheet)
    return sheet


@pytest.mark.parametrize("evil", EVIL)
def test_no_text_becomes_a_formula(evil: str) -> None:
    """A text that begins like a formula is text in the file, in a cell as in a header, and still readable."""
    sheet = opened(to_excel("Liste", [evil], [[evil]]))
    for cell in (sheet["A1"], sheet["A2"]):
        assert cell.data_type == "s"
        assert str(cell.value).startswith("'")
        assert evil.strip() in str(cell.value)
    for row in csv.reader(io.StringIO(to_csv([evil], [[evil]]), newline="")):
        assert row == ["'" + evil.replace("\r", "\n")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=40), min_size=2, max_size=2), max_size=8))
def test_any_text_comes_back_from_csv(rows: list[list[str]]) -> None:
    """Whatever people typed comes back from the CSV, apart from the protecting apostrophe."""
    read = list(csv.reader(io.StringIO(to_csv(["a", "b"], rows), newline="")))
    assert read[1:] == [[harmless(re.sub("\r\n?", "\n", cell)) for cell in row] for row in rows]


def test_dates_are_dates_and_numbers_are_numbers() -> None:
    """Excel can sort and count: dates are real dates shown as dd.mm.yyyy, negative numbers stay numbers."""
    values = [date(2017, 4, 3), 5, -1.5, Decimal("2.25"), time(9, 30)]
    sheet = opened(to_excel("Liste", list("abcde"), [values]))
    cell = sheet["A2"]
    assert (cell.value, cell.number_format) == (datetime(2017, 4, 3), "dd.mm.yyyy")  # noqa: DTZ001  # Excel knows no zones
    assert [sheet.cell(2, n).value for n in range(2, 6)] == [5, -1.5, 2.25, time(9, 30)]
    assert to_csv(list("abcde"), [values]).splitlines()[1] == "03.04.2017,5,-1.5,2.25,09:30"


def test_other_values_read_as_people_say_them() -> None:
    """Terms show their German label, booleans ja/nein, moments our local time, nothing shows as empty."""
    values = [Status.ACTIVE, True, False, None, ("Langen", "Dreieich"), datetime(2018, 7, 1, 22, 30, tzinfo=UTC)]
    assert to_csv(list("abcdef"), [values]).splitlines()[1] == 'aktiv,ja,nein,,"Langen, Dreieich",02.07.2018 00:30'
    sheet = opened(to_excel("Liste", list("abcdef"), [values]))
    assert sheet["D2"].value is None
    assert sheet["F2"].value == datetime(2018, 7, 2, 0, 30)  # noqa: DTZ001  # Excel knows no zones


def test_values_that_excel_cannot_hold_are_written_as_text() -> None:
    """Long numbers keep their digits, days before 1900 stay readable, NaN is empty, long texts are marked."""
    sheet = opened(
        to_excel("Liste", list("abcd"), [[43804000057781412, date(1899, 12, 31), float("nan"), "x" * 40_000]])
    )
    assert [sheet.cell(2, n).value for n in range(1, 4)] == ["43804000057781412", "31.12.1899", None]
    long = str(sheet["D2"].value)
    assert len(long) == LONGEST_TEXT
    assert long.endswith(CUT_MARK)


def test_the_sheet_is_ready_to_work_with() -> None:
    """The header stays in sight and can filter; columns are as wide as their content, within reason."""
    sheet = opened(to_excel("Familien", ["FAM-Nr.", "Bemerkung"], [["FAM-2017-00014", "lang " * 50]]))
    assert sheet.title == "Familien"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert sheet.column_dimensions["A"].width > 14
    assert sheet.column_dimensions["B"].width < 70


@pytest.mark.parametrize("title", ["Plan / Ist: 2017?", "", "History", "'[x]'", "x" * 80, "Familien\x01"])
def test_any_title_is_a_sheet_name(title: str) -> None:
    """A list may have any title; Excel still opens the file."""
    assert 0 < len(sheet_name(title)) <= 31
    assert opened(to_excel(title, ["a"], [])).title == sheet_name(title)
