"""From a number of Wachstum to the families behind it, and what was known when."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import StatusPeriod, table
from fam.rules.behind import Behind, Count
from fam.rules.terms import Status
from fam.ui.auth_session import STATE_SID
from fam.ui.figure_families import PLACE
from tests.pages.test_growth import numbers, open_page, shown
from tests.support.people import LoginAs, new_session, page_path

Make = Callable[..., int]
BUTTON = "growth-behind"
MAY = Behind(Count.INFLOW, date(2017, 5, 1), date(2017, 5, 31))


def listed(app: AppTest) -> str:
    """Return what the list of families holds, as the browser gets it."""
    return " ".join(str(one.proto) for one in app.get("bidi_component"))


def buttons(app: AppTest) -> list[str]:
    """Return the labels of the page's buttons."""
    return [one.label for one in app.button]


def test_a_choice_opens_the_families_one_sees(login_as: LoginAs, make_family: Make) -> None:
    """Month and number lead to the list: Anna's own only, with the sentence why it may be shorter; and back to all."""
    make_family("Eigen")
    make_family("Fremd", leads=("stefan", "amir"))
    app = open_page(login_as("anna"))
    app.selectbox(key="growth:behind-month").set_value(date(2017, 5, 1))
    app.selectbox(key="growth:behind-what").set_value(Count.INFLOW)
    app.button(key=BUTTON).click().run()
    assert not app.exception
    assert "Zugang im Mai 2017" in shown(app)
    assert "Nur die Familien, die Sie sehen" in shown(app)
    assert "Eigen" in listed(app)
    assert "Fremd" not in listed(app)
    next(one for one in app.button if one.label == "Alle Familien zeigen").click().run()
    assert "Zugang im Mai 2017" not in shown(app)


def test_a_click_is_followed_for_the_team_only(login_as: LoginAs, make_family: Make) -> None:
    """What a click leaves leads Koordination to the list; a crafted one leads Lena nowhere, nor does its address."""
    make_family("Eigen")
    kerstin = login_as("kerstin")
    kerstin.session_state[PLACE] = MAY.address
    assert "Zugang im Mai 2017" in shown(open_page(kerstin))
    lena = login_as("lena")
    lena.session_state[PLACE] = MAY.address
    open_page(lena)
    assert numbers(lena)["Bestand"] == "1"
    assert "Familien zeigen" not in buttons(lena)
    assert not [one for one in lena.get("plotly_chart") if one.proto.selection_mode]
    there = AppTest.from_file(page_path("families/families.py"))
    there.session_state[STATE_SID] = new_session("lena")
    there.query_params["hinter"] = MAY.address
    there.run()
    assert "nicht freigegeben" in shown(there)
    assert "Eigen" not in listed(there)


@pytest.fixture
def late(make_family: Make) -> None:
    """Two families admitted in May 2017; the second's admission was typed in on 1 September 2018."""
    make_family("Eins")
    second = make_family("Zwei")
    periods, entered = table(StatusPeriod), datetime(2017, 6, 1, tzinfo=UTC)
    with db.engine().execution_options(fam_write=True).begin() as connection:
        connection.execute(sa.update(periods).values(created_at=entered))
        connection.exec_driver_sql("UPDATE family SET created_at = '2017-06-01 00:00:00'")
        active = (periods.c.family_id == second) & (periods.c.status == Status.ACTIVE)
        connection.execute(sa.update(periods).where(active).values(created_at=datetime(2018, 9, 1, tzinfo=UTC)))
    with db.program() as session:
        assert session.exec(select(StatusPeriod.id)).first()


@pytest.mark.usefixtures("late")
def test_as_known_on_a_day(login_as: LoginAs) -> None:
    """As known in August 2018 there was one; which months have changed since is said, the last ones are provisional."""
    app = open_page(login_as("lena"))
    assert numbers(app)["Bestand"] == "2"
    assert "Vorläufig ab Juli 2018" in shown(app)
    app.selectbox(key="growth:known").set_value("wie bekannt am …").run()
    assert "Bitte den Tag angeben" in shown(app)
    app.text_input(key="growth:known_on").set_value("31.08.2018").run()
    assert not app.exception
    assert numbers(app)["Bestand"] == "1"
    assert "Gezeigt wird, was am 31.08.2018 eingetragen war, höchstens bis zu diesem Tag." in shown(app)
    assert "Seit dem 31.08.2018 haben sich Zahlen in 16 Monaten geändert." in shown(app)
    assert "August 2018, Bestand: damals 1, heute 2, 1 nachgetragen" in shown(app)
    assert "Vorläufig ab Mai 2018" in shown(app)
    app.text_input(key="growth:known_on").set_value("01.09.2018").run()
    assert "Seit dem 01.09.2018 hat sich keine Zahl geändert." in shown(app)
    app.text_input(key="growth:known_on").set_value("16.10.2018").run()
    assert "weiß niemand" in shown(app)
