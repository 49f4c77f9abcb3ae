"""Familien: the list goes out, is edited in Excel, comes back with a preview, and can be taken back."""

import io
from collections.abc import Callable, Mapping

import openpyxl
import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.exchange.roundtrip import ORIGINS
from fam.fields.registry import entity_of
from fam.fields.spec import Kind
from fam.models import FamilyDetail, Setting
from fam.person import Person
from fam.services import field_making
from fam.services.field_making import FieldDraft
from fam.services.roundtrip_list import SECRET, export
from fam.services.roundtrip_tables import FAMILIES, MEETINGS, PERSONS, TASKS, Table
from tests.services.test_roundtrip_tables import fresh, stored
from tests.support.people import LoginAs, page_path
from tests.ui.reading import table_rows

Cast = Callable[[str], Person]
Make = Callable[..., int]
PLACES = {
    PERSONS: ("families/families.py", {"Vorname": "Ali", "Familie": "Anders"}),
    MEETINGS: ("cooperation/meetings.py", {"Ort": "Rathaus", "Stand": "abgesagt"}),
    TASKS: ("cooperation/tasks.py", {"Aufgabe": "Schreiben", "Wer": "Amir"}),
}


@pytest.fixture(params=PLACES, ids=lambda table: table.key)
def table(request: pytest.FixtureRequest) -> Table:
    """Each table beside families."""
    found: Table = request.param
    return found


def given_out(person: Person, changed: Mapping[str, object], table: Table = FAMILIES, *, sheet: bool = True) -> bytes:
    """Somebody's list, with cells of the first line edited, perhaps without its hidden sheet."""
    with db.reading(person) as session:
        book = openpyxl.load_workbook(io.BytesIO(export(session, table)))
    if not sheet:
        del book[ORIGINS]
    for cell in book.worksheets[0][1]:
        if cell.value in changed:
            book.worksheets[0].cell(3, cell.column or 0).value = changed[str(cell.value)]  # type: ignore[assignment]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def open_with(app: AppTest, data: bytes, page: str = "families/families.py") -> AppTest:
    """Open a page and upload the edited list."""
    app.switch_page(page_path(page)).run()
    upload = next(one for one in app.file_uploader if one.label == "Bearbeitete Liste zurücklesen")
    upload.upload("liste.xlsx", data).run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.error]
    return " ".join(str(element.value).replace("\\", "") for element in parts)


def occasions() -> list[str]:
    with db.program() as session:
        return list(session.exec(select(FamilyDetail.interpreter)))


