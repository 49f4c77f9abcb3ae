"""The page Plan und Plätze: entered quickly, the German way, nothing lost, and for Koordination only."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam.db import reading, transaction
from fam.models import Account, Place
from fam.person import Person
from fam.queries.plans import plans
from fam.services import drafts
from fam.ui.auth_session import STATE_SID
from tests.support.people import LoginAs, new_session, page_path
from tests.ui.reading import table_rows

Cast = Callable[[str], Person]


def open_page(app: AppTest) -> AppTest:
    """Open the page."""
    app.switch_page(page_path("administration/plan.py")).run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    """Return what the page says in words."""
    texts = [str(one.value) for one in (*app.markdown, *app.caption, *app.error, *app.info)]
    return " ".join([*texts, *[str(one.proto.body) for one in app.get("html")]]).replace("\\", "")


def type_plan(app: AppTest, person: Person, title: str, path: str) -> AppTest:
    """Type a new version; the long text arrives as the browser keeps it, as a draft."""
    with transaction(person) as session:
        drafts.keep(session, "plan:new", "path", path)
    app.text_input(key="plan:new:title").set_value(title)
    return app.run()


def test_a_plan_is_entered_from_lines(login_as: LoginAs, cast: Cast) -> None:
    """One line per month, also pasted from Excel, becomes the plan that Wachstum draws."""
    app = open_page(login_as("kerstin"))
    assert "Noch kein Plan." in shown(app)
    type_plan(app, cast("kerstin"), "Ausbau 2018", "Januar 2018; 24\n02/2018\t25")
    app.button(key="plan:new:submit").click().run()
    assert not app.exception
    with reading(cast("konrad")) as session:
        assert plans(session)[0].points == {date(2018, 1, 1): 24, date(2018, 2, 1): 25}
    assert "Es gilt „Ausbau 2018“" in shown(app)


def test_a_wrong_line_is_named_and_nothing_is_lost(login_as: LoginAs, cast: Cast) -> None:
    """The sentence names line and text; what was typed stays in the form."""
    app = open_page(login_as("kerstin"))
    type_plan(app, cast("kerstin"), "Ausbau 2018", "Januar 2018; 24\nFebruar; viele")
    app.button(key="plan:new:submit").click().run()
    assert "Zeile 2" in shown(app)
    assert app.text_input(key="plan:new:title").value == "Ausbau 2018"
    with reading(cast("kerstin")) as session:
        assert drafts.load(session, "plan:new")["path"][0] == "Januar 2018; 24\nFebruar; viele"
        assert plans(session) == ()


def test_places_the_german_way(login_as: LoginAs, cast: Cast) -> None:
    """ "0,75" times 20 are 15 places, all of them free; a second period at the same time is refused in words."""
    app = open_page(login_as("konrad"))
    for _turn in range(2):
        turn = "" if _turn == 0 else ":1"
        app.selectbox(key=f"place:new:account_id{turn}").set_value(cast("anna").account_id)
        app.text_input(key=f"place:new:fte{turn}").set_value("0,75")
        app.text_input(key=f"place:new:case_key{turn}").set_value("20")
        app.text_input(key=f"place:new:starts_on{turn}").set_value("1.1.18").run()
        app.button(key=f"place:new:submit{turn}").click().run()
        assert not app.exception
    with reading(cast("konrad")) as session:
        assert [place.fte for place in session.exec(select(Place))] == [Decimal("0.75")]
    assert [row["Plätze"] for row in table_rows(app, "Plätze")] == ["15"]
    assert {metric.label: metric.value for metric in app.metric}["Pro Arbeit"] == "15 Plätze frei"
    assert "dürfen sich nicht überschneiden" in shown(app)


@pytest.mark.parametrize("name", ["anna", "lena", "adam"])
@pytest.mark.usefixtures("database")
def test_only_koordination_opens_it(name: str) -> None:
    """Everybody else finds nothing here, not past the menu either."""
    app = AppTest.from_file(page_path("administration/plan.py"))
    app.session_state[STATE_SID] = new_session(name)
    app.run()
    assert "Nicht gefunden oder nicht freigegeben." in shown(app)
    assert not app.metric


def test_a_colleague_who_left_keeps_past_places(login_as: LoginAs, cast: Cast) -> None:
    """Places of an inactive account are shown, and their period can still be changed."""
    with transaction(cast("kerstin")) as session:
        session.add(Place(account_id=cast("anna").account_id, starts_on=date(2018, 1, 1), fte=Decimal(1), case_key=20))
    with transaction(cast("adam")) as session:
        session.get_one(Account, cast("anna").account_id).active = False
    app = open_page(login_as("kerstin"))
    assert [row["Person"] for row in table_rows(app, "Plätze")] == ["Anna"]
