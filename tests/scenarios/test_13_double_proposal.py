"""Scenario 13: the school coach and the SPFH propose the same family. A form that warns is not there: see the name."""

from collections.abc import Callable

from fam import db
from fam.person import Person
from fam.queries import families as queries
from fam.queries.families import Search
from fam.rules.terms import Institution, Status
from tests.pages.test_entry_levels import everything
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]
PA, ASD = Institution.PRO_ARBEIT, Institution.ASD


def found(person: Person) -> set[int]:
    """Return the families that somebody finds by the name."""
    with db.reading(person) as session:
        return {one.id for one in queries.find(session, Search(text="Xandergül")).rows}


def test_13_the_search_shows_a_double_in_the_own_house_only_and_koordination_after_consent(
    login_as: LoginAs, cast: Cast, make_family: Make
) -> None:
    """Before the family agreed nobody learns from the search that the other house knows it; then Koordination does."""
    ours = make_family("Xandergül", status=Status.PROPOSED, leads=("anna",), institution=PA, contact_agreed=False)
    theirs = make_family("Xandergül", status=Status.PROPOSED, leads=("amir",), institution=ASD, contact_agreed=False)
    assert {name: found(cast(name)) for name in ("anna", "amir", "stefan", "kerstin", "konrad")} == {
        "anna": {ours}, "amir": {theirs}, "stefan": set(), "kerstin": {ours}, "konrad": {theirs},
    }  # fmt: skip
    assert everything(opened(login_as("anna"), "families/families.py")).count("FAM-2017-00002") == 0
    agreed = make_family("Xandergül", status=Status.EXAMINATION, leads=("amir",), institution=ASD)
    assert found(cast("kerstin")) == {ours, agreed}
    assert found(cast("anna")) == {ours}
