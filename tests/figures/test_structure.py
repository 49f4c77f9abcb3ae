"""I34 and I35 on lists counted by hand."""

from datetime import date

import pytest

from fam.rules.terms import MemberRole
from tests.figures.entries import day, put
from tests.figures.hand import figure, lives, parts, person
from tests.figures.histories import Case, case, write
from tests.figures.test_growth import A, C, E, P

LANGEN, EGELSBACH, RODGAU = "06438006", "06438003", "06438011"
HERE = case((P, "01.01."), (E, "02.01."), (A, "03.01."))


@pytest.fixture
def database(database_url: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return database_url


@pytest.mark.usefixtures("database")
def test_regions_by_hand() -> None:
    """1 moves to Rodgau on 01.04., 2 leaves the Kreis then, 3 has a second home, 4 only its head, 5 nothing, 6 left."""
    at_home = Case(HERE.steps, head={"town_ags": LANGEN})
    write([at_home, at_home, at_home, at_home, HERE, Case((*HERE.steps, (C, day("31.03."))))])
    put(
        lives(1, LANGEN, until="01.04."),
        lives(1, RODGAU, since="01.04."),
        lives(2, LANGEN, since="01.01.", until="01.04."),
        lives(2, None, since="01.04."),
        lives(3, RODGAU, since="01.02."),  # the father's
        lives(3, EGELSBACH),  # has always been there
    )
    march, april = figure("I34", "01.03.", "31.03."), figure("I34", "01.04.", "30.04.")
    assert march.number.value == april.number.value == 5
    assert parts(march, "town") == {"Langen (Hessen)": 3, "Egelsbach": 1, "nicht erfasst": 1}
    assert parts(march, "region") == {"West": 4, "nicht erfasst": 1}
    assert parts(april, "town") == {
        "Langen (Hessen)": 1, "Egelsbach": 1, "Rodgau": 1, "außerhalb des Kreises": 1, "nicht erfasst": 1,
    }  # fmt: skip
    assert [part.label for part in april.breakdowns[1].parts[:3]] == ["West", "Mitte", "Ost"]


@pytest.mark.usefixtures("database")
def test_structure_by_hand() -> None:
    """On 31.03.2017: a mother with three children, a couple with one small child, a couple whose son is 18, nobody."""
    write([HERE] * 4)
    mother, child = MemberRole.MOTHER, MemberRole.CHILD
    put(
        person(1, mother, date(1980, 1, 1)),
        person(1, MemberRole.FATHER, date(1980, 1, 1), until="31.03."),  # moved out by that day
        person(1, child, date(2002, 1, 1)),
        person(1, child, date(2004, 1, 1)),
        person(1, MemberRole.YOUNG_PERSON, date(1999, 4, 1)),  # 17
        person(2, mother, date(1999, 4, 1)),  # 17, but a parent
        person(2, MemberRole.PARTNER, None),
        person(2, child, date(2011, 4, 1)),  # 5
        person(3, mother, None),
        person(3, MemberRole.FATHER, None),
        person(3, child, date(1999, 3, 1)),  # 18
        person(3, MemberRole.GRANDPARENT, None),
    )
    found = figure("I35", "01.03.", "31.03.")
    assert found.number.value == 4
    assert parts(found, "structure") == {"alleinerziehend": 1, "mit Kind unter 6": 1, "mit 3 und mehr Kindern": 1}
    assert parts(found, "children") == {
        "kein Kind unter 18": 1, "1 Kind": 1, "3 und mehr Kinder": 1, "keine Personen erfasst": 1,
    }  # fmt: skip
    put(person(4, mother, None), person(4, child, None))
    assert parts(figure("I35", "01.03.", "31.03."), "structure")["alleinerziehend"] == 2