def test_an_edited_list_comes_back_and_is_taken_back(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Preview per cell, one click to save, one to take it all back."""
    make_family()
    with db.transaction(cast("kerstin")) as session:
        field_making.make(session, FieldDraft("family_detail", "Schule", Kind.CHOICE, "Eins\nZwei"))
    data = given_out(cast("anna"), {"Dolmetschen": "Farsi", "Schule": "Drei"})
    app = open_with(login_as("anna"), data)
    assert "+ 1 neu · × 1 nicht übernommen · =" in words(app)
    rows = {row["Feld"]: row for row in table_rows(app, "Änderungen der Liste")}
    assert rows["Dolmetschen"]["In der Liste"] == "Farsi"
    assert rows["Schule"]["Hinweis"] == "„Drei“ steht nicht zur Auswahl."
    assert occasions() == [""]
    app.button(key="roundtrip:go").click().run()
    assert not app.exception
    assert occasions() == ["Farsi"]
    assert "1 Änderung aus der Liste gespeichert. 1 Zelle zurückgehalten." in words(app)
    app.button(key="roundtrip:undo").click().run()
    assert occasions() == [""]


def test_an_unedited_list_has_nothing_to_save(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """It says so, and offers no button."""
    make_family()
    app = open_with(login_as("anna"), given_out(cast("anna"), {}))
    assert "Zellen unverändert" in words(app)
    assert "roundtrip:go" not in [button.key for button in app.button]


def test_a_wrong_file_gets_one_sentence(login_as: LoginAs) -> None:
    """A list without FAM numbers is not ours."""
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "Name"
    file = io.BytesIO()
    book.save(file)
    assert "Das ist keine Liste aus „Liste ausgeben“" in words(open_with(login_as("anna"), file.getvalue()))


@pytest.mark.parametrize("who", ["kerstin", "konrad"])
def test_koordination_has_it_under_austausch(login_as: LoginAs, cast: Cast, make_family: Make, who: str) -> None:
    """The heads come back there too."""
    make_family()
    data = given_out(cast(who), {"Familienname": "Neu"})
    app = open_with(login_as(who), data, "administration/exchange.py")
    assert table_rows(app, "Änderungen der Liste")[0]["In der Liste"] == "Neu"


def test_stefan_gets_nothing_of_others(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Anna's list in Stefan's hands: neither a name nor a change."""
    make_family("Geheim")
    app = open_with(login_as("stefan"), given_out(cast("anna"), {"Dolmetschen": "Farsi"}))
    rows = table_rows(app, "Änderungen der Liste")
    assert [(row["Familie"], row["Hinweis"]) for row in rows] == [("", "Nicht gefunden oder nicht freigegeben.")]
    assert "Geheim" not in words(app)


def test_persons_meetings_and_tasks_come_back_too(
    login_as: LoginAs, cast: Cast, make_family: Make, table: Table
) -> None:
    """Under their own lists: preview with the field of the team, what is only to be read named, saved, taken back."""
    anna, (page, typed) = cast("anna"), PLACES[table]
    number, entity = fresh(anna, table, make_family()), entity_of(table.model)
    with db.transaction(cast("kerstin")) as session:
        key = field_making.make(session, FieldDraft(entity, "Schule", Kind.CHOICE, "Eins\nZwei")).key
    editable, fixed = typed
    app = open_with(login_as("anna"), given_out(anna, {**typed, "Schule": "Zwei"}, table), page)
    rows = {row["Feld"]: row for row in table_rows(app, "Änderungen der Liste")}
    assert (rows[editable]["In der Liste"], rows["Schule"]["Ergebnis"]) == (typed[editable], "+ neu")
    assert rows[fixed]["Hinweis"] == f"„{fixed}“ kann hier nicht geändert werden."
    assert {row["Zeile"] for row in rows.values()} == {"3"}
    assert "Muster" in rows["Schule"]["Familie"]
    app.button(key="roundtrip:go").click().run()
    assert not app.exception
    assert list(stored(table, number).extra) == [key]
    assert "2 Änderungen aus der Liste gespeichert. 1 Zelle zurückgehalten." in words(app)
    assert f"Zeile 3, „{fixed}“: „{fixed}“ kann hier nicht geändert werden." in words(app)
    app.button(key="roundtrip:undo").click().run()
    assert not app.exception
    assert stored(table, number).extra == {}


def test_nothing_saved_is_said(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """What the task's own form would refuse is found when it is saved: named, and there is nothing to take back."""
    fresh(cast("anna"), TASKS, make_family())
    app = open_with(login_as("anna"), given_out(cast("anna"), {"Fällig am": "01.01.2016"}, TASKS), PLACES[TASKS][0])
    app.button(key="roundtrip:go").click().run()
    assert not app.exception
    assert "Keine Änderung aus der Liste gespeichert. 1 Zelle zurückgehalten." in words(app)
    assert "Zeile 3, „Fällig am“: Die Frist liegt vor dem Tag" in words(app)
    assert "roundtrip:undo" not in [button.key for button in app.button]


def test_its_list_goes_out_there(login_as: LoginAs, cast: Cast, make_family: Make, table: Table) -> None:
    """The button stands under the list, for those who read files."""
    fresh(cast("anna"), table, make_family())
    for who in ("anna", "kerstin"):
        app = login_as(who)
        app.switch_page(page_path(PLACES[table][0])).run()
        assert not app.exception
        keys = [one.proto.id.partition("roundtrip:")[2] for one in app.get("download_button")]
        assert (f"give:{table.key}" in keys) is (who == "anna")


def test_stefan_gets_nothing_of_any_table(login_as: LoginAs, cast: Cast, make_family: Make, table: Table) -> None:
    """With the hidden sheet and without."""
    number = fresh(cast("anna"), table, make_family("Geheim"))
    for sheet in (True, False):
        data = given_out(cast("anna"), PLACES[table][1], table, sheet=sheet)
        app = open_with(login_as("stefan"), data, PLACES[table][0])
        rows = table_rows(app, "Änderungen der Liste")
        assert [(row["Familie"], row["Hinweis"]) for row in rows] == [("", "Nicht gefunden oder nicht freigegeben.")]
        assert "roundtrip:go" not in [button.key for button in app.button]
        assert "Geheim" not in words(app)
    assert stored(table, number).version == 1


def test_any_list_is_understood_on_any_page(login_as: LoginAs, cast: Cast, make_family: Make, table: Table) -> None:
    """Whoever reads it back elsewhere is not sent away."""
    fresh(cast("anna"), table, make_family())
    editable = next(iter(PLACES[table][1]))
    data = given_out(cast("anna"), {editable: "Neu"}, table)
    app = open_with(login_as("anna"), data)
    assert f"{table.title} · " in words(app)
    assert [row["Feld"] for row in table_rows(app, "Änderungen der Liste")] == [editable]


def test_the_hidden_sheet_is_gone(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Edits of columns to be read are named all the same; a caption says what was compared."""
    make_family()
    data = given_out(cast("anna"), {"Status": "beendet", "Dolmetschen": "Farsi"}, sheet=False)
    app = open_with(login_as("anna"), data)
    rows = {row["Feld"]: row for row in table_rows(app, "Änderungen der Liste")}
    assert rows["Status"]["Hinweis"] == "„Status“ kann hier nicht geändert werden."
    assert rows["Dolmetschen"]["Ergebnis"] == "+ neu"
    assert "Das ausgeblendete Blatt „FAM-Abgleich“ fehlt" in words(app)


def test_a_list_of_another_installation_gets_one_sentence(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """And nothing to save."""
    make_family()
    data = given_out(cast("anna"), {"Dolmetschen": "Farsi"})
    with db.program() as session:
        session.get_one(Setting, SECRET).value = "another one"
    app = open_with(login_as("anna"), data)
    assert "einer anderen Installation von FAM. Daraus wird nichts übernommen." in words(app)
    assert "roundtrip:go" not in [button.key for button in app.button]
    assert occasions() == [""]
