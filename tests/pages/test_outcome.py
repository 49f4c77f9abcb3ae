"""The page Wirkung: the answer in words, who sees which numbers, quarter and year, without any case, in the demo."""

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from fam import db
from fam.figures import catalogue
from fam.figures.follow_ups import Asked, follow_ups
from fam.figures.indicator import quarter_of
from fam.models import FollowUp, Goal
from fam.person import Person
from fam.rules.plan_terms import GoalOutcome, ReceiptClass, ReceiptEnd, StationKind
from fam.rules.report_terms import ReportKind
from fam.rules.terms import ListName
from fam.services import reports
from fam.ui.outcome import IDS
from fam.ui.published_charts import NOTHING_SHOWN
from tests.figures.entries import OF, day, item, put
from tests.figures.hand import share
from tests.figures.test_paths import FULL, NONE, person, receipt, station, unit
from tests.pages.test_growth import charts, labels, numbers, shown
from tests.support.people import LoginAs, page_path

Make = Callable[..., int]


def open_page(app: AppTest) -> AppTest:
    """Open Wirkung."""
    app.default_timeout = 60  # the first run counts ten indicators of eight quarters
    app.switch_page(page_path("analysis/outcome.py")).run()
    assert not app.exception
    return app


@pytest.fixture
def summer(make_family: Make) -> list[int]:
    """Six families since 2017; in summer 2018 six goals ended, one of six young people moved, one left receipt."""
    families = [make_family(f"Kaya {number}") for number in range(6)]
    area = item(ListName.AREA, "ARBEIT")
    for place, family in enumerate(families):
        outcome = GoalOutcome.MOSTLY if place < 4 else GoalOutcome.NOT_REACHED
        put(Goal(family_id=family, area_id=area, text="fiktiv", event_on=day("01.09."), outcome=outcome,
                 ended_on=day("20.08.18"), **OF))  # fmt: skip
        young = person(family, "1999-05-05")
        number = unit(family, young)
        receipt(family, number, FULL, "01.01.17", "01.08.18" if not place else "")
        if not place:
            station(young, StationKind.TRAINING_COMPANY, "01.08.18")
            receipt(family, number, NONE, "01.08.18", why=ReceiptEnd.WORK)
    put(FollowUp(family_id=families[0], months=3, event_on=day("01.09.18"), held_on=day("03.09.18"), reached=True,
                 receipt=ReceiptClass.NONE, in_work=True, **OF),
        FollowUp(family_id=families[1], months=3, event_on=day("30.09.18"), **OF))  # fmt: skip
    return families


@pytest.mark.usefixtures("summer")
def test_the_team_sees_all_of_it(login_as: LoginAs) -> None:
    """Stefan, who leads no family, and Kerstin see the same counts, with n, definitions and no claim of cause."""
    for name in ("stefan", "kerstin"):
        app = open_page(login_as(name))
        text = shown(app)
        assert "Von 6 Zielen, die im 3. Quartal 2018 endeten, wurden 4 ganz oder überwiegend erreicht (67 %)." in text
        assert "1 von 6 jungen Menschen (15 bis 24) gelang ein Übergang" in text
        assert "1 Integration bei durchschnittlich 6 eLb." in text
        assert "Am 30.09.2018 ist 1 von 6 eLb in Beschäftigung (17 %)." in text
        assert "1 von 6 Familien kam ganz aus dem Leistungsbezug (17 %)." in text
        assert "belegen sie nicht, dass FAM die Ursache ist" in text
        assert numbers(app) == {
            "Ziele erreicht": "67 %", "Mit Fortschritt": "–", "Übergänge U25": "17 %",
            "Integrationen": "17 %", "In Beschäftigung": "17 %", "Ohne Bezug": "17 %",
        }  # fmt: skip
        assert len(charts(app)) == 6
        assert labels(app) == ["Tabellen: 3. Quartal 2018", "Nachbefragungen: 3. Quartal 2018"]
        assert all(f"{one} " in text for one in IDS)
        assert "Kaya" not in text
    app.session_state["outcome-tables"] = app.session_state["outcome-later"] = True
    app.run()
    html = " ".join(str(one.proto.body) for one in app.get("html"))
    assert "Ausbildung, betrieblich" in html
    assert "3 Monaten" in html
    app.segmented_control(key="outcome:span").set_value("Jahr").run()
    app.selectbox(key="outcome:Jahr").select_index(0).run()
    assert "die im Jahr 2018 bis 15.10.2018 endeten" in shown(app)
    app.text_input(key="outcome:as_of").set_value("31.07.2018").run()
    app.selectbox(key="outcome:Jahr").select_index(0).run()
    assert "Im Jahr 2018 bis 31.07.2018 endete kein Ziel." in shown(app)
    assert not app.exception


@pytest.mark.usefixtures("summer")
def test_leitung_reads_reports(login_as: LoginAs, cast: Callable[[str], Person]) -> None:
    """Before anything is frozen Leitung gets the definitions and who freezes; then the report, and the same live."""
    app = open_page(login_as("lena"))
    text = shown(app)
    assert "Noch kein Bericht eingefroren." in text
    assert "Die Koordination friert ihn" in text
    assert all(f"{one} " in text for one in IDS)
    assert (numbers(app), charts(app), labels(app)) == ({}, [], [])
    assert "67 %" not in text
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
    assert numbers(app)["Zielerreichung je Zielbereich"] == "< 5"  # 4 of 6 families
    assert numbers(app)["U25-Übergänge"] in ("< 5", "·")
    assert "Zielen, die" not in text
    assert len(charts(app)) == 2
    assert shown(app).count(NOTHING_SHOWN) == 3  # no report shows a value of these: small numbers
    app.session_state["outcome-published"] = app.session_state["outcome-defined"] = True
    app.session_state["figures-outcome-0"] = "Als Tabelle"
    html = " ".join(str(one.proto.body) for one in app.run().get("html"))
    assert not app.exception
    assert "2. Quartal 2018" in html
    assert catalogue.BY_ID[IDS[0]].numerator in html


def test_an_empty_database_says_what_to_do(login_as: LoginAs) -> None:
    """Nothing there yet: the page stands, says so, and draws nothing."""
    app = open_page(login_as("kerstin"))
    assert "Keine Familie in FAM und kein Abschluss im 3. Quartal 2018." in shown(app)
    assert (numbers(app), charts(app), labels(app)) == ({}, [], [])


@pytest.mark.usefixtures("summer")
def test_follow_ups_by_hand() -> None:
    """Two due after 3 months, one asked and reached, without receipt and in work; none after 6 and 12."""
    three, six, twelve = follow_ups(quarter_of(date(2018, 7, 1)))
    assert (three.due, three.asked, share(three.reached)) == (2, 1, (1, 2))
    assert (share(three.out), share(three.work)) == ((1, 1), (1, 1))
    assert [(one.months, one.due) for one in (six, twelve)] == [(6, 0), (12, 0)]
    assert isinstance(six, Asked)
