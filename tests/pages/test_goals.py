"""The part "Ziele" of a family's file as people click it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.fields.spec import Kind
from fam.models import Goal, GoalRating, Instrument, ListItem, Measure, MeasureGoal, Task
from fam.person import Person
from fam.rules.goals import BEFORE_RATING, LEVELS, NO_MEASURE, NO_STEP, OVERDUE
from fam.rules.plan_terms import GoalOutcome, MeasureLevel, Perspective
from fam.rules.terms import Confidentiality, ListName
from fam.services import drafts, field_making, goal_ratings, goals, records
from fam.services.field_making import FieldDraft
from fam.ui.goal_course import FIRST
from tests.pages.test_entry_levels import everything
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]
NUMBER = "FAM-2017-00001"
SCALE = {key: f"Stufe {level}" for level, key in LEVELS.items()}


def open_goals(app: AppTest) -> AppTest:
    """Open the part of the family's file."""
    return opened(app, "families/family_file.py", fam=NUMBER, bereich="ziele")


def agreed(person: Person, family: int, **more: Any) -> int:
    """Agree on a goal and return its id."""
    with db.transaction(person) as session:
        area = session.exec(select(ListItem.id).where(ListItem.list == ListName.AREA)).first()
        values = {"area_id": area, "text": "Ruhe am Abend", "event_on": date(2018, 3, 1), "level_0": "um acht im Bett"}
        return goals.agree(session, family, values | more).id or 0


def only(model: Any) -> Any:
    """Return the one record of a table."""
    with db.program() as session:
        return session.exec(select(model)).one()


