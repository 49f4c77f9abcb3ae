"""Bedarfe and Wege in the file as people use them."""

from collections.abc import Callable
from datetime import date

from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import AreaLevel, BenefitUnit, ListItem, Member, Need, Receipt, Station
from fam.person import Person
from fam.rules.plan_terms import Perspective, ReceiptClass, StationKind
from fam.rules.terms import ListName
from fam.services import needs, paths, records
from fam.services.needs import Judged
from tests.pages.test_family_file import NUMBER, texts
from tests.support.people import LoginAs, page_path

Cast = Callable[[str], Person]
Make = Callable[..., int]


def open_part(app: AppTest, part: str) -> AppTest:
    """Open a part of the file as its address does."""
    app.switch_page(page_path("families/family_file.py"))
    app.query_params["fam"], app.query_params["bereich"] = NUMBER, part
    app.run()
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    """Return the tables of the page."""
    return " ".join(str(one.proto.body) for one in app.get("html"))


def area(code: str) -> int:
    """Return the id of an area."""
    with db.program() as session:
        return session.exec(select(ListItem.id).where(ListItem.list == ListName.AREA, ListItem.code == code)).one() or 0


def test_anna_rates_two_areas_and_corrects_one(login_as: LoginAs, make_family: Make) -> None:
    """One form for all; the low one without a goal is pointed out; a correction is saved."""
    name, home = f"needs:new:{make_family('Kaya')}", area("WOHNEN")
    app = open_part(login_as("anna"), "bedarfe")
    app.button(key=f"add:{name}").click().run()
    options = app.selectbox(key=f"{name}:perspective").options
    assert options == ["Familie", "Pro Arbeit"]
    assert "0 – Wohnung fehlt oder ist gekündigt" in app.selectbox(key=f"{name}:level_{home}").options
    app.selectbox(key=f"{name}:perspective").set_value(Perspective.FAMILY)
    app.selectbox(key=f"{name}:level_{home}").set_value(0)
    app.selectbox(key=f"{name}:level_{area('SCHULE')}").set_value(-1)
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        found = {one.area_id: one for one in session.exec(select(Need))}
    assert (found[home].level, found[area("SCHULE")].level) == (0, None)
    page = texts(app)
    assert "noch kein laufendes Ziel" in page
    assert "Wohnen (Stufe 0)" in page.replace("\\", "")
    assert "Wohnung fehlt oder ist gekündigt" in html(app)
    need = f"need:{found[home].id}"
    app.button(key=f"edit:{need}").click().run()
    app.selectbox(key=f"{need}:level").set_value(3)
    app.button(key=f"{need}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        assert session.get(Need, found[home].id).level == 3  # type: ignore[union-attr]


def test_nothing_rated_is_said_and_nothing_is_lost(login_as: LoginAs, make_family: Make) -> None:
    """What was typed stays."""
    name, home = f"needs:new:{make_family('Kaya')}", area("WOHNEN")
    app = open_part(login_as("amir"), "bedarfe")
    app.button(key=f"add:{name}").click().run()
    app.selectbox(key=f"{name}:perspective").set_value(Perspective.ASD)
    app.text_input(key=f"{name}:note_{home}").set_value("zu eng")
    app.button(key=f"{name}:submit").click().run()
    assert any("mindestens einen Bereich" in one.value for one in app.error)
    assert app.text_input(key=f"{name}:note_{home}").value == "zu eng"


def test_three_views_stand_side_by_side_in_words(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Then, now, who, and how they differ."""
    family_id, home = make_family("Kaya"), area("WOHNEN")
    for day, who, perspective, level in (
        (date(2017, 4, 1), "anna", Perspective.FAMILY, 1),
        (date(2018, 4, 1), "anna", Perspective.FAMILY, 3),
        (date(2018, 4, 1), "amir", Perspective.ASD, 1),
    ):
        with db.transaction(cast(who)) as session:
            needs.rate(session, family_id, day, perspective, [Judged(home, level)])
    app = open_part(login_as("anna"), "bedarfe")
    page = html(app)
    for expected in ("2 Stufen besser", "Familie 2 Stufen höher als ASD", "erste Einschätzung"):
        assert expected in page
    assert len(app.get("plotly_chart")) == 1


def test_koordination_words_levels_where_lists_are_edited(login_as: LoginAs, cast: Cast) -> None:
    """Under "Lebensbereich", below the entries."""
    app = login_as("kerstin")
    app.switch_page(page_path("administration/plan.py")).run()
    app.selectbox(key="choices:list").set_value(ListName.AREA.value).run()
    assert not app.exception
    name, home = f"area-levels:{area('WOHNEN')}", area("WOHNEN")
    app.text_input(key=f"{name}:level_0").set_value("auf der Straße")
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        query = select(AreaLevel.text).where(AreaLevel.area_id == home, AreaLevel.level == 0)
        assert session.exec(query).one() == "auf der Straße"


def test_stations_and_receipt_are_entered_and_shown(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """A person's path and the BG's class; where everybody stands today."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        emir = records.add(session, Member(family_id=family_id, first_name="Emir", born_on=date(2000, 5, 10)))
        unit = records.add(session, BenefitUnit(family_id=family_id, number="43702BG0001"))
        emir_id, unit_id = emir.id, unit.id
    app = open_part(login_as("anna"), "wege")
    name = f"station:new:{family_id}"
    app.button(key=f"add:{name}").click().run()
    app.selectbox(key=f"{name}:about_id").set_value(emir_id)
    app.selectbox(key=f"{name}:kind").set_value(StationKind.TRAINING_COMPANY)
    app.text_input(key=f"{name}:event_on").set_value("1.9.2017")
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        assert session.exec(select(Station)).one().about_id == emir_id
    page = html(app)
    for expected in (
        "Emir",
        "18 Jahre",
        "U25, eLb",
        "Ausbildung, betrieblich (seit 01.09.2017)",
        "nach 3 Monaten noch",
    ):
        assert expected in page, expected
    name = f"receipt:new:{family_id}"
    app.button(key=f"add:{name}").click().run()
    app.selectbox(key=f"{name}:unit_id").set_value(unit_id)
    app.selectbox(key=f"{name}:level").set_value(ReceiptClass.SUPPLEMENT)
    app.text_input(key=f"{name}:event_on").set_value("1.9.2017")
    app.text_input(key=f"{name}:percent").set_value("60")
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        assert session.exec(select(Receipt)).one().percent == 60
    assert "60 % der Ausgangslage" in texts(app)
    asd = open_part(login_as("amir"), "wege")
    assert "Den SGB II-Bezug trägt Pro Arbeit ein." in texts(asd)


def test_a_station_is_ended_and_taken_back(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Ending shows the gap; what the own side wrote is removed and leaves a trace."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        emir = records.add(session, Member(family_id=family_id, first_name="Emir", born_on=date(2000, 5, 10)))
    app = open_part(login_as("anna"), "wege")
    with db.transaction(cast("anna")) as session:
        made = paths.add_station(session, family_id, emir.id, date(2017, 9, 1), StationKind.SCHOOL)
    app.run()
    name = f"station:{made.id}"
    app.button(key=f"edit:{name}").click().run()
    app.text_input(key=f"{name}:ends_on").set_value("1.7.2018")
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    assert "01.07.2018 – heute" in html(app)
    app.button(key=f"edit:{name}").click().run()
    app.button(key=f"remove:{name}").click().run()
    assert not app.exception
    with db.program() as session:
        assert session.exec(select(Station)).all() == []
