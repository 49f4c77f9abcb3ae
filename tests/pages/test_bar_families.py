"""From the bars of Tandemarbeit, Wirkung and from the waiting list of Planung to the families behind them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import Family
from fam.rules.behind import WHOLE, Behind, By, Count
from fam.rules.terms import ListName, Status
from fam.ui.auth_session import STATE_SID
from fam.ui.bar_families import OF_FILES
from fam.ui.families import BEHIND_ENTRIES, BEHIND_HINT, NOT_BEHIND
from fam.ui.figure_families import PLACE
from tests.figures.entries import item, meeting
from tests.pages.test_growth import shown
from tests.pages.test_growth_families import buttons, listed
from tests.pages.test_planning import fill
from tests.support.people import LoginAs, new_session, page_path

Make = Callable[..., int]
SEPTEMBER = (date(2018, 9, 1), date(2018, 9, 30))
SUMMER = (date(2018, 7, 1), date(2018, 9, 30))
JOINT = Behind(Count.MEETINGS, *SEPTEMBER, None, By.PRESENT, "joint")
PAGES = ("analysis/cooperation.py", "analysis/outcome.py", "analysis/growth.py")


@pytest.fixture
def september(make_family: Make) -> None:
    """A joint meeting with one of Anna's families and one with Stefan's; one of Anna's broke off in July 2018."""
    meeting(make_family("Eigen"), "05.09.18")
    meeting(make_family("Fremd", leads=("stefan", "amir")), "06.09.18")
    gone = make_family("Gegangen", status=Status.CLOSED, received_on=date(2018, 4, 1))
    with db.program() as session:
        family = session.exec(select(Family).where(Family.id == gone)).one()
        assert family.closed_on == date(2018, 7, 1)
        family.reason_id = item(ListName.CLOSING, "AB06")


def opened(app: AppTest, page: str) -> AppTest:
    """Open a page of figures."""
    app.default_timeout = 60
    app.switch_page(page_path(page)).run()
    assert not app.exception
    return app


def clickable(app: AppTest) -> list[str]:
    """Return the charts that a click leads on from, by the beginning of their descriptions."""
    return [one.proto.alt.split(",")[0] for one in app.get("plotly_chart") if one.proto.selection_mode]


def choose(app: AppTest, page: str, **chosen: Any) -> AppTest:
    """Choose period, chart and bar as with the keyboard and open the families behind it."""
    for name, value in chosen.items():
        app.selectbox(key=f"{page}:behind-{name}").set_value(value).run()
    app.button(key=f"{page}-behind").click().run()
    assert not app.exception
    return app


@pytest.mark.usefixtures("september")
def test_tandemarbeit(login_as: LoginAs) -> None:
    """Two families met together: Anna and Stefan find one each, Kerstin, who reads no entry, is told so."""
    for name, own in (("anna", "Eigen"), ("stefan", "Fremd")):
        app = opened(login_as(name), PAGES[0])
        assert len(clickable(app)) == 5
        assert OF_FILES not in shown(app)
        app = choose(app, "cooperation", chart=By.PRESENT, anwesende="joint")
        text = shown(app)
        assert "Gespräche im September 2018, dabei: beide Institutionen und die Familie (gemeinsam)" in text
        assert BEHIND_ENTRIES in text
        assert [one for one in ("Eigen", "Fremd") if one in listed(app)] == [own]
    stefan = opened(login_as("stefan"), PAGES[0])
    stefan = choose(stefan, "cooperation", Monat=date(2018, 8, 1), chart=By.CIRCLE, rechtskreis="SGB_VIII")
    assert "Leistungen am 31.08.2018, Rechtskreis: SGB VIII" in shown(stefan)
    assert NOT_BEHIND[0] in shown(stefan)
    kerstin = opened(login_as("kerstin"), PAGES[0])
    assert (clickable(kerstin), OF_FILES in shown(kerstin)) == ([], True)
    assert "Familien zeigen" not in buttons(kerstin)


