"""The list of families: found while typing, filtered, and only for those whom it concerns."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from fam.rules.terms import Institution, Status
from tests.support.people import LoginAs, page_path
from tests.ui.reading import table_rows

Make = Callable[..., int]


def open_list(app: AppTest) -> AppTest:
    """Open the page."""
    app.switch_page(page_path("families/families.py")).run()
    assert not app.exception
    return app


def names(app: AppTest) -> list[str]:
    """Return the first column of the list, or nothing where the page says that it is empty."""
    if "Keine Familie gefunden" in shown(app) or "Noch keine Familien" in shown(app):
        return []
    return [row["Familie"] for row in table_rows(app, "Familien")]


def shown(app: AppTest) -> str:
    """Return the plain texts of the page."""
    return " ".join(str(element.value).replace("\\", "") for element in app.markdown)


def test_the_list_narrows_while_typing(login_as: LoginAs, make_family: Make) -> None:
    """Each letter narrows the list; nothing found says what to do."""
    for name in ("Kaya", "Kaiser", "Lang"):
        make_family(name)
    app = open_list(login_as("anna"))
    assert names(app) == ["Kaiser", "Kaya", "Lang"]
    app.text_input(key="families:text").set_value("ka").run()
    assert names(app) == ["Kaiser", "Kaya"]
    app.text_input(key="families:text").set_value("kay").run()
    assert names(app) == ["Kaya"]
    app.text_input(key="families:text").set_value("kayx").run()
    assert names(app) == []


def test_filters_restrict_by_status_and_institution(login_as: LoginAs, make_family: Make) -> None:
    """Status, town, lead and institution each restrict the list."""
    make_family("Kaya", institution=Institution.ASD)
    make_family("Lang", status=Status.PAUSED, town="Egelsbach")
    app = open_list(login_as("kerstin"))
    app.multiselect(key="families:statuses").set_value([Status.PAUSED]).run()
    assert names(app) == ["Lang"]
    app.multiselect(key="families:statuses").set_value([]).run()
    app.selectbox(key="families:institution").set_value(Institution.ASD).run()
    assert names(app) == ["Kaya"]


def test_stefan_sees_an_empty_list(login_as: LoginAs, make_family: Make) -> None:
    """Families of others do not appear, not even as a number."""
    make_family("Kaya")
    app = open_list(login_as("stefan"))
    assert names(app) == []
    assert "Kaya" not in shown(app)
    assert "Noch keine Familien" in shown(app)
    assert "Keine Familie gefunden" in shown(app.text_input(key="families:text").set_value("kaya").run())
