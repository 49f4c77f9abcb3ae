"""A restricted entry says so wherever it stands, and what a person said is taken back with a trace."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from fam import db
from fam.errors import InvalidForm, NotFound
from fam.models import ChangeEntry, ListItem, Meeting, Note, Statement, Task
from fam.person import Person
from fam.rules.protection_terms import RestrictionGround
from fam.rules.terms import Confidentiality, Institution, ListName, MeetingState
from fam.services import drafts, notes, statements
from fam.ui import today
from fam.ui.entry_marks import RESTRICTED
from tests.pages.test_entry_levels import everything
from tests.support.cast import TODAY
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]
NUMBER = "FAM-2017-00001"
DAY = date(2018, 9, 1)


@pytest.fixture
def family(make_family: Make) -> int:
    """A family of Anna and Amir."""
    return make_family("Kaya")


def restricted(amir: Person, family: int) -> None:
    """An open task and a planned meeting of today, both restricted."""
    with db.program() as session:
        kind = session.exec(select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND)).first() or 0
        rows = (
            Task(family_id=family, institution=Institution.ASD, text="Xaufgabex", owner_id=amir.account_id,
                 due_on=TODAY, event_on=DAY, author_id=amir.account_id),
            Meeting(family_id=family, institution=Institution.ASD, kind_id=kind, state=MeetingState.PLANNED,
                    event_on=TODAY, author_id=amir.account_id),
        )  # fmt: skip
        session.add_all(rows)
    with db.transaction(amir) as session:
        for row in rows:
            statements.restrict(session, row.__tablename__, row.id or 0, RestrictionGround.DISPUTED, DAY)


def test_a_restricted_entry_says_so_in_every_list(login_as: LoginAs, cast: Cast, family: int) -> None:
    """Heute, Aufgaben, Gespräche and the file: in words; and the file does not print it."""
    restricted(cast("amir"), family)
    lines = [line for group in today.load(cast("amir")) for line in group.lines if line.id.startswith(("task", "meet"))]
    assert len(lines) == 2
    assert all(line.detail.startswith(RESTRICTED) for line in lines)
    app = opened(login_as("amir"), "cooperation/tasks.py")
    assert [one.value for one in app.markdown if "Xaufgabex" in one.value and RESTRICTED in one.value]
    app = opened(app, "families/family_file.py", fam=NUMBER)
    assert len([one.value for one in app.markdown if one.value.endswith(RESTRICTED)]) == 2
    page = everything(app)
    assert "nodruck-offen-1" in page
    assert "nodruck-termin-1" in page


def countered(person: Person, family: int) -> int:
    with db.transaction(person) as session:
        note = notes.write(session, family, DAY, "Xeintragx", Confidentiality.TEAM).id or 0
    with db.transaction(person) as session:
        return statements.counter(session, "note", note, "Xgegenx", DAY).id or 0


def test_a_statement_is_taken_back_with_who_when_and_why(login_as: LoginAs, cast: Cast, family: int) -> None:
    """A reason is asked; the words go from the file, the trace stays beside the entry, for the other lead too."""
    number = countered(cast("amir"), family)
    app = opened(login_as("amir"), "families/family_file.py", fam=NUMBER)
    name = f"statement:end:{number}"
    app.button(key=f"open:{name}").click().run()
    app.button(key=f"{name}:submit").click().run()
    with db.program() as session:
        assert session.exec(select(Statement)).one().lifted_on is None
    app.text_input(key=f"{name}:why").set_value("Ist geklärt").run()
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    for who in ("amir", "anna"):
        page = everything(opened(login_as(who), "families/family_file.py", fam=NUMBER))
        assert "Xgegenx" not in page
        assert "Gegendarstellung vom 01.09.2018 zurückgenommen am 15.10.2018 von Amir: Ist geklärt" in page
    with db.reading(cast("anna")) as session:
        log = session.exec(select(ChangeEntry.field).where(ChangeEntry.entity == "statement")).all()
    assert {"lifted_on", "lifted_why", "lifted_by"} <= set(log)


def test_a_statement_is_put_in_other_words(login_as: LoginAs, cast: Cast, family: int) -> None:
    """The old words end with their reason, the new ones stand in their place; the entry stays as it is."""
    number = countered(cast("amir"), family)
    name = f"statement:end:{number}"
    with db.transaction(cast("amir")) as session:
        drafts.keep(session, name, "text", "Xneux")
    app = opened(login_as("amir"), "families/family_file.py", fam=NUMBER)
    app.button(key=f"open:{name}").click().run()
    app.selectbox(key=f"{name}:way").set_value("otherwise").run()
    app.text_input(key=f"{name}:why").set_value("verschrieben").run()
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        rows = session.exec(select(Statement).order_by(Statement.id)).all()  # type: ignore[arg-type]
        assert session.exec(select(Note.text)).one() == "Xeintragx"
    assert [(row.text, row.lifted_why) for row in rows] == [("Xgegenx", "verschrieben"), ("Xneux", "")]
    page = everything(app)
    assert "Xneux" in page
    assert "Xgegenx" not in page


def test_koordination_lifts_a_restriction_and_says_why(login_as: LoginAs, cast: Cast, family: int) -> None:
    """Konrad, in the file of the family: without a reason it stays; afterwards the entry says who lifted it and why."""
    restricted(cast("amir"), family)
    app = opened(login_as("konrad"), "families/family_file.py", fam=NUMBER)
    app.text_input(key="lift:1:why").set_value("").run()
    app.button(key="lift:1:submit").click().run()
    with db.program() as session:
        assert session.exec(select(Statement).where(Statement.id == 1)).one().lifted_on is None
    app.text_input(key="lift:1:why").set_value("geprüft, stimmt").run()
    app.button(key="lift:1:submit").click().run()
    assert not app.exception
    with db.program() as session:
        one = session.exec(select(Statement).where(Statement.id == 1)).one()
    assert (one.lifted_on, one.lifted_why, one.lifted_by) == (TODAY, "geprüft, stimmt", cast("konrad").account_id)


def test_what_is_wrong_is_said_and_strangers_find_nothing(cast: Cast, family: int) -> None:
    """No reason, the same words, a day before it was said; nobody else ends it."""
    number = countered(cast("amir"), family)
    with db.transaction(cast("amir")) as session:
        for day, why, field in ((DAY, " ", "why"), (date(2018, 8, 1), "x", "lifted_on"), (DAY, "x" * 501, "why")):
            with pytest.raises(InvalidForm) as wrong:
                statements.end(session, number, day, why)
            assert list(wrong.value.fields) == [field]
        with pytest.raises(InvalidForm):
            statements.correct(session, number, "Xgegenx", DAY, "x")
    for name in ("stefan", "kerstin", "konrad", "lena", "adam"):
        with pytest.raises(NotFound), db.transaction(cast(name)) as session:
            statements.end(session, number, DAY, "x")
