"""The page Planung: the answer in words first, scenarios side by side, and nothing out of too little past."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import Account, Place
from fam.rules.periods import add_months
from fam.rules.terms import Status
from fam.ui.auth_session import STATE_SID
from tests.figures.histories import Case, write
from tests.support.people import LoginAs, new_session, opened, page_path

PAGE = "analysis/planning.py"
TODAY = date(2018, 10, 15)


def shown(app: AppTest) -> str:
    """Return what the page says in words."""
    elements = [*app.header, *app.subheader, *app.markdown, *app.caption, *app.error, *app.warning]
    texts = [str(element.value) for element in elements]
    return " ".join([*texts, *[str(one.proto.body) for one in app.get("html")]]).replace("\\", "").replace("**", "")


def fill(stays: int = 6) -> None:
    """Write two admissions a month for two and a half years, who stay so many months, and places for four."""
    cases = []
    for ago in range(1, 31):
        came = add_months(TODAY, -ago)
        ended = add_months(came, stays)
        steps = ((Status.PROPOSED, came - timedelta(days=30)), (Status.ACTIVE, came))
        cases += [Case((*steps, *(((Status.CLOSED, ended),) if ended <= TODAY else ())))] * 2
    write(cases)
    with db.program() as session:
        for name in ("anna", "amir"):
            account = session.exec(select(Account.id).where(Account.username == name)).one() or 0
            session.add(Place(account_id=account, starts_on=date(2017, 1, 1), fte=Decimal(1), case_key=14))


@pytest.mark.parametrize("name", ["anna", "kerstin", "lena"])
def test_the_answer_comes_first(login_as: LoginAs, name: str) -> None:
    """Everybody of the section reads the answer, how far it would have been off, and what is taken for granted."""
    fill()
    app = opened(login_as(name), PAGE)
    assert app.header[0].value.replace("\\", "").startswith("Mit Aufnahmen wie in den letzten 12 Monaten und 14 Plä")
    text = shown(app)
    assert "Die Plätze reichen; frei bleiben dann 2." in text  # two come each month and stay for six: twelve
    assert "Rückprobe: In " in text
    assert "(100 %)" in text  # nothing has changed since
    assert "abgeschlossenen und 10 laufenden Fällen" in text
    assert "Fallschlüssel (Pro Arbeit 14, ASD 14)" in text
    assert len(app.get("plotly_chart")) == 2
    assert ("95 %-Intervall" in text) is (name != "lena")
    assert ("Gerundet auf 5 Prozentpunkte" in text) is (name == "lena")


def test_three_scenarios_side_by_side(login_as: LoginAs) -> None:
    """Each has its own answer; what is typed wrongly is said at its field and counts as empty; the table has all."""
    fill()
    app = opened(login_as("kerstin"), PAGE)
    app.segmented_control(key="planning:many").set_value(3).run()
    app.text_input(key="planning:0:admissions").set_value("4").run()
    app.text_input(key="planning:1:places").set_value("20")
    app.text_input(key="planning:1:admissions").set_value("2,5")
    app.text_input(key="planning:2:median").set_value("zwölf")
    app.run()
    assert not app.exception
    text = shown(app)
    assert "Szenario 1. Mit 4 Aufnahmen im Monat und 14 Plätzen sind im Oktober 2020 voraussichtlich 14" in text
    assert "Szenario 2. Mit 2,5 Aufnahmen im Monat und 20 Plätzen" in text
    assert "Szenario 3. Mit Aufnahmen wie in den letzten 12 Monaten und 14 Plätzen" in text
    assert "fam-error" in text
    assert app.text_input(key="planning:2:median").value == "zwölf"


def test_too_little_past_is_said(login_as: LoginAs) -> None:
    """An empty database and a young team: what is missing, no field, no number, no picture."""
    app = opened(login_as("lena"), PAGE)
    assert "Noch zu wenig Vergangenheit." in shown(app)
    assert "keine Familien FAM verlassen" in shown(app)
    assert not app.get("plotly_chart")
    assert not app.text_input
    fill(stays=40)
    assert "Bisher haben keine Familien FAM verlassen (nötig: 10)" in shown(app.run())
    assert "30 volle Monate" in shown(app)


def test_adam_has_no_forecast(database: str) -> None:
    """Administration finds nothing here."""
    app = AppTest.from_file(page_path(PAGE))
    app.session_state[STATE_SID] = new_session("adam")
    app.run()
    assert "Nicht gefunden oder nicht freigegeben." in shown(app)