@pytest.mark.usefixtures("september")
def test_wirkung(login_as: LoginAs) -> None:
    """Why cases end stands in their heads: Kerstin finds the one that broke off as Anna does, Stefan does not."""
    for name, found in (("kerstin", True), ("anna", True), ("stefan", False)):
        app = opened(login_as(name), PAGES[1])
        assert len(clickable(app)) == (1 if name == "kerstin" else 2)
        assert (OF_FILES in shown(app)) is (name == "kerstin")
        app = choose(app, "outcome", chart=By.GROUP, gruppe="Abbruch")
        text = shown(app)
        assert "Abgang vom 01.07.2018 bis 30.09.2018, Gruppe: Abbruch" in text
        assert BEHIND_HINT in text
        assert ("Gegangen" in listed(app), NOT_BEHIND[0] in text) == (found, not found)


@pytest.mark.usefixtures("september")
def test_what_was_known(login_as: LoginAs) -> None:
    """The Datenstand goes along: on 14 October 2018 nobody had typed in the families of today."""
    app = opened(login_as("anna"), PAGES[0])
    app.selectbox(key="cooperation:known").set_value("wie bekannt am …").run()
    app.text_input(key="cooperation:known_on").set_value("14.10.2018").run()
    app = choose(app, "cooperation", chart=By.COMBINATION, kombination="NONE")
    assert "Bestand am 30.09.2018, wie bekannt am 14.10.2018, Leistungen: keine Leistung" in shown(app)
    assert NOT_BEHIND[0] in shown(app)


@pytest.mark.usefixtures("september")
def test_leitung_gets_nowhere(login_as: LoginAs) -> None:
    """Neither by what a click would leave, nor by the values of the fields, nor by an address; Anna's is followed."""
    anna = login_as("anna")
    anna.session_state[PLACE] = JOINT.address
    assert "Gespräche im September 2018" in shown(opened(anna, PAGES[0]))
    lena = login_as("lena")
    for page in PAGES:
        lena.session_state[PLACE] = JOINT.address
        for name in ("cooperation", "outcome"):
            lena.session_state[f"{name}:behind-chart"] = By.GROUP
            lena.session_state[f"{name}:behind-{By.GROUP}"] = "Abbruch"
        opened(lena, page)
        assert PLACE not in lena.session_state
        assert clickable(lena) == []
        assert "Familien zeigen" not in buttons(lena)
    for by, code in ((By.PRESENT, "joint"), (By.GROUP, "Abbruch"), (By.CONSENTS, "complete"), (By.COMBINATION, "NONE")):
        there = AppTest.from_file(page_path("families/families.py"))
        there.session_state[STATE_SID] = new_session("lena")
        there.query_params["hinter"] = Behind(WHOLE[by], *SUMMER, None, by, code).address
        there.run()
        assert "nicht freigegeben" in shown(there)
        assert not any(name in listed(there) for name in ("Eigen", "Fremd", "Gegangen"))


def test_planung(login_as: LoginAs, make_family: Make) -> None:
    """The picture begins with who waits today: Kerstin and Anna go there, Stefan finds nobody, Lena has no way."""
    fill()
    make_family("Wartend", status=Status.WAITING, received_on=date(2018, 3, 1))
    for name, found in (("anna", True), ("kerstin", True), ("stefan", False)):
        app = opened(login_as(name), "analysis/planning.py")
        assert "Heute auf der Warteliste: 1 Familie." in shown(app)
        app.button(key="planning-behind").click().run()
        assert "Warteliste am 15.10.2018" in shown(app)
        assert ("Wartend" in listed(app), NOT_BEHIND[0] in shown(app)) == (found, not found)
    lena = opened(login_as("lena"), "analysis/planning.py")
    assert lena.header
    assert "Heute auf der Warteliste" not in shown(lena)
    assert "Familien zeigen" not in buttons(lena)
