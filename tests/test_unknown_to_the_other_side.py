"""Before a family agreed, nothing tells one institution that the other one knows it: not even "no hits"."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, select

from fam import db
from fam.errors import InvalidForm
from fam.fields.spec import Kind
from fam.models import Family, ListItem, Town
from fam.person import Person
from fam.queries import families, family_file, own_figures, search
from fam.queries.own_figures import Question
from fam.rules.terms import Institution, ListName, Status
from fam.services import families as services
from fam.services import field_making, field_unique
from fam.services.field_making import FieldDraft
from tests.support.cast import TODAY

Cast = Callable[[str], Person]
Make = Callable[..., int]
PARTNER = ("anna", "stefan", "kerstin", "lena", "adam", "dora")


@pytest.fixture
def database(both_databases: str) -> str:
    """On both engines."""
    return both_databases


@pytest.fixture
def hidden(make_family: Make) -> int:
    """A proposal of the ASD whose family nobody has asked yet."""
    return make_family("Quastenflosser", status=Status.PROPOSED, leads=("amir",), institution=Institution.ASD,
                       contact_agreed=False)  # fmt: skip


def test_every_question_is_answered_as_for_a_family_that_is_not_there(cast: Cast, hidden: int) -> None:
    """Search, list, filter, sorting, number in the address and counts: one answer for the hidden and for nobody."""
    for name in PARTNER:
        for asked, nobody in (("Quastenflosser", "Nirgendwo"), ("FAM-2017-00001", "FAM-2017-09999")):
            said = []
            for text in (asked, nobody):
                with db.reading(cast(name)) as session:
                    found = families.find(session, families.Search(text=text, sort="received_on"))
                    ids = search.matching(session, search.words(text), [])
                    said.append((found, ids, family_file.find(session, text)))
            assert said[0] == said[1], (name, asked)
        with db.reading(cast(name)) as session:
            assert families.find(session, families.Search()).total == 0, name
            assert own_figures.count(session, Question()).records == 0, name
    with db.reading(cast("amir")) as session:
        assert families.find(session, families.Search(text="Quasten")).total == 1


def test_the_same_family_is_proposed_without_a_word(cast: Cast, hidden: int) -> None:
    """Anna proposes the same name in the same town: saved like any other, with a number of its own."""
    with db.transaction(cast("anna")) as session:
        made = services.propose(session, _proposal(session))
        assert (made.status, made.previous_id) == (Status.PROPOSED, None)
        assert [one.name for one in session.exec(select(Family))] == ["Quastenflosser"]


def _proposal(session: Session) -> services.Proposal:
    return services.Proposal(
        name="Quastenflosser",
        town_ags=session.exec(select(Town.ags).where(Town.name == "Langen (Hessen)")).one(),
        source_id=session.exec(select(ListItem.id).where(ListItem.list == ListName.SOURCE)).first(),
        received_on=TODAY,
        occasion="Fiktiver Anlass",
        contact_agreed_on=date(2018, 10, 1),
    )


def test_a_unique_field_belongs_to_one_side(cast: Cast) -> None:
    """ "Gibt es schon" would tell who is known: a value may stand only once where one institution reads the field."""
    with db.transaction(cast("kerstin")) as session:
        number = field_making.make(session, FieldDraft("family_detail", "Aktenzeichen", Kind.TEXT)).id or 0
    with pytest.raises(InvalidForm) as refused, db.transaction(cast("kerstin")) as session:
        field_making.change(session, number, {}, {"is_unique": True})
    assert refused.value.fields == {"is_unique": field_unique.ONE_SIDE}
    with db.transaction(cast("kerstin")) as session:
        field_making.change(session, number, {}, {"is_unique": True, "readers": Institution.PRO_ARBEIT})
    with pytest.raises(InvalidForm) as refused, db.transaction(cast("kerstin")) as session:
        field_making.change(session, number, {"readers": Institution.PRO_ARBEIT}, {"readers": None})
    assert refused.value.fields == {"readers": field_unique.ONE_SIDE}
