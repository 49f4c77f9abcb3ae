"""Somebody's writing takes longer than a save waits: a German sentence, what was typed stays, the next try works."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fam import db
from fam.errors import Busy
from fam.models import Family, ListItem, Town
from fam.person import Person
from fam.rules.terms import Institution, ListName
from fam.services import drafts
from tests.support.people import LoginAs, page_path

Cast = Callable[[str], Person]
SENTENCE = "Bitte in einem Moment noch einmal speichern; Ihre Eingaben sind erhalten."


@pytest.fixture
def database(both_databases: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """On SQLite and on PostgreSQL, where a save waits a fifth of a second only."""
    monkeypatch.setattr(db, "PATIENCE", 0.2)
    db.engine().dispose()
    yield both_databases
    db.engine().dispose()


@contextmanager
def held() -> Iterator[None]:
    """Write, elsewhere, for as long as the block takes."""
    with db.engine().execution_options(fam_write=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("LOCK TABLE family IN SHARE ROW EXCLUSIVE MODE"))
        yield


def families() -> list[str]:
    """Return the names of all families."""
    with db.program() as session:
        return list(session.exec(select(Family.name)))


def propose(person: Person) -> None:
    """Save a family, nothing else."""
    with db.transaction(person) as session:
        session.add(
            Family(number="FAM-2018-00001", name="Muster", received_on=person.today, institution=Institution.PRO_ARBEIT)
        )


def test_a_save_that_waits_too_long_is_told_so(cast: Cast) -> None:
    """No error number, nothing of it is saved; a moment later it is."""
    kerstin = cast("kerstin")
    with held(), pytest.raises(Busy) as refused:
        propose(kerstin)
    assert SENTENCE in str(refused.value)
    assert families() == []
    propose(kerstin)
    assert families() == ["Muster"]


def test_another_failure_of_the_database_is_none_of_these(cast: Cast) -> None:
    """A full disk must not be told as something that passes."""
    with pytest.raises(sa.exc.OperationalError), db.transaction(cast("kerstin")):
        raise sa.exc.OperationalError("INSERT", {}, Exception("disk full"))


def test_what_was_typed_stays_in_the_form(login_as: LoginAs, cast: Cast) -> None:
    """The form says it, keeps everything, and saves at the second click."""
    with db.program() as session:
        town = session.exec(select(Town.ags).where(Town.name == "Langen (Hessen)")).one()
        source = session.exec(select(ListItem.id).where(ListItem.list == ListName.SOURCE)).first()
    app = login_as("anna")
    app.query_params["neu"] = "1"
    app.switch_page(page_path("families/proposals.py")).run()
    app.text_input(key="proposal:new:name").set_value("Sommer")
    app.selectbox(key="proposal:new:town_ags").set_value(town)
    app.selectbox(key="proposal:new:source_id").set_value(source)
    with db.transaction(cast("anna")) as session:
        drafts.keep(session, "proposal:new", "occasion", "Ausbildung")
    with held():
        app.button(key="proposal:new:submit").click().run()
    assert not app.exception
    assert [one.value for one in app.error if SENTENCE in one.value.replace("\\", "")]
    assert app.text_input(key="proposal:new:name").value == "Sommer"
    assert families() == []
    app.button(key="proposal:new:submit").click().run()
    assert not app.exception
    assert families() == ["Sommer"]
