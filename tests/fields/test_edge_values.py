"""The edge cases of what stands in a field, one test each: lists in and out, open forms, moves, many fields, readers.

Those of a field's definition stand in test_edge_cases.py.
"""

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from fam import db
from fam.cli import main
from fam.errors import InvalidForm
from fam.exchange.excel import to_csv
from fam.fields.registry import field_by_key, runtime_fields
from fam.fields.spec import Kind
from fam.models import ChangeEntry, FamilyDetail
from fam.person import Person
from fam.queries import field_columns, field_filters, search
from fam.queries.dimensions import Subject, dimensions
from fam.rules.terms import Institution
from fam.services import field_making
from fam.services.field_making import FieldDraft
from tests.pages.test_extra_fields import only
from tests.pages.test_family_file import open_file, texts
from tests.queries.test_field_filters import by, names
from tests.services import test_import_fields as listing
from tests.services.test_field_conversion import convert, held
from tests.services.test_field_making import member
from tests.services.test_roundtrip import cells, detail, edited, fill, given_out, look, make, save
from tests.support.people import LoginAs

Cast = Callable[[str], Person]
Make = Callable[..., int]
BIG = 2**53 + 1


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def test_export_header_clash(cast: Cast, make_family: Make) -> None:
    """Core "Status" and the team's "Status": told apart by section or key, read back by the hidden row of keys."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    with db.transaction(kerstin) as session:
        draft = FieldDraft("family_detail", "Status", Kind.TEXT, section="Schule")
        key = field_making.make(session, draft).key
    data = given_out(anna)
    headings = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0][1]]
    assert {"Status (family.status)", "Status (Schule)"} <= set(headings)
    done, _batch = save(anna, edited(anna, data, {"Status (Schule)": "9. Klasse"}))
    assert cells(done) == [("Status (Schule)", "new")]
    assert detail(anna, family).extra == {key: "9. Klasse"}
    assert look(anna, edited(anna, given_out(anna))).rows == ()


def test_number_or_date_with_two_meanings_in_an_import(cast: Cast) -> None:
    """03/04 and 1.234 are asked once per column, with a sample, and remembered for the next list."""
    listing.test_two_meanings_are_asked_once_and_remembered(cast)


def test_a_list_whose_question_nobody_answers(cast: Cast) -> None:
    """Then nothing is guessed: the text stays in the remark."""
    kerstin = cast("kerstin")
    make(kerstin, "family_detail", "Kosten", Kind.MONEY)
    row = (*listing.KAYA, "1.234")
    listing.take(kerstin, listing.upload(row, header=(*listing.HEADER[:7], "Kosten")))
    with db.program() as session:
        assert listing.values(session)["Kosten"] is None
        assert "1.234" in listing.remark(session)


def test_a_session_open_while_the_field_goes_or_changes_its_kind(
    cast: Cast, make_family: Make, login_as: LoginAs
) -> None:
    """The first click after it saves nothing and shows what was typed; the second saves what the fields are now."""
    family, kerstin = make_family(), cast("kerstin")
    gone, other, kept, day = (make(kerstin, "family_detail", label, Kind.TEXT) for label in "ABCD")
    fill(cast("anna"), family, {kept: "7", day: "7"})
    form = f"detail:{only(FamilyDetail).id}"
    app = open_file(login_as("anna"))
    next(button for button in app.button if button.label == "Anlass und Lage bearbeiten").click().run()
    app.text_input(key=f"{form}:{gone}:text").set_value("Fußball").run()
    app.text_input(key=f"{form}:{other}:text").set_value("vielleicht 7").run()
    with db.transaction(kerstin) as session:
        field_making.retire(session, int(gone[2:]))
    convert(kerstin, other, Kind.INTEGER)
    convert(kerstin, kept, Kind.INTEGER)
    convert(kerstin, day, Kind.DATE)
    app.text_input(key=f"{form}:interpreter").set_value("Farsi")
    app.button(key=f"{form}:submit").click().run()
    assert not app.exception
    assert only(FamilyDetail).interpreter == ""
    app.run()
    for said in ("Getippt war: Fußball", "Getippt war: vielleicht 7", "noch einmal speichern"):
        assert said in texts(app)
    app.button(key=f"{form}:submit").click().run()
    assert not app.exception
    assert (only(FamilyDetail).interpreter, only(FamilyDetail).extra) == ("Farsi", {kept: 7, f"{day}_raw": "7"})


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_formula_injection(cast: Cast, make_family: Make, text: str) -> None:
    """No text, no heading is a formula, in Excel or CSV; what comes back is what went out; numbers stay numbers."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    label = f"{text.strip()} {family}"
    key, number = make(kerstin, "family_detail", label, Kind.TEXT), make(kerstin, "family_detail", "Z", Kind.INTEGER)
    fill(anna, family, {key: text, number: -5})
    book = openpyxl.load_workbook(io.BytesIO(given_out(anna)))
    assert "f" not in {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    heading = f"'{label}"
    column = next(cell.column or 0 for cell in book.worksheets[0][1] if cell.value == heading)
    assert str(book.worksheets[0].cell(3, column).value).startswith("'")
    assert look(anna, edited(anna, given_out(anna))).rows == ()
    [head, row] = csv.reader(io.StringIO(to_csv([label, "Z"], [[text, -5]])))
    assert (head[0], row[0][0], row[1]) == (heading, "'", "-5")


def test_a_move_from_sqlite_to_postgresql(
    cast: Cast, make_family: Make, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`fields check` names table, record and field of what would not arrive, never the value; PostgreSQL has less."""
    kerstin, entry = cast("kerstin"), member(cast("anna"), make_family())
    whole = make(kerstin, "member", "Zahl", Kind.INTEGER)
    plain = make(kerstin, "member", "Text", Kind.TEXT)
    with db.transaction(kerstin) as session:  # its index would refuse what is no JSON
        field_making.change(session, int(plain[2:]), {}, {"in_charts": False})
    cases = {
        f'{{"{whole}": 5, "{plain}": "gut"}}': "",
        f'{{"{whole}": "geheim"}}': f"{whole}: passt nicht zur Art „Ganze Zahl“.",
        f'{{"{whole}": {BIG}}}': f"{whole}: ist eine Zahl jenseits von 2^53.",
        f'{{"{plain}": "geheim\\u0000"}}': f"{plain}: enthält Zeichen, die PostgreSQL nicht aufnimmt",
        f'{{"{plain}": "geheim\\ud800"}}': f"{plain}: enthält Zeichen, die PostgreSQL nicht aufnimmt",
        f'{{"{whole}": NaN}}': f"{whole}: ist keine endliche Zahl",
        f'{{"{plain}": "geheim", "{plain}": "gut"}}': f"{plain}: steht doppelt.",
        '{"geheim": 1e400}': "extra: ist keine endliche Zahl",
        "geheim": "extra: ist kein lesbares JSON.",
    }
    for text, line in cases.items():
        stored = _stored(entry, text)
        assert stored or not database.startswith("sqlite")
        capsys.readouterr()
        code, told = main(["fields", "check"]), capsys.readouterr().out
        assert "geheim" not in told
        if database.startswith("sqlite") or line.startswith(f"{whole}: passt") or "2^53" in line or not line:
            expected = f"member {entry} {line}" if line else "Kein Problem gefunden."
            assert (code, told.startswith(expected)) == (int(bool(line)), True), told
        _stored(entry, "{}")


def _stored(entry: int, text: str) -> bool:
    """Write raw JSON text past all nets; whether the database took it."""
    try:
        with db.engine().begin() as connection:
            kind = "" if db.engine().dialect.name == "sqlite" else "::jsonb"
            write = sa.text(f"UPDATE member SET extra = CAST(:text AS text){kind} WHERE id = :id")
            connection.execute(write, {"text": text, "id": entry})
    except DBAPIError:
        return False
    return True


def test_a_number_beyond_what_browsers_keep(cast: Cast, make_family: Make) -> None:
    """Above 2^53 a number field refuses; a text keeps it to the digit, also in a list and through a change of kind."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    whole, plain = (make(kerstin, "family_detail", kind.label, kind) for kind in (Kind.INTEGER, Kind.TEXT))
    with pytest.raises(InvalidForm):
        fill(anna, family, {whole: BIG})
    assert cells(look(anna, edited(anna, given_out(anna), {"Ganze Zahl": str(BIG)}))) == [("Ganze Zahl", "error")]
    fill(anna, family, {whole: 2**53 - 1, plain: str(BIG)})
    shown = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(given_out(anna))).worksheets[0][3]]
    assert {str(2**53 - 1), str(BIG)} <= set(shown)
    of_member = make(kerstin, "member", "Nummer", Kind.TEXT)
    entry = member(anna, family, **{of_member: str(BIG)})
    convert(kerstin, of_member, Kind.INTEGER)
    assert held(entry) == {f"{of_member}_raw": str(BIG)}


