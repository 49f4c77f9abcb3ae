"""A list goes out, is edited and comes back: only what was edited is written, nothing of others is overwritten."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from fam import db
from fam.errors import FamError
from fam.exchange.listing.workbook import read_workbook
from fam.exchange.roundtrip_back import EditedList, from_book
from fam.fields.encoding import value_of
from fam.fields.registry import runtime_fields
from fam.fields.spec import FieldSpec, Kind
from fam.models import ChangeEntry, Family, FamilyDetail
from fam.person import Person
from fam.rules.terms import Institution, Precision
from fam.services import changes, field_making, records, roundtrip
from fam.services.field_making import FieldDraft
from fam.services.roundtrip import Preview
from fam.services.roundtrip_cells import CellOutcome
from fam.services.roundtrip_list import all_columns, export, secret
from fam.services.roundtrip_tables import FAMILIES, Table

Cast = Callable[[str], Person]
Make = Callable[..., int]
KINDS = (
    Kind.TEXT, Kind.LONG_TEXT, Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.BOOLEAN, Kind.DATE,
    Kind.MONTH, Kind.CHOICE, Kind.CHOICES, Kind.PHONE, Kind.PERSON, Kind.REFERENCE,
)  # fmt: skip


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def make(person: Person, entity: str, label: str, kind: Kind, options: str = "Eins\nZwei, drei\nVier") -> str:
    """Make a field and return its key."""
    with db.transaction(person) as session:
        return f"f_{field_making.make(session, FieldDraft(entity, label, kind, options)).id}"


def given_out(person: Person, table: Table = FAMILIES) -> bytes:
    with db.reading(person) as session:
        return export(session, table)


def edited(person: Person, data: bytes, changed: Mapping[str, object] | None = None, row: int = 3) -> EditedList:
    """Type into cells of a line, by heading, and read the file back."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    places = {str(cell.value): cell.column or 0 for cell in sheet[1]}
    for label, value in (changed or {}).items():
        sheet.cell(row, places[label]).value = value  # type: ignore[assignment]  # any cell takes a text
    file = io.BytesIO()
    book.save(file)
    with db.reading(person) as session:
        return from_book(read_workbook("liste.xlsx", file.getvalue()), all_columns(session), secret(session))


def look(person: Person, found: EditedList) -> Preview:
    with db.reading(person) as session:
        return roundtrip.preview(session, found)


def save(person: Person, found: EditedList) -> tuple[Preview, str]:
    """Save what came back; return what became of it, and the transaction."""
    with db.transaction(person, "import") as session:
        return roundtrip.save(session, found), session.info["batch"]


def cells(found: Preview) -> list[tuple[str, str]]:
    return [(cell.label, cell.outcome.value) for row in found.rows for cell in row.cells]


def detail(person: Person, family: int) -> FamilyDetail:
    with db.reading(person) as session:
        return session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family)).one()


def fill(person: Person, family: int, values: dict[str, Any]) -> None:
    row = detail(person, family)
    opened = {key: getattr(row, key) for key in values if hasattr(row, key)}
    with db.transaction(person) as session:
        records.edit(session, FamilyDetail, row.id or 0, opened, values)


def log(person: Person) -> list[int | None]:
    with db.reading(person) as session:
        return list(session.exec(select(ChangeEntry.id)))


