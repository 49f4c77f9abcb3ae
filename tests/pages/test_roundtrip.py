"""Familien: the list goes out, is edited in Excel, comes back with a preview, and can be taken back."""

import io
from collections.abc import Callable, Mapping

import openpyxl
import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.fields.spec import Kind
from fam.models import FamilyDetail
from fam.person import Person
from fam.services import field_making
from fam.services.field_making import FieldDraft
from fam.services.roundtrip_list import export
from tests.support.people import LoginAs, page_path
from tests.ui.reading import table_rows

Cast = Callable[[str], Person]
Make = Callable[..., int]


def given_out(person: Person, changed: Mapping[str, object]) -> bytes:
    """The list of somebody's families, with cells of the first line edited."""
    with db.reading(person) as session:
        book = openpyxl.load_workbook(io.BytesIO(export(session)))
    sheet = book.worksheets[0]
    for cell in sheet[1]:
        if cell.value in changed:
            sheet.cell(3, cell.column or 0).value = changed[str(cell.value)]  # type: ignore[assignment]
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
