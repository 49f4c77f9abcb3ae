"""The plan's entries on their pages: the question when two change whom it is for, who is joined, the way back."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import BenefitUnit, Measure, Member
from fam.models.columns import model_of
from fam.person import Person
from fam.rules.plan_terms import MeasureLevel
from fam.rules.terms import Confidentiality, Institution
from fam.services import measures, records
from tests.support import plan_entries as plan
from tests.support.people import LoginAs, page_path

Cast = Callable[[str], Person]
Make = Callable[..., int]
NUMBER = "FAM-2017-00001"


@pytest.fixture
def rows(cast: Cast, make_family: Make) -> plan.Rows:
    """A family with a plan of Pro Arbeit for the team, one more person and one more BG."""
    family = make_family("Kaya", leads=("anna", "stefan", "amir"))
    of = plan.own(Institution.PRO_ARBEIT, Confidentiality.TEAM, cast("anna").account_id)
    found = plan.as_program(family, "x", of)
    with db.program() as session:
        found["other"] = records.add(session, Member(family_id=family, first_name="Mika")).id or 0
        found["unit"] = records.add(session, BenefitUnit(family_id=family, number="BG 2")).id or 0
        measure = session.exec(select(Measure)).one()
        measure.instrument_code, measure.level = "II-FM", MeasureLevel.PERSON
        measure.about_id, measure.unit_id = found["member"], None
    return found


def opened(app: AppTest, part: str) -> AppTest:
    """Open a part of the file by its address."""
    app.switch_page(page_path("families/family_file.py"))
    app.query_params["fam"], app.query_params["bereich"] = NUMBER, part
    app.run()
    assert not app.exception
    return app


def click(app: AppTest, key: str) -> None:
    """Click a button and see that nothing breaks."""
    app.button(key=key).click().run()
    assert not app.exception, app.exception


def column(name: str, number: int, key: str) -> Any:
    """Return what a column holds now, None also for a record that is gone."""
    model = model_of(name)
    with db.program() as session:
        row = session.exec(select(model).where(model.id == number)).first()
        return getattr(row, key, None)


def keys(app: AppTest) -> set[str]:
    """Return the keys of all buttons."""
    return {str(one.key) for one in app.button}


def test_two_change_for_whom_a_measure_is(login_as: LoginAs, rows: plan.Rows, cast: Cast) -> None:
    """Both values are shown and one is chosen; "Rückgängig" takes the saved one back."""
    number = rows["measure"]
    name = f"measure:{number}"
    app = opened(login_as("anna"), "massnahmen")
    click(app, f"edit:{name}")
    app.selectbox(key=f"{name}:about_id").set_value(rows["other"]).run()
    was = {"level": MeasureLevel.PERSON, "about_id": rows["member"], "unit_id": None}
    with db.transaction(cast("stefan")) as session:
        measures.edit(session, number, was, {"level": MeasureLevel.UNIT, "about_id": None, "unit_id": rows["unit"]})
    click(app, f"{name}:submit")
    assert column("measure", number, "unit_id") == rows["unit"]
    questions = {one.label: one for one in app.radio if "Was soll gelten?" in one.label}
    assert set(questions) == {"Für: Was soll gelten?", "Für wen: Was soll gelten?"}
    for label in questions:
        next(one for one in app.radio if one.label == label).set_value("mine").run()
    click(app, f"{name}:submit")
    assert column("measure", number, "about_id") == rows["other"]
    assert (column("measure", number, "level"), column("measure", number, "unit_id")) == (MeasureLevel.PERSON, None)
    click(app, "undo-last")
    assert column("measure", number, "unit_id") == rows["unit"]


def test_a_relation_joins_somebody_else(login_as: LoginAs, rows: plan.Rows) -> None:
    """In place, with the way back; removed, with the way back."""
    number = rows["relation"]
    name = f"Relation:{number}"
    before = column("relation", number, "second_id")
    app = opened(login_as("anna"), "personen")
    click(app, f"edit:{name}")
    app.selectbox(key=f"{name}:second_id").set_value(rows["other"])
    click(app, f"{name}:submit")
    assert column("relation", number, "second_id") == rows["other"]
    click(app, "undo-last")
    assert column("relation", number, "second_id") == before
    click(app, f"edit:{name}")
    click(app, f"remove:{name}")
    assert column("relation", number, "id") is None
    click(app, "undo-last")
    assert column("relation", number, "second_id") == before


def test_a_station_and_a_receipt_belong_to_others(login_as: LoginAs, rows: plan.Rows) -> None:
    """Person and BG are chosen anew; what the other side wrote is not offered to be removed."""
    app = opened(login_as("anna"), "wege")
    for name, number, field, value in (
        ("station", rows["station"], "about_id", rows["other"]), ("receipt", rows["receipt"], "unit_id", rows["unit"]),
    ):  # fmt: skip
        before, form = column(name, number, field), f"{name}:{number}"
        click(app, f"edit:{form}")
        app.selectbox(key=f"{form}:{field}").set_value(value)
        click(app, f"{form}:submit")
        assert column(name, number, field) == value
        click(app, "undo-last")
        assert column(name, number, field) == before
        click(app, f"edit:{form}")
        click(app, f"remove:{form}")
        assert column(name, number, "id") is None
        click(app, "undo-last")
        assert column(name, number, field) == before
    app = opened(login_as("amir"), "wege")
    form = f"station:{rows['station']}"
    click(app, f"edit:{form}")
    assert f"{form}:submit" in keys(app)
    assert f"remove:{form}" not in keys(app)
    assert f"{form}:about_id" not in {str(one.key) for one in app.selectbox}


def test_goals_and_needs_come_back(login_as: LoginAs, rows: plan.Rows) -> None:
    """Ended and taken back; removed and taken back; on the other side nothing to remove."""
    number = rows["goal"]
    app = opened(login_as("anna"), "ziele")
    click(app, f"start:goal-end:{number}")
    app.selectbox(key=f"goal-end:{number}:outcome").set_value("REACHED").run()
    click(app, f"goal-end:{number}:submit")
    assert column("goal", number, "ended_on") is not None
    click(app, "undo-last")
    assert column("goal", number, "ended_on") is None
    click(app, f"start:goal:{number}")
    click(app, f"remove:goal:{number}")
    assert column("goal_rating", rows["goal_rating"], "id") is None
    click(app, "undo-last")
    assert column("goal_rating", rows["goal_rating"], "goal_id") == number
    app = opened(app, "bedarfe")
    form = f"need:{rows['need']}"
    click(app, f"edit:{form}")
    click(app, f"remove:{form}")
    assert column("need", rows["need"], "id") is None
    click(app, "undo-last")
    assert column("need", rows["need"], "note") == "x"
