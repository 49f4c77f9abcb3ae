"""The page Tandemarbeit: the answer in words, who sees which numbers, month and quarter, without any case."""

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from fam import db
from fam.errors import NotAllowed
from fam.figures import catalogue
from fam.figures.indicator import month_of
from fam.figures.tandems import Tandem, tandems
from fam.person import Person
from fam.rules.plan_terms import ReviewKind
from fam.rules.report_terms import ReportKind
from fam.rules.terms import MeetingState
from fam.services import reports
from fam.ui.cooperation import IDS
from fam.ui.published_charts import NOTHING_SHOWN
from tests.figures.entries import day, measure, meeting, review
from tests.pages.test_growth import charts, labels, numbers, shown
from tests.support.cast import member
from tests.support.people import LoginAs, page_path

Make = Callable[..., int]
ANSWER = "Von 8 Gesprächen im September 2018 waren 6 gemeinsam (75 %), 5 mehr als im August 2018."
NUMBERS = {  # 8 meetings in 6 x 30 active days are 1.35 a month
    "Gemeinsam": "75 %", "Je Familienmonat": "1,4", "Spät eingetragen": "0 %", "Fristgerecht": "·",
    "Beide Rechtskreise": "17 %", "Einwilligungen": "100 %",
}  # fmt: skip


def open_page(app: AppTest) -> AppTest:
    """Open Tandemarbeit."""
    app.switch_page(page_path("analysis/cooperation.py")).run()
    assert not app.exception
    return app


@pytest.fixture
def september(make_family: Make) -> list[int]:
    """Six families; in September 2018 eight meetings, six of them joint, in August one; see `NUMBERS`."""
    families = [make_family(f"Kaya {number}") for number in range(6)]
    for family in families:
        meeting(family, "05.09.18")
    meeting(families[0], "12.09.18", came="PF")
    meeting(families[0], "19.09.18", came="PA")
    meeting(families[1], "20.09.18", came="", state=MeetingState.NO_SHOW)
    meeting(families[1], "20.08.18")
    review(families[0], ReviewKind.FAM, "10.09.18", "12.09.18")  # one family: no rate
    measure(families[0], "II-16D", "01.08.18")
    measure(families[0], "VIII-31", "01.08.18")
    return families


@pytest.mark.usefixtures("september")
def test_as_known_on_a_day(login_as: LoginAs) -> None:
    """Families that were typed in only today were not known the day before: the page says what has changed since."""
    app = open_page(login_as("anna"))
    app.selectbox(key="cooperation:known").set_value("wie bekannt am …").run()
    assert "Bitte den Tag angeben" in shown(app)
    app.text_input(key="cooperation:known_on").set_value("14.10.2018").run()
    assert not app.exception
    text = shown(app)
    assert "Gezeigt wird, was am 14.10.2018 eingetragen war" in text
    assert "Einwilligungsstand: damals –, heute 100 % (6 von 6)" in text


@pytest.mark.usefixtures("september")
def test_the_team_sees_all_of_it(login_as: LoginAs) -> None:
    """Anna, Kerstin and Stefan, who leads no family, see the same counts; only Koordination sees the tandems."""
    for name in ("anna", "stefan", "kerstin"):
        app = open_page(login_as(name))
        text = shown(app)
        assert ANSWER in text
        assert "1 von 9 geplanten Gesprächen fiel kurzfristig oder ohne Absage aus (11 %)." in text
        assert "Am 30.09.2018 laufen in 1 von 6 Familien Leistungen beider Rechtskreise (17 %)." in text
        assert numbers(app) == NUMBERS
        assert len(charts(app)) == 8
        assert ("Tandems" in labels(app)) is (name == "kerstin")
        assert all(f"{one} " in text for one in IDS)
        assert "Kaya" not in text
    app.session_state["cooperation-tandems"] = app.session_state["cooperation-tables"] = True
    app.run()
    html = " ".join(str(one.proto.body) for one in app.get("html"))
    assert "Anna" in html
    assert "§ 31 SGB VIII" in html


@pytest.mark.usefixtures("september")
def test_leitung_reads_reports(login_as: LoginAs, cast: Callable[[str], Person]) -> None:
    """Before anything is frozen Leitung gets the definitions and who freezes; then the report, and the same live."""
    app = open_page(login_as("lena"))
    text = shown(app)
    assert "Noch kein Bericht eingefroren." in text
    assert "Die Koordination friert ihn" in text
    assert all(f"{one} " in text for one in IDS)
    assert (numbers(app), charts(app), labels(app)) == ({}, [], [])
    assert "75 %" not in text
    with db.transaction(cast("kerstin")) as session:
        for first in (date(2018, 4, 1), date(2018, 7, 1)):
            reports.freeze(session, ReportKind.QUARTERLY, first)
        reports.freeze(session, ReportKind.MONTHLY, date(2018, 9, 1))
    app = app.run()
    assert not app.exception
    text = shown(app)
    assert "Quartalsbericht 3. Quartal 2018" in text
    assert "Stichtag 30.09.2018, Fassung 1" in text
    assert "Vorläufig" in text
    assert numbers(app)["Anteil gemeinsamer Gespräche"] == "·"  # 7 of 9: the other two may be one family's
    assert len(charts(app)) == 3
    assert text.count(NOTHING_SHOWN) == 2  # of these no report shows a value
    app.session_state["cooperation-published"] = app.session_state["cooperation-defined"] = True
    app.session_state["figures-cooperation-0"] = "Als Tabelle"
    html = " ".join(str(one.proto.body) for one in app.run().get("html"))
    assert not app.exception
    assert "2. Quartal 2018" in html
    assert catalogue.BY_ID[IDS[0]].numerator in html


@pytest.mark.usefixtures("september")
def test_quarter_and_running_month(login_as: LoginAs) -> None:
    """A quarter adds its months up; a running month says up to which day, and is not compared with a whole one."""
    app = open_page(login_as("anna"))
    app.segmented_control(key="cooperation:span").set_value("Quartal").run()
    assert "Von 9 Gesprächen im 3. Quartal 2018 waren 7 gemeinsam (78 %)." in shown(app)
    app.segmented_control(key="cooperation:span").set_value("Monat").run()
    app.selectbox(key="cooperation:Monat").select_index(0).run()
    assert "Im Oktober 2018 bis 15.10.2018 ist kein Gespräch eingetragen." in shown(app)
    app.text_input(key="cooperation:as_of").set_value("10.09.2018").run()
    app.selectbox(key="cooperation:Monat").select_index(0).run()
    assert "Von 6 Gesprächen im September 2018 bis 10.09.2018 waren 6 gemeinsam (100 %)." in shown(app)
    assert not app.exception


def test_an_empty_database_says_what_to_do(login_as: LoginAs) -> None:
    """Nothing there yet: the page stands, says so, and draws nothing."""
    app = open_page(login_as("kerstin"))
    assert "Keine Familie in FAM und kein Gespräch im September 2018." in shown(app)
    assert (numbers(app), charts(app), labels(app)) == ({}, [], [])


def test_tandems_by_hand(september: list[int]) -> None:
    """By name, with the families of the Stichtag and the meetings of the month; for nobody but Koordination."""
    assert september
    period = month_of(day("01.09.18"))
    assert tandems(member("kerstin"), period) == (Tandem("Anna", "Amir", 6, 8, 6),)
    for name in ("anna", "stefan", "lena", "dora"):
        with pytest.raises(NotAllowed):
            tandems(member(name), period)
