"""The page Wachstum: who sees what, as of any day, with and without a plan, and loudly where figures do not fit."""

from collections.abc import Callable
from datetime import date

from streamlit.testing.v1 import AppTest

from fam import db
from fam.figures.catalogue import INDICATORS
from fam.models import Family, PlanPoint, PlanVersion
from fam.person import Person
from fam.rules.report_terms import ReportKind
from fam.rules.terms import Status
from fam.services import login, reports
from fam.ui.auth_session import STATE_SID
from tests.support.people import LoginAs, new_session, page_path

Make = Callable[..., int]
SPLITS = "growth-splits"


def open_page(app: AppTest) -> AppTest:
    """Open Wachstum."""
    app.switch_page(page_path("analysis/growth.py")).run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    """Return what the page says in words."""
    elements = [*app.header, *app.subheader, *app.markdown, *app.caption, *app.error, *app.info, *app.warning]
    return " ".join(str(element.value).replace("\\", "") for element in elements)


def numbers(app: AppTest) -> dict[str, str]:
    """Return the key numbers by their label."""
    return {metric.label: metric.value for metric in app.metric}


def charts(app: AppTest) -> list[object]:
    """Return the charts on the page."""
    return list(app.get("plotly_chart"))


def labels(app: AppTest) -> list[str]:
    """Return what can be opened on the page."""
    return [one.label for one in app.expander]


def plan(points: dict[date, int]) -> None:
    """Decide on a plan."""
    with db.program() as session:
        version = PlanVersion(title="Plan", decided_on=date(2017, 1, 1))
        session.add(version)
        session.flush()
        assert version.id
        session.add_all([PlanPoint(plan_id=version.id, month=month, planned_stock=n) for month, n in points.items()])


def test_the_answer_comes_first(login_as: LoginAs, make_family: Make) -> None:
    """The first screen says in words where the team stands against the plan, and which numbers lead there."""
    make_family("Eins")
    make_family("Zwei", status=Status.PAUSED)
    make_family("Drei", status=Status.WAITING)
    plan({date(2018, 10, 1): 3, date(2018, 12, 1): 5})
    app = open_page(login_as("anna"))
    assert "2 Familien am 15.10.2018, 1 weniger als geplant." in shown(app)
    assert "Probe stimmt in allen 20 Monaten" in shown(app)
    found = numbers(app)
    assert (found["Bestand"], found["Plan Oktober 2018"], found["Vor der Aufnahme"]) == ("2", "3", "1")


def test_without_a_plan_it_says_so(login_as: LoginAs, make_family: Make) -> None:
    """No plan is no number: neither in words nor in the key numbers."""
    make_family("Eins")
    app = open_page(login_as("anna"))
    assert "kein Plan" in shown(app)
    assert "Plan und Plätze" in shown(app)
    assert numbers(app)["Plan"] == "–"


def test_an_empty_database_says_what_to_do(login_as: LoginAs) -> None:
    """Nothing there yet: the page stands, and says where families come from."""
    app = open_page(login_as("lena"))
    assert "Noch keine Familie" in shown(app)
    assert numbers(app)["Bestand"] == "0"
    assert charts(app) == []
    assert "Probe stimmt" not in shown(app)


def test_a_plan_is_drawn_before_the_first_family(login_as: LoginAs) -> None:
    """The plan alone is worth a picture; the charts of what happened wait until something has."""
    plan({date(2018, 10, 1): 3, date(2018, 12, 1): 5})
    app = open_page(login_as("lena"))
    assert "Noch keine Familie" in shown(app)
    assert len(charts(app)) == 1


def test_as_of_a_past_day(login_as: LoginAs, make_family: Make) -> None:
    """The picker redraws everything as of that day; empty means today, the future is refused in words."""
    make_family("Eins")
    make_family("Zwei", received_on=date(2018, 3, 1))
    app = open_page(login_as("anna"))
    assert numbers(app)["Bestand"] == "2"
    app.text_input(key="growth:as_of").set_value("31.12.17").run()
    assert numbers(app)["Bestand"] == "1"
    assert "1 Familie am 31.12.2017" in shown(app)
    app.text_input(key="growth:as_of").set_value("16.10.2018").run()
    assert "nicht in der Zukunft" in shown(app)
    assert numbers(app)["Bestand"] == "2"
    app.text_input(key="growth:as_of").set_value("31.2.17").run()
    assert numbers(app)["Bestand"] == "2"
    assert not app.exception