def test_one_edited_cell_is_one_change(cast: Cast, make_family: Make) -> None:
    """The rest is the same; it stands in the log as an import and is taken back as a whole."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    make_family("Lang")
    key = make(kerstin, "family_detail", "Schule", Kind.CHOICE)
    before = set(log(anna))
    found = edited(anna, given_out(anna), {"Schule": "zwei, DREI"}, row=4)
    done, batch = save(anna, found)
    assert cells(done) == [("Schule", "new")]
    [field] = _fields(anna)
    assert field.labels[value_of(detail(anna, family), field)] == "Zwei, drei"
    with db.reading(anna) as session:
        new = [one for one in session.exec(select(ChangeEntry)) if one.id not in before]
    assert [(one.source, one.field, one.batch) for one in new] == [("import", key, batch)]
    with db.transaction(anna) as session:
        changes.undo(session, batch)
    assert value_of(detail(anna, family), field) is None


def test_declared_fields_come_back_too(cast: Cast, make_family: Make) -> None:
    """Text, a date that is known by its month, and "(leeren)"; an empty cell leaves what is there."""
    anna, family = cast("anna"), make_family()
    fill(anna, family, {"interpreter": "Türkisch", "remark": "bleibt"})
    typed = {"SGB II-Bezug seit": "03/2014", "Dolmetschen": "(leeren)", "Bemerkung": None, "Familienname": "Neu"}
    done, _batch = save(anna, edited(anna, given_out(anna), typed))
    assert sorted(cells(done)) == [
        ("Dolmetschen", "cleared"),
        ("Familienname", "changed"),
        ("SGB II-Bezug seit", "new"),
    ]
    row = detail(anna, family)
    assert (row.benefit_since, row.benefit_since_precision) == (date(2014, 3, 1), Precision.MONTH)
    assert (row.interpreter, row.remark) == ("", "bleibt")
    assert look(anna, edited(anna, given_out(anna))).rows == ()


def test_what_cannot_be_is_held_back(cast: Cast, make_family: Make) -> None:
    """A cell that no parser understands, one that must be filled, one that is only to be read."""
    anna = cast("anna")
    make_family()
    make(cast("kerstin"), "family_detail", "Kosten", Kind.MONEY)
    typed = {"Kosten": "teuer", "Anlass": "(leeren)", "Status": "beendet", "Dolmetschen": "Farsi"}
    done, _batch = save(anna, edited(anna, given_out(anna), typed))
    assert sorted(cells(done)) == [
        ("Anlass", "error"),
        ("Dolmetschen", "new"),
        ("Kosten", "error"),
        ("Status", "error"),
    ]


def test_what_somebody_changed_meanwhile_stays(cast: Cast, make_family: Make) -> None:
    """Both values are shown; the other cells of the line are saved."""
    anna, amir, family = cast("anna"), cast("amir"), make_family()
    data = given_out(anna)
    fill(amir, family, {"interpreter": "Farsi"})
    found = edited(anna, data, {"Dolmetschen": "Dari", "Bemerkung": "neu"})
    [conflict] = [cell for row in look(anna, found).rows for cell in row.cells if cell.outcome is CellOutcome.CONFLICT]
    assert (conflict.before, conflict.now, conflict.mine) == ("", "Farsi", "Dari")
    save(anna, found)
    assert (detail(anna, family).interpreter, detail(anna, family).remark) == ("Farsi", "neu")
    assert look(anna, edited(anna, data, {"Dolmetschen": "Farsi"})).count(*CellOutcome) == 0


def test_unknown_and_forbidden_look_the_same(cast: Cast, make_family: Make) -> None:
    """Stefan's family in Anna's list, and a number that nobody has."""
    anna, stefan = cast("anna"), cast("stefan")
    make_family("Fremd", leads=("stefan", "amir"))
    make_family()
    data = given_out(stefan)
    for number in (None, "FAM-2099-00001"):
        typed = {"Dolmetschen": "Farsi"} | ({"FAM-Nummer": number} if number else {})
        found = look(anna, edited(anna, data, typed))
        assert [(row.sentence, row.name) for row in found.rows] == [("Nicht gefunden oder nicht freigegeben.", "")]
    with db.reading(anna) as session:
        assert b"Fremd" not in export(session)


def test_koordination_gets_the_heads_only(cast: Cast, make_family: Make) -> None:
    """Its list has the team's fields of the head, and those can be edited."""
    kerstin = cast("kerstin")
    family = make_family()
    key, _inside = make(kerstin, "family", "Eckwert", Kind.TEXT), make(kerstin, "family_detail", "Innen", Kind.TEXT)
    book = openpyxl.load_workbook(io.BytesIO(given_out(kerstin)))
    headings = [cell.value for cell in book.worksheets[0][1]]
    assert "Eckwert" in headings
    assert not {"Innen", "Anlass"} & set(headings)
    save(kerstin, edited(kerstin, given_out(kerstin), {"Eckwert": "ja"}))
    with db.reading(kerstin) as session:
        assert session.get_one(Family, family).extra == {key: "ja"}


