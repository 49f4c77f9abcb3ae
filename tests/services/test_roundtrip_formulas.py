"""Labels and options that look like formulas: never one in an export, unchanged on their way to Excel and back."""

import csv
import io
from collections.abc import Callable

import openpyxl
import pytest
from sqlmodel import select

from fam import db
from fam.exchange.excel import to_csv
from fam.fields.encoding import value_of
from fam.fields.registry import entity_of, runtime_fields
from fam.fields.spec import Kind
from fam.models import FieldDef, Member
from fam.person import Person
from fam.queries import tasks as task_queries
from fam.queries.tasks import TaskSearch, Which
from fam.services import field_backup, field_making
from fam.services.field_making import FieldDraft
from fam.services.roundtrip_tables import FAMILIES, MEETINGS, PERSONS, TASKS, Table
from fam.ui import tasks as task_list
from fam.ui.list_columns import column_of
from tests.services.test_roundtrip import cells, edited, fill, given_out, look, save
from tests.services.test_roundtrip_forged import back, gone
from tests.services.test_roundtrip_tables import fresh

Cast = Callable[[str], Person]
Make = Callable[..., int]
STARTS = ("=", "+", "-", "@", "\t=", "\r=", "＝", "＠", " =")  # as typed by whoever makes the field
LIVE = tuple("=+-@\t\r\n＝＋－＠")


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def evil(person: Person, entity: str) -> list[str]:
    """Make a choice and a choice of several for each start, with options that begin alike; return their keys."""
    keys: list[str] = []
    with db.transaction(person) as session:
        for start in STARTS:
            for kind in (Kind.CHOICE, Kind.CHOICES):
                label = f"{start}HYPERLINK({len(keys)})"
                options = "\n".join((f"{start}SUM(A1)", f"{start}cmd|' /C calc'!A0, mehr", "harmlos"))
                draft = FieldDraft(entity, label, kind, options, section=f"{start}Abschnitt")
                keys.append(field_making.make(session, draft).key)
    return keys


def filled(person: Person, maker: Person, table: Table, family: int) -> dict[str, object]:
    """Give a record of the table a first option in each field; return the values."""
    keys = evil(maker, entity_of(table.model) if table is not FAMILIES else "family_detail")
    model = table.parts[-1].model
    with db.reading(person) as session:
        fields = {field.key: field for field in runtime_fields(session, model)}
    values = {key: next(iter(fields[key].labels)) for key in keys}
    stored: dict[str, object] = {
        key: value if fields[key].kind is Kind.CHOICE else [value, value + 1] for key, value in values.items()
    }
    if table is FAMILIES:
        fill(person, family, stored)
    else:
        fresh(person, table, family, extra=stored)
    return stored


@pytest.mark.parametrize("table", [FAMILIES, PERSONS, MEETINGS, TASKS], ids=lambda table: table.key)
def test_no_label_and_no_option_is_a_formula(cast: Cast, make_family: Make, table: Table) -> None:
    """In Excel every cell is a text with an apostrophe; what comes back is what went out, hidden sheet or not."""
    anna, family = cast("anna"), make_family()
    stored = filled(anna, cast("kerstin"), table, family)
    data = given_out(anna, table)
    book = openpyxl.load_workbook(io.BytesIO(data))
    every = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "f" not in {cell.data_type for cell in every}
    assert [cell.value for cell in every if str(cell.value).lstrip(" \u00a0\ufeff").startswith(LIVE)] == []
    assert len([cell for cell in every if str(cell.value).startswith("'")]) == 2 * len(stored)
    assert look(anna, edited(anna, data)).rows == ()
    assert look(anna, back(anna, data, gone)).rows == ()

    def without_keys(workbook: openpyxl.Workbook) -> None:
        workbook.worksheets[0].delete_rows(2)

    found = look(anna, back(anna, data, gone, without_keys))
    assert (found.rows, len(found.remarks)) == ((), 1)


def test_such_an_option_can_be_chosen_in_excel(cast: Cast, make_family: Make) -> None:
    """With the apostrophe that Excel shows, or without one where Excel lets it be typed."""
    anna, family = cast("anna"), make_family()
    evil(cast("kerstin"), "member")
    with db.reading(anna) as session:
        fields = {field.label: field for field in runtime_fields(session, Member)}
    number = fresh(anna, PERSONS, family)
    typed = {f"'{label}": f"'{list(field.labels.values())[1]}" for label, field in fields.items()}
    done, _batch = save(anna, edited(anna, given_out(anna, PERSONS), typed))
    assert {outcome for _label, outcome in cells(done)} == {"new"}
    assert len(cells(done)) == len(fields)
    with db.reading(anna) as session:
        record = session.get_one(Member, number)
    for field in fields.values():
        value = value_of(record, field)
        assert [field.labels[one] for one in (value if isinstance(value, list) else [value])] == [
            list(field.labels.values())[1]
        ]


def test_lists_on_the_screen_give_none_out_either(cast: Cast, make_family: Make) -> None:
    """ "Als Excel speichern" with such fields as columns."""
    anna, family = cast("anna"), make_family()
    stored = filled(anna, cast("kerstin"), TASKS, family)
    search = TaskSearch(Which.FAMILIES, columns=tuple(stored))
    with db.reading(anna) as session:
        columns = [column_of(field.key, field) for field in runtime_fields(session, TASKS.model)]
        assert len(task_queries.find(session, search)) == 1
    sheet = openpyxl.load_workbook(io.BytesIO(task_list.excel(anna, search, columns))).worksheets[0]
    every = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "f" not in {cell.data_type for cell in every}
    assert [cell.value for cell in every if str(cell.value).startswith(LIVE)] == []
    assert len([cell for cell in every if str(cell.value).startswith("'")]) == 2 * len(stored)


def test_nor_does_a_backup_as_csv(cast: Cast, make_family: Make) -> None:
    """The file of a field that is to be purged: its options are its values."""
    anna, kerstin, family = cast("anna"), cast("kerstin"), make_family()
    stored = filled(anna, kerstin, PERSONS, family)
    with db.transaction(anna) as session:
        rows = session.exec(select(FieldDef)).all()
        texts = [field_backup.rows(session, row) for row in rows]
        assert [len(one) for one in texts] == [1] * len(stored)
    for row in texts:
        [_head, line] = csv.reader(io.StringIO(to_csv(field_backup.HEADERS, row)))
        assert line[2].startswith("'")
        assert [cell for cell in line if cell.startswith(LIVE)] == []