def test_200_fields(cast: Cast, make_family: Make, login_as: LoginAs) -> None:
    """In several sections that fold (tests/pages/test_many_fields.py): saves the last as well as the first."""
    make_family()
    kinds = (Kind.TEXT, Kind.INTEGER, Kind.DATE, Kind.BOOLEAN, Kind.LONG_TEXT)
    with db.transaction(cast("kerstin")) as session:
        keys = [
            field_making.make(
                session, FieldDraft("family_detail", f"Feld {one}", kinds[one % 5], section=f"Teil {one // 20}")
            ).key
            for one in range(200)
        ]
    number = only(FamilyDetail).id
    app = open_file(login_as("anna"))
    next(button for button in app.button if button.label == "Anlass und Lage bearbeiten").click().run(timeout=60)
    assert not app.exception
    assert [box.label for box in app.expander if box.label.startswith("Teil")] == [
        f"Teil {one} (20)" for one in range(10)
    ]
    for part in (0, 9):
        app.session_state[f"detail:{number}:section:Teil {part}"] = True
    app.run(timeout=60)
    app.text_input(key=f"detail:{number}:{keys[0]}:text").set_value("erstes")
    app.text_area(key=f"detail:{number}:{keys[199]}:long_text").set_value("letztes").run(timeout=60)
    app.button(key=f"detail:{number}:submit").click().run(timeout=60)
    assert not app.exception
    assert only(FamilyDetail).extra == {keys[0]: "erstes", keys[199]: "letztes"}


