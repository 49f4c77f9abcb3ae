"""Two households, and one of them moves: who lives there goes along, the other one stays as it is."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import col, select

from fam import db
from fam.errors import InvalidForm
from fam.models import Address, Family, Member, Phone, Residence, Task
from fam.person import Person
from fam.rules.terms import MemberRole
from fam.services import household
from fam.services.household import Move
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]
BEFORE, DAY = date(2017, 4, 1), date(2018, 9, 1)
DREIEICH, EGELSBACH, RODGAU = "06438002", "06438003", "06438011"


@pytest.fixture(autouse=True)
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and PostgreSQL."""
    return both_databases


@pytest.fixture
def homes(make_family: Make) -> tuple[int, int, int]:
    """A family with two households: (family, mother's, father's); the child lives in both, 70 to 30."""
    family = make_family("Kaya")
    with db.program() as session:
        town = session.get_one(Family, family).town_ags
        two = [
            Address(family_id=family, street=f"{name}weg 1", town_ags=town, starts_on=BEFORE)
            for name in ("Ost", "West")
        ]
        people = [Member(family_id=family, first_name=role.label, role=role)
                  for role in (MemberRole.MOTHER, MemberRole.FATHER, MemberRole.CHILD)]  # fmt: skip
        session.add_all([*two, *people])
        session.flush()
        ost, west = (one.id or 0 for one in two)
        mother, father, child = (one.id or 0 for one in people)
        lives = ((mother, ost, None), (father, west, None), (child, ost, 70), (child, west, 30))
        session.add_all(
            Residence(family_id=family, member_id=who, address_id=home, share=share, starts_on=BEFORE)
            for who, home, share in lives
        )
        session.add(Phone(family_id=family, number="06103 1", whose="Vater", address_id=west))
    return family, ost, west


def _living(family: int) -> set[tuple[str, str, int | None]]:
    """Who lives where now: (first name, street, share)."""
    with db.program() as session:
        query = (
            select(Member.first_name, Address.street, Residence.share)
            .join(Residence, col(Residence.member_id) == Member.id)
            .join(Address, col(Address.id) == Residence.address_id)
            .where(Residence.family_id == family, col(Residence.ends_on).is_(None))
        )
        return {(name, street, share) for name, street, share in session.exec(query)}


def test_one_household_moves_and_the_other_stays(cast: Cast, homes: tuple[int, int, int]) -> None:
    """The father moves: his telephone and the 30 percent of the child go along, the town of the family does not."""
    family, ost, west = homes
    with db.program() as session:
        town = session.get_one(Family, family).town_ags
    with db.transaction(cast("anna")) as session:
        assert household.move(session, family, Move(DAY, west, DREIEICH, street="Neuweg 1")) == ""
    with db.program() as session:
        assert session.get_one(Address, ost).ends_on is None
        assert session.get_one(Address, west).ends_on == DAY
        assert session.get_one(Family, family).town_ags == town
        home = session.get_one(Address, session.exec(select(Phone.address_id)).one())
        assert (home.street, home.starts_on) == ("Neuweg 1", DAY)
    assert _living(family) == {
        ("Mutter", "Ostweg 1", None), ("Vater", "Neuweg 1", None), ("Kind", "Ostweg 1", 70), ("Kind", "Neuweg 1", 30),
    }  # fmt: skip


def test_an_exception_for_the_one_that_moves_is_kept(cast: Cast, homes: tuple[int, int, int]) -> None:
    """Who decided and until when was typed: it stands as a task, though the other household stays."""
    family, _, west = homes
    with db.transaction(cast("anna")) as session:
        move = Move(DAY, west, RODGAU, exception_by="Teamleitungen", exception_until=date(2019, 3, 31))
        assert "als Aufgabe festgehalten" in household.move(session, family, move)
    with db.program() as session:
        assert [one.due_on for one in session.exec(select(Task))] == [date(2019, 3, 31)]


def test_all_move_into_one(cast: Cast, homes: tuple[int, int, int]) -> None:
    """Together in one place: everybody lives there once, whole; the family's town is the new one."""
    family, *_ = homes
    with db.transaction(cast("anna")) as session:
        household.move(session, family, Move(DAY, town_ags=DREIEICH, street="Neuweg 1"))
    assert _living(family) == {(name, "Neuweg 1", None) for name in ("Mutter", "Vater", "Kind")}
    with db.program() as session:
        assert session.get_one(Family, family).town_ags == DREIEICH
        assert [one.ends_on for one in session.exec(select(Address).order_by(col(Address.id)))] == [DAY, DAY, None]


def test_the_last_household_of_a_town_takes_the_town_along(cast: Cast, homes: tuple[int, int, int]) -> None:
    """First one, then the other one leaves: with the second the family's town changes."""
    family, ost, west = homes
    with db.transaction(cast("anna")) as session:
        household.move(session, family, Move(DAY, west, DREIEICH))
        household.move(session, family, Move(DAY, ost, EGELSBACH))
    with db.program() as session:
        assert session.get_one(Family, family).town_ags == EGELSBACH


def test_a_household_that_is_gone(cast: Cast, homes: tuple[int, int, int]) -> None:
    """Somebody else entered the move meanwhile, or it is another family's: a sentence beside the field."""
    family, _, west = homes
    with db.transaction(cast("anna")) as session:
        household.move(session, family, Move(DAY, west, DREIEICH))
    for gone in (west, 4711):
        with pytest.raises(InvalidForm) as refused, db.transaction(cast("anna")) as session:
            household.move(session, family, Move(date(2018, 9, 2), gone, DREIEICH))
        assert refused.value.fields == {"address_id": "Dieser Haushalt besteht nicht mehr. Bitte noch einmal wählen."}


def test_the_form_asks_which_household(login_as: LoginAs, homes: tuple[int, int, int]) -> None:
    """Without an answer nothing is saved and nothing typed is lost; then the father's household moves alone."""
    family, ost, west = homes
    with db.program() as session:
        number = session.get_one(Family, family).number
    app = opened(login_as("anna"), "families/family_file.py", fam=number)
    next(one for one in app.button if one.label == "Umzug eintragen").click().run()
    app.selectbox(key=f"move:{family}:town_ags").set_value(DREIEICH).run()
    app.text_input(key=f"move:{family}:starts_on").set_value("1.9.2018").run()
    app.button(key=f"move:{family}:submit").click().run()
    assert "Neuweg 1" not in {street for _, street, _ in _living(family)}
    assert app.selectbox(key=f"move:{family}:town_ags").value == DREIEICH
    app.selectbox(key=f"move:{family}:address_id").set_value(west).run()
    app.text_input(key=f"move:{family}:street").set_value("Neuweg 1").run()
    app.button(key=f"move:{family}:submit").click().run()
    assert not app.exception
    assert ("Vater", "Neuweg 1", None) in _living(family)
    with db.program() as session:
        assert (session.get_one(Address, ost).ends_on, session.get_one(Address, west).ends_on) == (None, DAY)
