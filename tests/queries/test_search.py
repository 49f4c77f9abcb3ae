"""The search goes different ways for different people, and all of them find the same."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from fam import db
from fam.models import Member
from fam.person import Person
from fam.queries import families
from fam.queries.families import Search
from fam.queries.search import matching, words
from fam.rules.terms import Role, Status

Cast = Callable[[str], Person]
Make = Callable[..., int]


def names(person: Person, text: str, **search: object) -> list[str]:
    with db.reading(person) as session:
        return [row.name for row in families.find(session, Search(text=text, **search)).rows]  # type: ignore[arg-type]


def test_the_word_that_says_most_comes_first() -> None:
    """Letters before digits, long words before short ones; "FAM" stands in every number and says nothing."""
    assert words("FAM-2018-00012 Al Müller") == ["muller", "al", "00012", "2018"]
    assert words("fam") == []


@pytest.mark.parametrize("name", ["anna", "kerstin"])
def test_several_words_each_restrict(cast: Cast, make_family: Make, name: str) -> None:
    """Name, town and number words may be mixed, in any order, for a Fachkraft and for Koordination."""
    make_family("Maier", town="Langen (Hessen)")
    make_family("Maier", town="Egelsbach")
    make_family("Langen", town="Egelsbach")
    person = cast(name)
    assert names(person, "lang mai") == ["Maier"]
    assert names(person, "2017 mai") == ["Maier", "Maier"]
    assert names(person, "langen") == ["Langen", "Maier"]
    assert names(person, "egels langen") == ["Langen"]
    assert names(person, "00003") == ["Langen"]


@pytest.mark.parametrize("name", ["anna", "kerstin"])
def test_filters_restrict_what_the_words_found(cast: Cast, make_family: Make, name: str) -> None:
    """A search with a status filter gives only families of that status."""
    make_family("Kaya", status=Status.ACTIVE)
    make_family("Kayali", status=Status.CLOSED)
    assert names(cast(name), "kay", statuses=(Status.CLOSED,)) == ["Kayali"]


def test_a_fachkraft_who_coordinates_finds_members_of_own_families_only(cast: Cast, make_family: Make) -> None:
    """With both roles every head is found by name, but by a member's name only the own families."""
    for leads in (("anna", "amir"), ("stefan", "amir")):
        family_id = make_family(f"Kaya-{leads[0].title()}", leads=leads)
        with db.program() as session:
            session.add(Member(family_id=family_id, first_name="Emir"))
    both = replace(cast("anna"), roles=frozenset({Role.CASEWORKER, Role.COORDINATOR}))
    assert names(both, "kaya") == ["Kaya-Anna", "Kaya-Stefan"]
    assert names(both, "emir") == ["Kaya-Anna"]


@pytest.mark.parametrize("name", ["anna", "kerstin"])
def test_more_than_enough_is_said_and_not_looked_up(cast: Cast, make_family: Make, name: str) -> None:
    """Beyond the limit the search stops, says so, and gives no family twice."""
    for number in range(4):
        make_family(f"Müller {'ABCD'[number]}")
    with db.reading(cast(name)) as session:
        ids, more = matching(session, ["m"], [], limit=3)
        assert (len(ids), len(set(ids)), more) == (3, 3, True)
        assert matching(session, ["m"], [], limit=4)[1] is False