def test_a_field_of_one_institution_is_not_in_the_others_list(cast: Cast, make_family: Make) -> None:
    """Neither going out nor coming back: Amir's copy of Anna's list changes nothing there, and shows nothing of it."""
    kerstin, anna, amir, family = cast("kerstin"), cast("anna"), cast("amir"), make_family()
    key = make(kerstin, "family_detail", "Intern", Kind.TEXT)
    with db.transaction(kerstin) as session:
        field_making.change(session, int(key[2:]), {}, {"readers": Institution.PRO_ARBEIT})
    fill(anna, family, {key: "nur hier"})
    own = openpyxl.load_workbook(io.BytesIO(given_out(amir)))
    assert "Intern" not in [cell.value for cell in own.worksheets[0][1]]
    found = edited(amir, given_out(anna), {"Intern": "überschrieben"})
    done, _batch = save(amir, found)
    assert (done.rows, len(done.remarks)) == ((), 1)
    assert value_of(detail(anna, family), _fields(anna)[0]) == "nur hier"


def test_a_list_without_its_hidden_parts_still_comes_back(cast: Cast, make_family: Make) -> None:
    """Saved as CSV it is matched by its headings and compared with what stands in FAM now."""
    anna, family = cast("anna"), make_family()
    text = "FAM-Nummer;Dolmetschen;Anlass\nFAM-2017-00001;Farsi;Fiktiver Anlass\n"
    with db.reading(anna) as session:
        found = from_book(read_workbook("liste.csv", text.encode()), all_columns(session), secret(session))
    done, _batch = save(anna, found)
    assert cells(done) == [("Dolmetschen", "new")]
    assert detail(anna, family).interpreter == "Farsi"


def test_a_value_that_may_stand_once_waits(cast: Cast, make_family: Make) -> None:
    """The second family keeps nothing of it, the first is saved, and nothing breaks."""
    kerstin, anna = cast("kerstin"), cast("anna")
    make_family("Alt"), make_family("Berg")
    number = make(kerstin, "family_detail", "Zeichen", Kind.TEXT)
    with db.transaction(kerstin) as session:
        field_making.change(session, int(number[2:]), {}, {"is_unique": True, "readers": Institution.PRO_ARBEIT})
    data = given_out(anna)
    book = openpyxl.load_workbook(io.BytesIO(data))
    place = next(cell.column or 0 for cell in book.worksheets[0][1] if cell.value == "Zeichen")
    for row in (3, 4):
        book.worksheets[0].cell(row, place).value = "A1"
    file = io.BytesIO()
    book.save(file)
    done, _batch = save(anna, edited(anna, file.getvalue()))
    assert cells(done) == [("Zeichen", "new"), ("Zeichen", "error")]


def test_one_edited_cell_of_any_kind_is_one_change(cast: Cast, make_family: Make) -> None:
    """As Excel keeps what people type: numbers as numbers, dates as dates, also where a month is meant."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    number = "FAM-2017-00001"
    typed: dict[Kind, tuple[object, object]] = {
        Kind.TEXT: ("=1+1 ", "=1+1"), Kind.LONG_TEXT: (12, "12"), Kind.INTEGER: (1200, 1200),
        Kind.DECIMAL: (1.5, Decimal("1.5")), Kind.MONEY: ("12,50 €", Decimal("12.5")), Kind.PERCENT: (7, Decimal(7)),
        Kind.BOOLEAN: (True, True), Kind.DATE: (date(2018, 3, 1), date(2018, 3, 1)),
        Kind.MONTH: (date(2018, 3, 1), date(2018, 3, 1)), Kind.CHOICES: ("vier; Zwei, drei", [2, 3]),
        Kind.PHONE: ("'+49 6103 1", "+49 6103 1"), Kind.PERSON: ("anna", anna.account_id),
        Kind.REFERENCE: (number.lower(), family),
    }  # fmt: skip
    for kind in typed:
        make(kerstin, "family_detail", kind.label, kind)
    data = given_out(anna)
    for field in _fields(anna):
        shown, meant = typed[field.kind]
        found = look(anna, edited(anna, data, {field.label: f"'{shown}" if field.kind is Kind.TEXT else shown}))
        [cell] = [cell for row in found.rows for cell in row.cells]
        assert (cell.key, cell.outcome) == (f"family_detail.{field.key}", CellOutcome.NEW)
        assert (cell.values or {})[field.key] == meant


def test_a_renamed_option_is_no_edit(cast: Cast, make_family: Make) -> None:
    """The file still has the old word; nobody changed it."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    key = make(kerstin, "family_detail", "Schule", Kind.CHOICE)
    [field] = _fields(anna)
    fill(anna, family, {key: next(iter(field.labels))})
    data = given_out(anna)
    with db.transaction(kerstin) as session:
        from fam.models import FieldChoice

        session.exec(select(FieldChoice).where(FieldChoice.label == "Eins")).one().label = "Anders"
    assert look(anna, edited(anna, data)).rows == ()


