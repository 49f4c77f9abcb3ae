"""A saved entry in the file, as its author changes it; and what is asked before more people read it."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import Draft, Note, Task
from fam.person import Person
from fam.rules.terms import Confidentiality
from fam.services import drafts, levels, notes
from fam.services import tasks as task_services
from fam.services.tasks import TaskDraft
from fam.ui import entry_marks
from tests.pages.test_entry_levels import everything
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]
NUMBER = "FAM-2017-00001"
TEAM, INSIDE, ENTRUSTED = Confidentiality.TEAM, Confidentiality.INSTITUTION, Confidentiality.ENTRUSTED


@pytest.fixture
def family(make_family: Make) -> int:
    """A family of Anna and Amir."""
    return make_family("Kaya")


def written(person: Person, family: int, level: Confidentiality) -> int:
    with db.transaction(person) as session:
        return notes.write(session, family, date(2018, 9, 3), "Xaltx", level).id or 0


def editing(app: AppTest, number: int) -> AppTest:
    """Open the file and the form of one entry."""
    app = opened(app, "families/family_file.py", fam=NUMBER)
    app.button(key=f"edit:note:{number}").click().run()
    assert not app.exception
    return app


def texts() -> list[tuple[str, Confidentiality]]:
    with db.program() as session:
        return [(note.text, note.confidentiality) for note in session.exec(select(Note))]


def test_only_the_author_is_offered_it(login_as: LoginAs, cast: Cast, family: int) -> None:
    """Anna reads the entry of Amir and has no button."""
    number = written(cast("amir"), family, TEAM)
    app = opened(login_as("anna"), "families/family_file.py", fam=NUMBER)
    assert "Xaltx" in everything(app)
    assert not [one for one in app.button if one.key == f"edit:note:{number}"]


def test_a_draft_is_saved_and_taken_back(login_as: LoginAs, cast: Cast, family: int) -> None:
    """What is typed is kept for the author, saved with one click, and the notice takes it back."""
    amir = cast("amir")
    number = written(amir, family, TEAM)
    with db.transaction(amir) as session:
        drafts.keep(session, f"note:{number}", "text", "Xneux")
    app = editing(login_as("amir"), number)
    assert "Xneux" in everything(app)
    app.button(key=f"note:{number}:submit").click().run()
    assert not app.exception
    assert texts() == [("Xneux", TEAM)]
    with db.program() as session:
        assert session.exec(select(Draft)).all() == []
    next(one for one in app.button if one.label == "Rückgängig").click().run()
    assert texts() == [("Xaltx", TEAM)]


def test_opening_asks_and_names_who_will_read(login_as: LoginAs, cast: Cast, family: int) -> None:
    """From entrusted to the team: nothing is saved without a yes; closing again says what it does and asks nothing."""
    number = written(cast("amir"), family, ENTRUSTED)
    app = editing(login_as("amir"), number)
    key = f"note:{number}"
    app.selectbox(key=f"{key}:confidentiality").set_value(TEAM).run()
    question = app.radio(key=f"{key}:{levels.WIDER}")
    assert "Amir (ASD)" in question.label.replace("\\", "")
    assert "Anna (Pro Arbeit)" in question.label.replace("\\", "")
    assert entry_marks.ONLY_WITH_CONSENT in everything(app)
    app.button(key=f"{key}:submit").click().run()
    assert texts() == [("Xaltx", ENTRUSTED)]
    app.radio(key=f"{key}:{levels.WIDER}").set_value("nein").run()
    app.button(key=f"{key}:submit").click().run()
    assert levels.NOT_WIDER in everything(app)
    assert texts() == [("Xaltx", ENTRUSTED)]
    app.radio(key=f"{key}:{levels.WIDER}").set_value("ja").run()
    app.button(key=f"{key}:submit").click().run()
    assert not app.exception
    assert texts() == [("Xaltx", TEAM)]
    app.button(key=f"edit:note:{number}").click().run()
    app.selectbox(key=f"{key}:confidentiality:1").set_value(INSIDE).run()
    assert entry_marks.CLOSER in everything(app)
    app.button(key=f"{key}:submit:1").click().run()
    assert texts() == [("Xaltx", INSIDE)]


def test_within_the_institution_only_its_own_are_named(login_as: LoginAs, cast: Cast, family: int) -> None:
    """From entrusted to INSTITUTION: Anna is not among those who will read it."""
    number = written(cast("amir"), family, ENTRUSTED)
    app = editing(login_as("amir"), number)
    app.selectbox(key=f"note:{number}:confidentiality").set_value(INSIDE).run()
    assert "Anna" not in app.radio(key=f"note:{number}:{levels.WIDER}").label.replace("\\", "")


def test_a_task_asks_too(login_as: LoginAs, cast: Cast, family: int) -> None:
    """The same question in the form of a task; without a yes it stays inside."""
    with db.transaction(cast("amir")) as session:
        number = task_services.add(session, TaskDraft(family, "Anrufen", cast("amir").account_id)).id
    app = opened(login_as("amir"), "cooperation/tasks.py")
    app.button(key=f"edit-task:{number}").click().run()
    app.selectbox(key=f"task:{number}:confidentiality").set_value(TEAM).run()
    assert "Anna (Pro Arbeit)" in app.radio(key=f"task:{number}:{levels.WIDER}").label.replace("\\", "")
    app.button(key=f"task:{number}:submit").click().run()
    assert not app.exception
    with db.reading(cast("anna")) as session:
        assert session.exec(select(Task)).all() == []


def test_an_entry_that_was_a_mistake_goes(login_as: LoginAs, cast: Cast, family: int) -> None:
    """Removed with its draft; the change log keeps it, and the notice brings it back."""
    number = written(cast("amir"), family, INSIDE)
    app = editing(login_as("amir"), number)
    app.button(key=f"remove:note:{number}").click().run()
    assert not app.exception
    assert texts() == []
    next(one for one in app.button if one.label == "Rückgängig").click().run()
    assert texts() == [("Xaltx", INSIDE)]
