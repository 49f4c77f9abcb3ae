"""The change log names what it points at: people, goals, households; no ids, and nothing that is not to be seen."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from fam import db
from fam.change_log import UNLOGGED
from fam.models import Base, Custody, Goal, Member, Relation
from fam.models.columns import model_of, target
from fam.person import Person
from fam.queries import changes, lists
from fam.queries.changes import Change, Wanted
from fam.queries.named import CALLED, GONE, called
from fam.rules.plan_terms import CustodyKind, RelationKind
from fam.rules.terms import ListName, MemberRole
from fam.ui.change_lines import HIDDEN, lines
from tests.figures.entries import OF

Cast = Callable[[str], Person]
NEVER_LOGGED = {"second_factor", "import_batch", "erasure_run"}


@pytest.fixture(autouse=True)
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and PostgreSQL."""
    return both_databases


def test_every_reference_has_a_name() -> None:
    """Whatever a logged column points at is called something."""
    models = [model for name in Base.metadata.tables if (model := model_of(name)) and not issubclass(model, UNLOGGED)]
    targets = {
        target(model, key) for model in models for one in sa.inspect(model).columns if (key := one.key) not in HIDDEN
    }
    assert targets - {""} - NEVER_LOGGED <= set(CALLED)


def test_people_stand_by_name(cast: Cast, make_family: Callable[..., int]) -> None:
    """Amir joins people and takes a consent with two signatures: Anna reads who; Stefan reads nothing of it."""
    family = make_family("Kaya")
    with db.transaction(cast("amir")) as session:
        mother = Member(family_id=family, first_name="Meryem", role=MemberRole.MOTHER)
        child = Member(family_id=family, first_name="Cem", last_name="Aydin", role=MemberRole.CHILD)
        session.add_all([mother, child])
        session.flush()
        signers = [mother.id or 0, child.id or 0]
        session.add(Relation(family_id=family, first_id=signers[0], second_id=signers[1], kind=RelationKind.PARENT))
        session.add(Custody(family_id=family, child_id=signers[1], adult_id=signers[0], kind=CustodyKind.SOLE))
    with db.reading(cast("anna")) as session:
        found, _ = changes.find(session, Wanted(size=200))
        told = {line.what: line.new for line in lines(session, found)}
        assert "Person: Meryem" in told["Beziehung angelegt"]
        assert "zu: Cem Aydin" in told["Beziehung angelegt"]
        assert "Sorge bei: Meryem" in told["Sorge angelegt"]
        signed = Change(0, found[0].at, "", "", "", "", "consent", 1, "update", "signer_ids", [], signers)
        assert [line.new for line in lines(session, [signed])] == ["Meryem; Cem Aydin"]
    with db.reading(cast("stefan")) as session:
        assert [line.new for line in lines(session, [signed])] == [f"{GONE}; {GONE}"]


def test_a_goal_stands_in_its_own_words(cast: Cast, make_family: Callable[..., int]) -> None:
    """What is gone is said to be gone."""
    family = make_family("Kaya")
    with db.program() as session:
        area = next(iter(lists.choices(session, ListName.AREA, date(2018, 1, 8))))
        goal = Goal(family_id=family, area_id=area, text="Jeden Morgen pünktlich", event_on=date(2018, 1, 8), **OF)
        session.add(goal)
    wanted = [("goal", goal.id), ("goal", 4711), ("consent", 1)]
    with db.reading(cast("anna")) as session:
        assert list(called(session, wanted).values()) == ["Jeden Morgen pünktlich", GONE, "Einwilligung vom 01.03.2017"]
    with db.reading(cast("stefan")) as session:
        assert set(called(session, wanted).values()) == {GONE}
