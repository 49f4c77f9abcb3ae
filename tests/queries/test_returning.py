"""Recognising a family that is proposed again: among the cases that the person may see, nothing of the others."""

import pytest

from fam import db
from fam.queries import returning
from fam.rules.terms import Institution, Status
from tests.services.cases import Cast, MakeFamily


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