def test_a_role_without_read(cast: Cast, make_family: Make) -> None:
    """Absent in form, list, filter, export, history, search, charts, sentences: neither label nor value comes out."""
    kerstin, anna, amir, family = cast("kerstin"), cast("anna"), cast("amir"), make_family()
    key = make(kerstin, "family_detail", "Geheimfach", Kind.TEXT)
    fill(anna, family, {key: "Silberblick"})
    with db.reading(anna) as session:
        [spec] = runtime_fields(session, FamilyDetail)
    asked = by(spec, text="Silber")
    assert names(amir, asked) == ["Muster"]
    with db.transaction(kerstin) as session:
        field_making.change(session, int(key[2:]), {}, {"readers": Institution.PRO_ARBEIT, "is_unique": True})
    assert (names(anna, asked), names(amir, asked)) == (["Muster"], [])
    for person, there in ((anna, True), (amir, False)):
        found = _everywhere(person, key, asked)
        assert ("Geheimfach" in found, "Silberblick" in found) == (there, there), (person.username, found)
    with pytest.raises(InvalidForm) as refused:
        make(cast("konrad"), "family_detail", "Geheimfach", Kind.TEXT)
    assert "Silberblick" not in str(refused.value.fields)


def _everywhere(person: Person, key: str, asked: field_filters.FieldFilter) -> str:
    """Everything that this person gets of a field, as one text."""
    book = openpyxl.load_workbook(io.BytesIO(given_out(person)))
    exported = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    with db.reading(person) as session:
        log = session.exec(select(ChangeEntry.old, ChangeEntry.new).where(col(ChangeEntry.field) == key)).all()
        models = (FamilyDetail,)
        ids = list(session.exec(select(FamilyDetail.id)))
        parts: list[Any] = [
            exported, log, field_by_key(session, key), runtime_fields(session, FamilyDetail),
            field_columns.list_fields(session, models), field_columns.sort_key(session, models, key) is not None,
            field_columns.cells(session, models, [key], [one or 0 for one in ids]),
            field_filters.filter_fields(session, models), field_filters.usable(session, (asked,))[1],
            dimensions(session, Subject.FAMILIES),
        ]  # fmt: skip
        assert search.matching(session, search.words("Silberblick"), []) == ([], False)
    return str(parts)
