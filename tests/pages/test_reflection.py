"""The page Reflexion: written down within a minute, reviewed when it is due, and compared without a claim of cause."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.db import reading, transaction
from fam.models import Reflection
from fam.person import Person
from fam.queries import reflections as queries
from fam.rules.reflections import ChangeKind, ReflectionState
from fam.services import drafts
from fam.services import reflections as service
from fam.ui.auth_session import STATE_SID
from fam.ui.today_reflections import HEADING
from tests.support.people import LoginAs, new_session, opened, page_path

PAGE = "cooperation/reflection.py"
Cast = Callable[[str], Person]
Make = Callable[..., int]


def shown(app: AppTest) -> str:
    """Return what the page says in words."""
    elements = [*app.header, *app.subheader, *app.markdown, *app.caption, *app.error, *app.warning]
    texts = [str(element.value) for element in elements]
    return " ".join([*texts, *[str(one.proto.body) for one in app.get("html")]]).replace("\\", "").replace("**", "")


def decision(person: Person, review_on: date = date(2018, 10, 12), decided_on: date = date(2018, 4, 2)) -> int:
    """Save a decision of a person, which waits for its review."""
    with transaction(person) as session:
        made = service.enter(
            session,
            {
                "title": "Erstgespräch", "entered_on": date(2018, 3, 1), "lesson": "Doppelt erzählt.",
                "decision": "Zusammen.", "change_kind": ChangeKind.PHASE, "change": "Prüfung",
                "owner_id": person.account_id, "decided_on": decided_on, "review_on": review_on,
                "state": ReflectionState.DECIDED,
            },
        )  # fmt: skip
        return made.id or 0


def headings(app: AppTest) -> list[str]:
    """Return the headings on Heute."""
    (found,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "fam_agenda"]
    return [group["heading"] for group in json.loads(found.json)["groups"]]


def test_a_lesson_is_written_down(login_as: LoginAs, cast: Cast) -> None:
    """The long text is a draft while it is typed; what a decision lacks is said at its field and nothing is lost."""
    app = opened(login_as("amir"), PAGE)
    assert "Noch keine Reflexion." in shown(app)
    assert "Noch keine Marke" in shown(app)
    with transaction(cast("amir")) as session:
        drafts.keep(session, "reflection:new", "lesson", "Wer lange wartet, sagt ab.")
    app.button(key="open:reflection:new").click().run()
    assert "Keine Angaben zu Familien oder einzelnen Personen." in shown(app)
    app.text_input(key="reflection:new:title").set_value("Wartezeit")
    app.selectbox(key="reflection:new:state").set_value("DECIDED")
    app.button(key="reflection:new:submit").click().run()
    assert "Bitte angeben, was beschlossen wurde." in shown(app)
    assert app.text_input(key="reflection:new:title").value == "Wartezeit"
    app.selectbox(key="reflection:new:state").set_value("OPEN")
    app.button(key="reflection:new:submit").click().run()
    assert not app.exception
    with reading(cast("anna")) as session:
        (found,) = queries.lessons(session)
    assert (found.row.title, found.row.lesson) == ("Wartezeit", "Wer lange wartet, sagt ab.")
    assert "1 Erkenntnis ohne Entscheidung" in shown(app)


def test_a_due_review_is_on_heute_and_on_top(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Its owner meets it on Heute; on the page it stands first; with its result it is due no more."""
    make_family("Eins")
    number = decision(cast("anna"))
    decision(cast("amir"), date(2019, 1, 7))
    app = login_as("anna")
    assert HEADING in headings(app)
    assert HEADING not in headings(login_as("amir"))
    app = opened(app, PAGE)
    assert "2 Entscheidungen laufen, 1 Überprüfung ist fällig." in shown(app)
    app.button(key=f"edit:reflection:{number}").click().run()
    app.selectbox(key=f"reflection:{number}:state").set_value("REVIEWED")
    with transaction(cast("anna")) as session:
        drafts.keep(session, f"reflection:{number}", "result", "Bleibt so.")
    app.run()
    app.button(key=f"reflection:{number}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        row = session.exec(select(Reflection).where(Reflection.id == number)).one()
    assert (row.state, row.result) == (ReflectionState.REVIEWED, "Bleibt so.")
    assert "1 Entscheidung läuft." in shown(app)


def test_did_it_help_compares_and_claims_nothing(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Five families in FAM since May 2017, a sixth since May 2018: more afterwards, and no cause; too few is said."""
    for name in ("Eins", "Zwei", "Drei", "Vier", "Fünf"):
        make_family(name, received_on=date(2017, 3, 1))
    make_family("Sechs", received_on=date(2018, 3, 1))
    decision(cast("anna"), decided_on=date(2018, 5, 2))
    app = opened(login_as("kerstin"), PAGE)
    text = shown(app)
    assert "Der Wert ist nachher im Mittel höher." in text
    assert "bei Stichtagen nicht sagen" in text
    assert "nicht wodurch" in text
    assert "Bootstrap über die Monate" in text
    assert len(app.get("plotly_chart")) == 1
    late = decision(cast("anna"), decided_on=date(2018, 8, 1))
    app.run().selectbox(key="helped:marker").set_value(f"decision:{late}").run()
    assert "Zu wenige volle Monate mit einem Wert (nachher 1 statt 3)." in shown(app)
    assert "Verglichen wird nicht." in shown(app)


def test_versions_of_the_concept_are_koordinations(login_as: LoginAs, cast: Cast) -> None:
    """Koordination enters one the German way; a Fachkraft reads it and is offered no button."""
    app = opened(login_as("konrad"), PAGE)
    app.button(key="open:concept:new").click().run()
    app.text_input(key="concept:new:title").set_value("Konzept 2017")
    app.text_input(key="concept:new:valid_from").set_value("1.3.17")
    app.button(key="concept:new:submit").click().run()
    assert not app.exception
    assert "Konzept 2017 · 01.03.2017 – heute" in shown(app)
    app = opened(login_as("anna"), PAGE)
    assert "Konzept 2017 · 01.03.2017 – heute" in shown(app)
    assert not [one.key for one in app.button if "concept" in str(one.key)]


def test_markers_stand_on_wachstum_for_leitung_too(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """The short title is a line on every time chart; the lesson behind it is not for Leitung."""
    make_family("Eins")
    decision(cast("anna"), decided_on=date(2018, 5, 2))
    app = opened(login_as("lena"), "analysis/growth.py")
    specs = [str(one.proto) for one in app.get("plotly_chart")]
    assert sum("02.05.2018 Entscheidung: Erstgespr" in one for one in specs) == 4
    assert not [one for one in specs if "Doppelt" in one]
    app.text_input(key="growth:as_of").set_value("30.4.2018").run()  # not decided yet
    assert not [one for one in app.get("plotly_chart") if "Entscheidung: Erstgespr" in str(one.proto)]


@pytest.mark.parametrize("name", ["lena", "adam", "dora"])
@pytest.mark.usefixtures("database")
def test_only_the_team_opens_it(name: str) -> None:
    """Everybody else finds nothing here, not past the menu either."""
    app = AppTest.from_file(page_path(PAGE))
    app.session_state[STATE_SID] = new_session(name)
    app.run()
    assert "Nicht gefunden oder nicht freigegeben." in shown(app)
