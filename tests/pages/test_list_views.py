"""Lists know every field: filter, column, saved view with an address, and what happens when a field goes."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.fields.encoding import put
from fam.fields.registry import runtime_fields
from fam.fields.spec import FieldSpec, Kind
from fam.models import FamilyDetail, SavedView
from fam.person import Person
from fam.rules.terms import ViewKind
from fam.services import field_making, views
from fam.services.field_making import FieldDraft
from tests.pages.test_families import names, open_list
from tests.support.people import LoginAs, page_path
from tests.ui.reading import table_rows

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def school(cast: Cast, make_family: Make) -> FieldSpec:
    """A field of the file, filled in one of Anna's two families."""
    with db.transaction(cast("kerstin")) as session:
        field_making.make(session, FieldDraft("family_detail", "=Schulform", Kind.CHOICE, "Haupt\nReal"))
    kaya, _lang = make_family("Kaya"), make_family("Lang")
    with db.program() as session:
        [field] = runtime_fields(session, FamilyDetail)
        row = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == kaya)).one()
        put(row, [field], {field.key: next(iter(field.labels))})
        session.add(row)
    return field


def view(person: Person, title: str, settings: dict[str, Any], subject: str = "families", shared: bool = False) -> int:
    """Save a view."""
    with db.transaction(person) as session:
        return views.keep(session, ViewKind.LIST, subject, title, settings, shared=shared).id or 0


def at(app: AppTest, number: int | str, page: str = "families/families.py") -> AppTest:
    """Open a list by the address of a view."""
    app.switch_page(page_path(page))
    app.query_params["ansicht"] = str(number)
    return app.run()


def texts(app: AppTest) -> str:
    """Return everything that the page says beside the table."""
    return " ".join(str(one.value).replace("\\", "") for one in (*app.markdown, *app.info, *app.error, *app.caption))


def test_filter_and_column_of_a_field_of_the_team(login_as: LoginAs, school: FieldSpec) -> None:
    """Chosen, filtered with labels and "(leer)", shown as a column, sorted, exported without formulas."""
    app = open_list(login_as("anna"))
    name, place = f"family_detail.{school.key}", f"families:filters:family_detail.{school.key}:choice:values"
    app.multiselect(key="families:filters:fields").set_value([name]).run()
    app.multiselect(key=place).set_value([next(iter(school.labels))]).run()
    assert names(app) == ["Kaya"]
    assert [one.label for one in app.expander if one.label.startswith("Filter")] == ["Filter (1)"]
    app.multiselect(key=place).set_value([""]).run()
    assert names(app) == ["Lang"]
    app.multiselect(key=place).set_value([]).run()
    app.selectbox(key="families:columns:add:7").set_value(school.key).run()
    assert not app.exception
    assert [row["=Schulform"] for row in table_rows(app, "Familien")] == ["Haupt", ""]
    app.button(key=f"families:columns:↑:{school.key}").click().run()
    assert list(table_rows(app, "Familien")[0])[-2:] == ["=Schulform", "ASD"]
    app.button(key="families:columns:✕:lead_asd").click().run()
    assert "ASD" not in table_rows(app, "Familien")[0]


def test_a_view_is_saved_opened_by_address_changed_and_removed(
    login_as: LoginAs, cast: Cast, school: FieldSpec
) -> None:
    """The address follows the choice; opening it anew shows the same list."""
    app = open_list(login_as("anna"))
    app.text_input(key="families:text").set_value("kay").run()
    app.text_input(key="view:new:families:new_title").set_value("Meine").run()
    app.button(key="view:new:families:submit").click().run()
    assert not app.exception
    number = app.query_params["ansicht"][0]
    assert app.selectbox(key="families:saved").value == int(number)
    app.text_input(key="families:text").set_value("").run()
    assert "Ansicht geändert" in texts(app)
    app.selectbox(key="families:saved").set_value(0).run()
    assert (names(app), dict(app.query_params)) == (["Kaya", "Lang"], {})
    other = at(login_as("anna"), number)
    assert (names(other), other.text_input(key="families:text").value) == (["Kaya"], "kay")
    other.multiselect(key="families:statuses").set_value(
        [other.multiselect(key="families:statuses").options and "ACTIVE"]
    )
    other.button(key=f"view-remove:{number}").click().run()
    assert not other.exception
    with db.reading(cast("anna")) as session:
        assert session.exec(select(SavedView)).all() == []


def test_somebody_elses_private_view_does_not_exist(login_as: LoginAs, cast: Cast, school: FieldSpec) -> None:
    """The same sentence as for a number that never was, and the list as usual; shared ones open."""
    private = view(cast("amir"), "Geheim", {"text": "kaya"})
    shared = view(cast("amir"), "Für alle", {"statuses": ["PAUSED"], "text": 7}, shared=True)
    for number in (private, 9999, "x"):
        app = at(login_as("anna"), number)
        assert "Diese Ansicht gibt es nicht (mehr)." in texts(app)
        assert (names(app), dict(app.query_params)) == (["Kaya", "Lang"], {})
        assert app.selectbox(key="families:saved").options == ["Standard", "Für alle (von Amir)"]
    app = at(login_as("anna"), shared)
    assert names(app) == []
    assert "view-remove" not in str([one.key for one in app.button])


def test_a_view_with_a_retired_field_opens_and_says_so(login_as: LoginAs, cast: Cast, school: FieldSpec) -> None:
    """Filter, column and order by it are left out with a sentence; so is a field retired while it is filtered by."""
    asked = [{"entity": "family_detail", "key": school.key, "kind": "choice", "values": [next(iter(school.labels))]}]
    settings = {"columns": ["name", school.key], "sort": school.key, "descending": True, "filters": asked, "town": "?"}
    number = view(cast("anna"), "Schule", settings)
    app = at(login_as("anna"), number)
    assert not app.exception
    assert [list(row.values()) for row in table_rows(app, "Familien")] == [["Kaya", "Haupt"]]
    with db.transaction(cast("kerstin")) as session:
        field_making.retire(session, school.field_id)
    app.run()
    assert names(app) == ["Kaya", "Lang"]
    assert "„=Schulform“ gibt es hier nicht mehr; der Filter danach ist weggelassen." in texts(app)
    again = at(login_as("anna"), number)
    assert not again.exception
    assert [list(row) for row in table_rows(again, "Familien")] == [["Familie"], ["Familie"]]
    for sentence in ("„=Schulform“ gibt es hier nicht mehr", "Eine Spalte gibt es hier nicht mehr", "Ein Filter der"):
        assert sentence in texts(again)