def test_splits_are_for_the_team(login_as: LoginAs, make_family: Make) -> None:
    """Fachkraft and Koordination may divide the totals; Leitung sees the same totals, and nothing that divides them."""
    make_family("Kaya", town="Egelsbach")
    everybody = {}
    for name in ("stefan", "kerstin", "lena"):
        app = open_page(login_as(name))
        everybody[name] = {label: numbers(app)[label] for label in ("Bestand", "Plan", "Saldo 2018")}
        assert ("Aufteilungen" in labels(app)) is (name != "lena")
        assert "Egelsbach" not in shown(app)
        assert "Kaya" not in shown(app)
    assert everybody["lena"] == everybody["stefan"] == everybody["kerstin"]


def test_leitung_gets_its_breakdowns_from_the_reports(
    login_as: LoginAs, make_family: Make, cast: Callable[[str], Person]
) -> None:
    """What was frozen stands there through the gate: 8 active, 7 paused; nothing of it is live."""
    for place in range(15):
        make_family(f"F{place}", status=Status.PAUSED if place < 7 else Status.ACTIVE)
    with db.transaction(cast("kerstin")) as session:
        reports.freeze(session, ReportKind.MONTHLY, date(2018, 9, 1))
    app = open_page(login_as("lena"))
    assert "Aufteilungen aus den Berichten" in labels(app)
    app.session_state["growth-published"] = True
    table = " ".join(str(one.proto.body) for one in app.run().get("html"))
    assert "Status: ruhend" in table
    assert "Status: aktiv" in table
    assert not app.exception


def test_adam_has_no_figures(make_family: Make) -> None:
    """Administration finds nothing here, not even a number, and not past the menu either."""
    make_family("Kaya")
    app = AppTest.from_file(page_path("analysis/growth.py"))
    app.session_state[STATE_SID] = new_session("adam")
    app.run()
    assert not app.metric
    assert "Nicht gefunden oder nicht freigegeben." in shown(app)


def test_a_broken_identity_is_loud(login_as: LoginAs, make_family: Make) -> None:
    """Where head and status history disagree, the page names the month instead of a tick."""
    number = make_family("Eins")
    with db.program() as session:
        session.get_one(Family, number).admitted_on = None
    app = open_page(login_as("lena"))
    assert "Die Probe geht nicht auf" in shown(app)
    assert "Mai 2017: gezählt 1, erwartet 0" in shown(app)


def test_definitions_are_one_click_away(login_as: LoginAs, make_family: Make) -> None:
    """All indicators stand behind one button: what is counted and which day decides, and what the person may know."""
    make_family("Eins")
    texts = {}
    for name in ("lena", "anna", "kerstin"):
        app = login_as(name)
        app.session_state["figures-definitions"] = True
        texts[name] = shown(open_page(app))
        for one in INDICATORS:
            assert f"**{one.id} {one.title}: " in texts[name]
            assert one.numerator in texts[name]
        assert texts[name].count("Datum: ") == len(INDICATORS)
    assert "I01 Bestand: 1 Familie**" in texts["lena"]
    assert "I05 Anwesenheit im Zeitraum: für die Leitung nur in den Berichten" in texts["lena"]
    assert "I05 Anwesenheit im Zeitraum: 1 Familie**" in texts["anna"]
    assert "I14 Auslastung je Fachkraft: nur für die Koordination" in texts["lena"]
    assert "I14 Auslastung je Fachkraft: nur für die Koordination" in texts["anna"]
    assert "I14 Auslastung je Fachkraft: –" in texts["kerstin"]


def test_a_change_reaches_the_next_run(login_as: LoginAs, make_family: Make) -> None:
    """What is remembered is keyed by the data version: a new family shows at once."""
    make_family("Eins")
    app = open_page(login_as("lena"))
    assert numbers(app)["Bestand"] == "1"
    make_family("Zwei")
    app.run()
    assert numbers(app)["Bestand"] == "2"


def test_no_figures_after_log_out(login_as: LoginAs, make_family: Make) -> None:
    """An ended log-in draws nothing more, whatever was remembered."""
    make_family("Eins")
    app = open_page(login_as("lena"))
    with db.program() as session:
        login.end(session, login.hashed(app.session_state[STATE_SID]))
    app.run()
    assert not app.metric