def test_a_field_out_of_use_is_named(cast: Cast, make_family: Make) -> None:
    """Its column changes nothing."""
    kerstin, anna = cast("kerstin"), cast("anna")
    make_family()
    key = make(kerstin, "family_detail", "Hobby", Kind.TEXT)
    data = given_out(anna)
    with db.transaction(kerstin) as session:
        field_making.retire(session, int(key[2:]))
    found = look(anna, edited(anna, data, {"Hobby": "Fußball"}))
    assert found.rows == ()
    assert "„Hobby“" in found.remarks[0]


def _fields(person: Person) -> list[FieldSpec]:
    with db.reading(person) as session:
        return list(runtime_fields(session, FamilyDetail))


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co")), max_size=30)
EVIL = st.sampled_from(
    ["=1+1", "'=x", "'", "-", "+49 6103", "007", "1.234", "03.04.2017", "(leeren) ", "_x000D_", "a\nb"]
)


@st.composite
def a_value(draw: st.DrawFn, field: FieldSpec, family: int, account: int) -> Any:
    """Any value that a field can hold, often none."""
    options = list(field.labels)
    number = st.decimals(-(10**9), 10**9, places=2, allow_nan=False)
    kinds: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.INTEGER: st.integers(-(2**53) + 1, 2**53 - 1), Kind.MONEY: number, Kind.PERCENT: number,
        Kind.DECIMAL: st.decimals(-(10**9), 10**9, places=4, allow_nan=False), Kind.BOOLEAN: st.booleans(),
        Kind.DATE: st.dates(date(1900, 1, 1), date(2038, 12, 31)),
        Kind.MONTH: st.dates(date(1900, 1, 1), date(2038, 12, 1)).map(lambda day: day.replace(day=1)),
        Kind.CHOICE: st.sampled_from(options or [None]),
        Kind.CHOICES: st.lists(st.sampled_from(options or [0]), unique=True).map(sorted),
        Kind.PERSON: st.just(account), Kind.REFERENCE: st.just(family),
    }  # fmt: skip
    return draw(st.one_of(st.none(), kinds.get(field.kind, st.one_of(TEXTS, EVIL))))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_out_and_back_unedited_is_the_same(cast: Cast, make_family: Make, data: st.DataObject) -> None:
    """Whatever the fields hold: nothing is to be written."""
    anna = cast("anna")
    with db.program() as session:
        family = session.exec(select(Family.id)).first()
    if family is None:
        family = make_family()
        for kind in KINDS:
            make(cast("kerstin"), "family_detail", kind.label, kind)
    record, fields = detail(anna, family), _fields(anna)
    values = {field.key: data.draw(a_value(field, family, anna.account_id)) for field in fields}
    texts = {"remark": data.draw(TEXTS), "interpreter": data.draw(EVIL)}
    opened = {field.key: value_of(record, field) for field in fields}
    opened |= {key: getattr(record, key) for key in texts}
    try:
        with db.transaction(anna) as session:
            records.edit(session, FamilyDetail, record.id or 0, opened, values | texts)
    except FamError:
        return
    before = log(anna)
    found = edited(anna, given_out(anna))
    done, _batch = save(anna, found)
    assert done.rows == ()
    assert log(anna) == before


def test_numbers_stay_exact(cast: Cast, make_family: Make) -> None:
    """A large number that Excel would round goes out as text."""
    anna, family = cast("anna"), make_family()
    key = make(cast("kerstin"), "family_detail", "Zahl", Kind.INTEGER)
    fill(anna, family, {key: 2**53 - 1})
    assert look(anna, edited(anna, given_out(anna))).rows == ()
    done, _batch = save(anna, edited(anna, given_out(anna), {"Zahl": 12}))
    assert cells(done) == [("Zahl", "changed")]
    assert value_of(detail(anna, family), _fields(anna)[0]) == Decimal(12)
