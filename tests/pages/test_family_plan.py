"""The part Familienplan as people click it: agree, change, agree again, review, close; strangers see nothing."""

from collections.abc import Callable
from datetime import date

from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import Family, FamilyPlan, Goal, GoalRating, ListItem, Review
from fam.person import Person
from fam.rules.goals import LEVELS
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
    """Outcome and last rating are asked at their fields, nothing typed is lost; Koordination confirms in the file."""
    family = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        area = session.exec(select(ListItem.id).where(ListItem.list == ListName.AREA)).first()
        goal = plan_entries.begin(session, Goal, family, date(2018, 9, 1), area_id=area, text="Lehre finden")
        for key in LEVELS.values():
            setattr(goal, key, "so")
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
    assert "Bitte eine Stufe wählen oder sagen, warum" in " ".join(str(one.proto) for one in app.get("html"))
    assert app.selectbox(key=f"{form}:ziel-{goal.id}").value is GoalOutcome.MOSTLY
    app.selectbox(key=f"{form}:stufe-FAMILY-{goal.id}").set_value(0).run()
    app.button(key=f"{form}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        assert session.get_one(Family, family).status is Status.CLOSED
        assert session.get_one(Goal, goal.id).outcome is GoalOutcome.MOSTLY
        assert session.exec(select(GoalRating.rating)).all() == [0]
    assert "Abschluss und Nachbefragung" in " ".join(one.value for one in plan(app).subheader)
    assert "noch zu bestätigen" in texts(opened(app, "families/family_file.py", fam=NUMBER, bereich=""))
    app = opened(login_as("kerstin"), "families/family_file.py", fam=NUMBER)
    app.button(key="step:confirm").click().run()
    assert not app.exception
    assert "noch zu bestätigen" not in texts(app)
    assert "bestätigt am 15.10.2018" in texts(app).replace("\\", "")


def test_koordination_closes_past_the_tandem_with_a_reason(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """The form says which kinds are open, and asks why; without a word it stays as it is."""
    family = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        area = session.exec(select(ListItem.id).where(ListItem.list == ListName.AREA)).first()
        goal = plan_entries.begin(session, Goal, family, date(2018, 9, 1), area_id=area, text="Xgeheimx")
        records.add(session, goal)
        reason = session.exec(select(ListItem.id).where(ListItem.list == ListName.CLOSING)).first()
    app = opened(login_as("kerstin"), "families/family_file.py", fam=NUMBER)
    app.button(key="step:closed").click().run()
    form = f"step:close:{family}"
    assert "die abschließende Bewertung von Zielen" in texts(app)
    assert "Xgeheimx" not in texts(app)
    app.selectbox(key=f"{form}:reason_id").set_value(reason).run()
    app.button(key=f"{form}:submit").click().run()
    with db.program() as session:
        assert session.get_one(Family, family).status is Status.ACTIVE
    app.text_input(key=f"{form}:past_tandem").set_value("Tandem ausgeschieden").run()
    app.button(key=f"{form}:submit").click().run()
    assert not app.exception
    assert "Ohne die Angaben der Fallführung abgeschlossen: Tandem ausgeschieden" in texts(app).replace("\\", "")


def test_strangers_see_no_plan(login_as: LoginAs, make_family: Make) -> None:
    """Koordination and other Fachkräfte are not offered the part."""
    make_family("Kaya")
    for name in ("stefan", "kerstin"):
        assert "Familienplan" not in texts(plan(login_as(name)))
