"""Somebody forges the list that comes back: ids of others, other tables, another origin. Rights and sentences hold."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import select

from fam import db
from fam.exchange.listing.cells import UnreadableFile
from fam.exchange.listing.workbook import read_workbook
from fam.exchange.roundtrip import ORIGINS, SEAL
from fam.exchange.roundtrip_back import FORGED, EditedList, from_book
from fam.fields.spec import Kind
from fam.models import ChangeEntry, FamilyDetail, Setting
from fam.person import Person
from fam.rules.terms import Institution
from fam.services import field_making
from fam.services.roundtrip_list import SECRET, all_columns, secret
from fam.services.roundtrip_tables import FAMILIES, MEETINGS, PERSONS, TASKS, Table
from tests.services.test_roundtrip import cells, detail, edited, fill, given_out, log, look, make, save
from tests.services.test_roundtrip_tables import fresh, stored

Cast = Callable[[str], Person]
Make = Callable[..., int]
Forge = Callable[[openpyxl.Workbook], Any]
NOT_FOUND = "Nicht gefunden oder nicht freigegeben."


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def back(person: Person, data: bytes, *forge: Forge) -> EditedList:
    """Read a list back after its file was worked on."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for step in forge:
        step(book)
    file = io.BytesIO()
    book.save(file)
    with db.reading(person) as session:
        return from_book(read_workbook("liste.xlsx", file.getvalue()), all_columns(session), secret(session))