def test_a_goal_is_agreed(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """In the family's words (kept as a draft), level 0 first, for the team; a field of the team is asked, too."""
    family, anna = make_family("Kaya"), cast("anna")
    with db.transaction(cast("kerstin")) as session:
        field = field_making.make(session, FieldDraft("goal", "Zielwinkel", Kind.TEXT)).key
    name = f"goal:new:{family}"
    with db.transaction(anna) as session:
        drafts.keep(session, name, "text", "Abends wollen wir Ruhe")
        area = session.exec(select(ListItem.id).where(ListItem.list == ListName.AREA)).first()
    app = open_goals(login_as("anna"))
    assert "Noch kein Ziel vereinbart" in everything(app)
    app.button(key=f"add:{name}").click().run()
    app.selectbox(key=f"{name}:area_id").set_value(area)
    app.button(key=f"{name}:submit").click().run()
    assert "Abends wollen wir Ruhe" in everything(app)  # refused without level 0, and nothing typed is lost
    app.text_input(key=f"{name}:level_0").set_value("um acht sind alle im Bett")
    app.text_input(key=f"{name}:due_on").set_value("1.12.2018")
    app.text_input(key=f"{name}:{field}:text").set_value("Eltern")
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    goal = only(Goal)
    assert (goal.text, goal.confidentiality, goal.due_on, goal.about_id) == (
        "Abends wollen wir Ruhe", Confidentiality.TEAM, date(2018, 12, 1), None,
    )  # fmt: skip
    page = everything(app)
    for expected in ("Abends wollen wir Ruhe", "um acht sind alle im Bett", NO_STEP, NO_MEASURE, "Zielwinkel: Eltern"):
        assert expected in page, expected


def test_the_first_rating_asks_for_the_other_levels(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """With a clear sentence; afterwards the page says who sees the goal where, as text and table."""
    number = agreed(cast("anna"), make_family("Kaya"))
    app, name = open_goals(login_as("anna")), f"goal-rate:{number}"
    app.button(key=f"start:{name}").click().run()
    assert any(FIRST in info.value for info in app.info)
    app.selectbox(key=f"{name}:perspective").set_value(Perspective.FAMILY)
    app.selectbox(key=f"{name}:rating").set_value(1)
    for key in ("level_p2", "level_p1", "level_m1", "level_m2"):
        app.text_input(key=f"{name}:{key}").set_value(SCALE[key])
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    assert (only(GoalRating).rating, only(Goal).level_m2) == (1, "Stufe -2")
    page = everything(app)
    assert "◀ Familie, 15.10.2018" in page
    assert "60,0" in page  # the research figure of one goal at +1, with formula and source
    assert "Kiresuk" in page
    assert BEFORE_RATING not in page


def test_steps_measures_and_the_end(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """A step is done with one click, a measure is shown with its book, a goal given up needs its reason."""
    anna, family = cast("anna"), make_family("Kaya")
    number = agreed(anna, family, due_on=date(2018, 10, 1), **SCALE)
    _served(anna, family, number)
    app, step, end = open_goals(login_as("anna")), f"goal-step:{number}", f"goal-end:{number}"
    page = everything(app)
    assert OVERDUE in page
    assert NO_MEASURE not in page
    assert "SGB" in page
    assert "bereich=massnahmen" in page
    app.button(key=f"start:{step}").click().run()
    app.text_input(key=f"{step}:text").set_value("Hort anrufen")
    app.button(key=f"{step}:submit").click().run()
    task = only(Task)
    assert (task.goal_id, task.owner_id) == (number, anna.account_id)
    app.button(key=f"done:{task.id}").click().run()
    assert only(Task).done_on == anna.today
    app.button(key=f"start:{end}").click().run()
    app.selectbox(key=f"{end}:outcome").set_value(GoalOutcome.GIVEN_UP)
    app.button(key=f"{end}:submit").click().run()
    assert only(Goal).outcome is None
    app.text_input(key=f"{end}:end_reason").set_value("Umzug")
    app.button(key=f"{end}:submit").click().run()
    assert not app.exception
    assert "aufgegeben am 15.10.2018: Umzug" in everything(app).replace("**", "")
    app.button(key=f"goal-reopen:{number}").click().run()
    assert only(Goal).outcome is None


def _served(person: Person, family: int, goal: int) -> None:
    with db.transaction(person) as session:
        code = session.exec(select(Instrument.code)).first() or ""
        own: dict[str, Any] = {"family_id": family, "institution": person.institution, "event_on": date(2018, 3, 1)}
        own |= {"confidentiality": Confidentiality.TEAM, "author_id": person.account_id}
        row = records.add(session, Measure(instrument_code=code, level=MeasureLevel.FAMILY, **own))
        session.add(MeasureGoal(measure_id=row.id or 0, goal_id=goal, family_id=family))


def test_the_partner_edits_the_goal_but_not_its_readers_or_foreign_ratings(
    login_as: LoginAs, make_family: Make, cast: Cast
) -> None:
    """Amir changes words of Anna's goal; her rating has no button for him, "Wer darf lesen" is not asked."""
    anna, family = cast("anna"), make_family("Kaya")
    number = agreed(anna, family, **SCALE)
    with db.transaction(anna) as session:
        goal_ratings.rate(
            session, number, {"perspective": Perspective.PRO_ARBEIT, "rating": 0, "event_on": date(2018, 9, 3)}
        )
    rating, offered = only(GoalRating), {}
    for name in ("anna", "amir"):
        app = open_goals(login_as(name))
        app.session_state[f"goal-course-{number}"] = True
        app.run()
        offered[name] = f"start:goal-rating:{rating.id}" in {button.key for button in app.button}
    assert offered == {"anna": True, "amir": False}
    app.button(key=f"start:goal:{number}").click().run()
    name = f"goal:{number}"
    assert f"{name}:confidentiality" not in {box.key for box in app.selectbox}
    assert f"remove:goal:{number}" not in {button.key for button in app.button}
    app.text_input(key=f"{name}:level_p1").set_value("um sieben im Bett")
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    assert only(Goal).level_p1 == "um sieben im Bett"


@pytest.mark.parametrize("name", ["stefan", "kerstin", "konrad", "lena", "adam", "dora"])
def test_nobody_else_reads_a_goal(name: str, login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Neither the goal nor the research figure, whatever the address."""
    agreed(cast("anna"), make_family("Kaya"), **SCALE)
    app = login_as(name)
    try:
        app = open_goals(app)
    except (ValueError, AssertionError):
        return  # the page is not theirs at all
    page = everything(app)
    assert "Ruhe am Abend" not in page
    assert "GAS-T-Wert" not in page
