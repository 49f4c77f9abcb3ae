"""Recognising a family that is proposed again: among the cases that the person may see, nothing of the others."""

import pytest

from fam import db
from fam.errors import IllegalStep, NotFound
from fam.models import Member
from fam.queries import returning
from fam.rules.terms import Institution, MemberRole, Status
from fam.services import returning as services
from tests.services.cases import TODAY, Cast, MakeFamily


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


@pytest.mark.parametrize(
    ("who", "expected"),
    [("anna", ["FAM-2017-00001"]), ("amir", ["FAM-2017-00001"]), ("stefan", []), ("lena", []), ("adam", [])],
)
def test_only_own_cases_are_named(who: str, expected: list[str], cast: Cast, make_family: MakeFamily) -> None:
    """Scenarios 13 and 19: a closed case of one's own is recognised, however the name is typed; no other's."""
    make_family("Kaya", status=Status.CLOSED)
    make_family("Linde")
    with db.reading(cast(who)) as session:
        assert [one.number for one in returning.known(session, "KAYA")] == expected


def test_a_hit_across_the_institutions_is_koordinations(cast: Cast, make_family: MakeFamily) -> None:
    """And before the family agreed to be contacted, nobody's of the other side."""
    make_family("Kaya", status=Status.CLOSED, leads=("amir",), institution=Institution.ASD)
    make_family("Linde", status=Status.PROPOSED, leads=(), institution=Institution.ASD, contact_agreed=False)
    with db.reading(cast("kerstin")) as session:
        assert [one.number for one in returning.known(session, "Kaya")] == ["FAM-2017-00001"]
        assert returning.known(session, "Linde") == []
    with db.reading(cast("anna")) as session:
        assert list(returning.known(session, "Kaya")) == []


def test_a_town_or_a_letter_is_no_name(cast: Cast, make_family: MakeFamily) -> None:
    """Families of Langen are not named because somebody typed Langen."""
    make_family("Kaya")
    with db.reading(cast("anna")) as session:
        assert [list(returning.known(session, text)) for text in ("", "K", "Langen")] == [[], [], []]


@pytest.mark.parametrize(
    ("who", "expected"),
    [("anna", True), ("stefan", True), ("kerstin", True), ("amir", False), ("konrad", False), ("lena", False),
     ("adam", False), ("dora", False)],
)  # fmt: skip
def test_the_own_house_knows_by_number_alone(who: str, expected: bool, cast: Cast, make_family: MakeFamily) -> None:
    """Pro Arbeit's own proposal is known to Pro Arbeit, also to who may not see the case; the ASD hears nothing."""
    make_family("Müller-Kaya", status=Status.PROPOSED, leads=(), contact_agreed=False)
    with db.reading(cast(who)) as session:
        found = [services.in_own_house(session, one) for one in ("Kaya", "mueller kaya", "Kay", "Müller Linde", "")]
    hit = [("FAM-2017-00001", Status.PROPOSED)] * expected
    assert found == [hit, hit, [], [], []]


def test_whose_tandem_it_was_is_known_in_both_houses(cast: Cast, make_family: MakeFamily) -> None:
    """Amir led a case that Pro Arbeit proposed: the ASD knows it too. A member's name is no name of the house."""
    family = make_family("Kaya", status=Status.CLOSED)
    with db.program() as session:
        session.add(Member(family_id=family, first_name="Linde", last_name="Linde", role=MemberRole.MOTHER))
    for who in ("konrad", "stefan"):
        with db.reading(cast(who)) as session:
            assert services.in_own_house(session, "Kaya") == [("FAM-2017-00001", Status.CLOSED)]
            assert services.in_own_house(session, "Linde") == []


def test_linking_afterwards(cast: Cast, make_family: MakeFamily) -> None:
    """Koordination links what it sees, once, and only with an ended case that began before."""
    old, running = make_family("Kaya", status=Status.CLOSED), make_family("Kaya")
    new = make_family("Kaya", status=Status.PROPOSED, leads=(), received_on=TODAY)
    for who, to, wrong in (("stefan", old, NotFound), ("amir", old, NotFound), ("kerstin", None, NotFound),
                           ("kerstin", running, IllegalStep), ("kerstin", new, IllegalStep)):  # fmt: skip
        with pytest.raises(wrong), db.transaction(cast(who)) as session:
            services.link(session, new, to)
    with db.transaction(cast("kerstin")) as session:
        assert services.link(session, new, old).previous_id == old
    for one in (new, running):
        with pytest.raises(IllegalStep), db.transaction(cast("kerstin")) as session:
            services.link(session, one, old)