def put(heading: str, value: object, row: int = 3) -> Forge:
    """Type into the visible sheet."""

    def step(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        place = next(cell.column or 0 for cell in sheet[1] if cell.value == heading)
        sheet.cell(row, place).value = value  # type: ignore[assignment]  # any cell takes a text

    return step


def gone(book: openpyxl.Workbook) -> None:
    del book[ORIGINS]


def hidden(forge: Callable[[Worksheet], Any]) -> Forge:
    """Work on the hidden sheet."""
    return lambda book: forge(book[ORIGINS])


def _seal(sheet: Worksheet) -> Any:
    return next(cell for cell in sheet[1] if str(cell.value).startswith(SEAL))


def _set(row: int, column: int, value: str) -> Callable[[Worksheet], None]:
    def step(sheet: Worksheet) -> None:
        sheet.cell(row, column).value = value

    return step


def _seal_off(sheet: Worksheet) -> None:
    _seal(sheet).value = None


def _seal_made_up(sheet: Worksheet) -> None:
    _seal(sheet).value = SEAL + "0" * 64


def _seal_twice(sheet: Worksheet) -> None:
    sheet.cell(1, sheet.max_column + 1).value = _seal(sheet).value


def _no_ascii(sheet: Worksheet) -> None:
    _seal(sheet).value = SEAL + "ä" * 64


def _empty(sheet: Worksheet) -> None:
    sheet.delete_rows(1, sheet.max_row)


def _row_more(sheet: Worksheet) -> None:
    sheet.append(["FAM-2017-00002"])


FORGERIES = {
    "a value": _set(2, 2, '["Farsi", "Farsi"]'),
    "no JSON": _set(2, 2, "kein JSON ["),
    "an id": _set(2, 1, "FAM-2017-00002"),
    "a key": _set(1, 2, "family.status"),
    "a row more": _row_more,
    "no seal": _seal_off,
    "another seal": _seal_made_up,
    "two seals": _seal_twice,
    "a seal of other letters": _no_ascii,
    "nothing left": _empty,
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_hidden_sheet_that_was_touched_is_not_believed(
    cast: Cast, make_family: Make, forge: Callable[[Worksheet], Any]
) -> None:
    """One sentence, and nothing of the file is taken."""
    anna, family = cast("anna"), make_family()
    with pytest.raises(UnreadableFile) as refused:
        back(anna, given_out(anna), hidden(forge), put("Dolmetschen", "Dari"))
    assert str(refused.value) == FORGED
    assert detail(anna, family).interpreter == ""


def test_a_value_pretended_to_be_ones_own(cast: Cast, make_family: Make) -> None:
    """Anna would like to write over what Amir wrote meanwhile: the sheet that says so is not hers to write."""
    anna, family = cast("anna"), make_family()
    data = given_out(anna)
    place = next(cell.column or 0 for cell in openpyxl.load_workbook(io.BytesIO(data))[ORIGINS][1]
                 if cell.value == "family_detail.interpreter")  # fmt: skip
    fill(cast("amir"), family, {"interpreter": "Farsi"})
    with pytest.raises(UnreadableFile):
        back(anna, data, put("Dolmetschen", "Dari"), hidden(_set(2, place, '["Farsi", "Farsi"]')))
    done, _batch = save(anna, back(anna, data, put("Dolmetschen", "Dari")))
    assert cells(done) == [("Dolmetschen", "conflict")]


def test_a_list_of_another_installation(cast: Cast, make_family: Make) -> None:
    """Its numbers look like ours, its families are others: it is refused as a whole."""
    anna, family = cast("anna"), make_family()
    data = given_out(anna)
    with db.program() as session:
        session.get_one(Setting, SECRET).value = "another installation"
    with pytest.raises(UnreadableFile, match="anderen Installation"):
        back(anna, data, put("Dolmetschen", "Dari"))
    assert detail(anna, family).interpreter == ""


def test_each_installation_has_a_secret_of_its_own(database: str) -> None:
    """Made by a migration, long, and not in the change log, which Administration reads."""
    with db.program() as session:
        assert len(secret(session)) == 64
    with db.program() as session:
        assert (
            session.exec(select(ChangeEntry).where(ChangeEntry.entity == "setting", ChangeEntry.field == SECRET)).all()
            == []
        )


def _swapped(table: Table, other: Table) -> Forge:
    """Say in the row of keys that it is a list of another table."""

    def step(book: openpyxl.Workbook) -> None:
        for cell in book.worksheets[0][2]:
            if cell.value == table.key:
                cell.value = other.key

    return step


def test_the_hidden_sheet_of_another_list(cast: Cast, make_family: Make) -> None:
    """A genuine sheet, but of tasks under meetings; and a list that says it is another."""
    anna, family = cast("anna"), make_family()
    fresh(anna, MEETINGS, family), fresh(anna, TASKS, family)
    sheet = openpyxl.load_workbook(io.BytesIO(given_out(anna, TASKS)))[ORIGINS]

    def foreign(book: openpyxl.Workbook) -> None:
        del book[ORIGINS]
        own = book.create_sheet(ORIGINS)
        for row in sheet.iter_rows(values_only=True):
            own.append(row)

    data = given_out(anna, MEETINGS)
    for forge in (foreign, _swapped(MEETINGS, TASKS), _swapped(MEETINGS, FAMILIES)):
        with pytest.raises(UnreadableFile, match="einer anderen Liste"):
            back(anna, data, forge, put("Ort", "Rathaus"))


def test_another_table_without_the_hidden_sheet(cast: Cast, make_family: Make) -> None:
    """A list of persons that says it is one of tasks finds no column there, whatever record has the same number."""
    anna, family = cast("anna"), make_family()
    number = fresh(anna, PERSONS, family)
    task = fresh(anna, TASKS, family)
    assert number == task
    done, _batch = save(anna, back(anna, given_out(anna, PERSONS), gone, _swapped(PERSONS, TASKS), put("Vorname", "X")))
    assert cells(done) == []
    assert "Spalte „Vorname“ gehört zu keinem Feld, das hier geändert werden kann." in done.remarks
    assert (stored(TASKS, task).version, stored(PERSONS, number).version) == (1, 1)


@pytest.mark.parametrize("sheet", [True, False], ids=["with sheet", "without"])
def test_ids_of_others(cast: Cast, make_family: Make, sheet: bool) -> None:
    """The number of a record that is not Anna's: unknown and forbidden look alike, and nothing of it changes."""
    anna, stefan = cast("anna"), cast("stefan")
    own, foreign = make_family(), make_family("Fremd", leads=("stefan", "amir"))
    for table, heading in ((PERSONS, "Vorname"), (MEETINGS, "Ort"), (TASKS, "Aufgabe")):
        fresh(anna, table, own)
        theirs = fresh(stefan, table, foreign)
        data = given_out(anna, table)
        for number in (theirs, 4711):
            steps = [put(table.number, str(number)), put(heading, "Übernommen")] + ([] if sheet else [gone])
            done, _batch = save(anna, back(anna, data, *steps))
            assert [(row.name, row.sentence, row.cells) for row in done.rows] == [("", NOT_FOUND, ())]
        assert stored(table, theirs).version == 1


def test_a_line_of_ones_own_under_another_number_of_ones_own(cast: Cast, make_family: Make) -> None:
    """The origins belong to the number: what went out for the other record decides, nothing is overwritten blindly."""
    anna, family = cast("anna"), make_family()
    first, second = fresh(anna, TASKS, family), fresh(anna, TASKS, family, text="Zweite")
    data = given_out(anna, TASKS)

    def only_first(book: openpyxl.Workbook) -> None:
        book.worksheets[0].delete_rows(4)

    found = look(anna, back(anna, data, only_first, put(TASKS.number, str(second))))
    assert [(cell.label, cell.before, cell.mine) for row in found.rows for cell in row.cells] == [
        ("Aufgabe", "Zweite", "Anrufen")
    ]
    assert stored(TASKS, first).version == 1


def test_a_column_that_one_may_not_fill(cast: Cast, make_family: Make) -> None:
    """Keys typed into the row of keys: steps of the case, an internal column, another institution's field."""
    kerstin, anna, amir, family = cast("kerstin"), cast("anna"), cast("amir"), make_family()
    key = make(kerstin, "family_detail", "Intern", Kind.TEXT)
    with db.transaction(kerstin) as session:
        field_making.change(session, int(key[2:]), {}, {"readers": Institution.PRO_ARBEIT})
    fill(anna, family, {key: "nur hier"})
    before = log(anna)
    for forged in ("family.status", "family.institution", "family.version", "family.extra", f"family_detail.{key}",
                   "family_detail.family_id", "account.password_hash", "__class__"):  # fmt: skip

        def keyed(book: openpyxl.Workbook, forged: str = forged) -> None:
            sheet = book.worksheets[0]
            place = sheet.max_column + 1
            for row, value in enumerate(("Neu", forged, "abgeschlossen"), start=1):
                sheet.cell(row, place).value = value

        for steps in ([keyed], [keyed, gone]):
            done, _batch = save(amir, back(amir, given_out(amir), *steps))
            assert done.count(*()) == 0
            assert all(
                cell.sentence == "„Status“ kann hier nicht geändert werden." for row in done.rows for cell in row.cells
            )
            assert done.rows or "„Neu“" in " ".join(done.remarks)
    assert log(anna) == before
    with db.program() as session:
        assert session.exec(select(FamilyDetail)).one().extra == {key: "nur hier"}


def test_lines_may_be_sorted_deleted_and_renamed_under_the_seal(cast: Cast, make_family: Make) -> None:
    """What people do in Excel does not touch the hidden sheet."""
    anna, families = cast("anna"), [make_family("Alt"), make_family("Berg"), make_family("Clauß")]
    data = given_out(anna)

    def sorted_and_cut(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
        sheet.delete_rows(3, len(rows))
        for row in (rows[2], rows[0]):
            sheet.append(row)
        for cell in sheet[1]:
            cell.value = f"Mein {cell.value}"

    done, _batch = save(anna, back(anna, data, put("Dolmetschen", "Dari", row=5), sorted_and_cut))
    assert cells(done) == [("Dolmetschen", "new")]
    assert [detail(anna, family).interpreter for family in families] == ["", "", "Dari"]
    assert edited(anna, data).origins is not None
