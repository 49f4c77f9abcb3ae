"""The part Familienplan as people click it: agree, change, agree again, review, close; strangers see nothing."""

from collections.abc import Callable
from datetime import date

from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import Family, FamilyPlan, Goal, ListItem, Review
from fam.person import Person
from fam.rules.plan_terms import GoalOutcome
from fam.rules.terms import ListName, Status
from fam.services import plan_entries, records
from tests.pages.test_family_file import texts
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]
NUMBER = "FAM-2017-00001"


def plan(app: AppTest) -> AppTest:
    """Open the part."""
    return opened(app, "families/family_file.py", fam=NUMBER, bereich="plan")


def test_two_versions_and_what_changed(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Anna agrees on the first, Amir on the second; the page says which words changed."""
    family = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        area = session.exec(select(ListItem.id).where(ListItem.list == ListName.AREA)).first()
        goal = records.add(
            session, plan_entries.begin(session, Goal, family, date(2018, 9, 1), area_id=area, text="Lehre finden")
        )
    app = plan(login_as("anna"))
    app.button(key="open:plan:new").click().run()
    app.button(key=f"plan:new:{family}:submit").click().run()
    assert not app.exception
    assert "Lehre finden" in texts(app)
    with db.transaction(cast("anna")) as session:
        records.edit(session, Goal, goal.id or 0, {"text": "Lehre finden"}, {"text": "Lehre beginnen"})
    app = plan(login_as("amir"))
    app.button(key="open:plan:new").click().run()
    app.button(key=f"plan:new:{family}:submit").click().run()
    page = texts(app)
    assert "~~Lehre finden~~ → **Lehre beginnen**" in page
    app.selectbox(key=f"plan:version:{NUMBER}").set_value(1).run()
    assert "Lehre beginnen" not in texts(app)
    with db.program() as session:
        assert len(session.exec(select(FamilyPlan)).all()) == 2


def test_a_refused_version_says_why(login_as: LoginAs, make_family: Make) -> None:
    """Nothing to agree on: a sentence, and what was typed stays."""
    family = make_family("Kaya")
    app = plan(login_as("anna"))
    app.button(key="open:plan:new").click().run()
    app.text_input(key=f"plan:new:{family}:remark").set_value("Noch leer").run()
    app.button(key=f"plan:new:{family}:submit").click().run()
    assert not app.exception
    assert app.text_input(key=f"plan:new:{family}:remark").value == "Noch leer"
    with db.program() as session:
        assert session.exec(select(FamilyPlan)).all() == []


def test_a_computed_review_is_held(login_as: LoginAs, make_family: Make) -> None:
    """It is on record then, and the next one stands in the list."""
    family = make_family("Kaya")
    app = plan(login_as("anna"))
    app.button(key=f"open:review:computed:{family}").click().run()
    app.button(key=f"review:computed:{family}:submit").click().run()
    assert not app.exception
    assert "fristgerecht" in texts(app)
    with db.program() as session:
        assert len(session.exec(select(Review)).all()) == 2


def test_closing_asks_for_what_is_open(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """The goal's outcome is asked at its field, nothing typed is lost; afterwards the file knows when to ask again."""
    family = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        area = session.exec(select(ListItem.id).where(ListItem.list == ListName.AREA)).first()
        goal = plan_entries.begin(session, Goal, family, date(2018, 9, 1), area_id=area, text="Lehre finden")
        records.add(session, goal)
        reason = session.exec(select(ListItem.id).where(ListItem.list == ListName.CLOSING)).first()
    app = opened(login_as("anna"), "families/family_file.py", fam=NUMBER)
    app.button(key="step:closed").click().run()
    form = f"step:close:{family}"
    app.selectbox(key=f"{form}:reason_id").set_value(reason).run()
    app.button(key=f"{form}:submit").click().run()
    assert app.selectbox(key=f"{form}:reason_id").value == reason
    app.selectbox(key=f"{form}:ziel-{goal.id}").set_value(GoalOutcome.MOSTLY).run()
    app.button(key=f"{form}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        assert session.get_one(Family, family).status is Status.CLOSED
        assert session.get_one(Goal, goal.id).outcome is GoalOutcome.MOSTLY
    assert "Abschluss und Nachbefragung" in " ".join(one.value for one in plan(app).subheader)


def test_strangers_see_no_plan(login_as: LoginAs, make_family: Make) -> None:
    """Koordination and other Fachkräfte are not offered the part."""
    make_family("Kaya")
    for name in ("stefan", "kerstin"):
        assert "Familienplan" not in texts(plan(login_as(name)))
