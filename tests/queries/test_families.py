"""Families are found by name, number, member and town, and only by whom they concern."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from fam import db
from fam.errors import NotFound
from fam.models import FamilyStub, Member, Note, Task
from fam.person import Person
from fam.queries import families, family_file
from fam.queries.families import Search
from fam.queries.timeline import timeline
from fam.rules.terms import Confidentiality, Institution, Status

Cast = Callable[[str], Person]
Make = Callable[..., int]


def numbers(person: Person, **search: object) -> list[str]:
    with db.reading(person) as session:
        return [row.name for row in families.find(session, Search(**search)).rows]  # type: ignore[arg-type]


def test_a_family_is_found_by_the_beginning_of_every_word(cast: Cast, make_family: Make) -> None:
    """Name, number, member and town are found by prefix, without case, accents or German spelling mattering."""
    family_id = make_family("Müller-Weiß")
    make_family("Kaya", town="Egelsbach")
    with db.program() as session:
        session.add(Member(family_id=family_id, first_name="Ayşe"))
    anna = cast("anna")
    for text in ("müll", "muell", "mull", "weiss", "ays", "00001", "fam-2017-00001", "MÜLLER langen", "lang"):
        assert numbers(anna, text=text) == ["Müller-Weiß"], text
    assert numbers(anna, text="egels") == ["Kaya"]
    assert numbers(anna, text="kaya langen") == []


def test_a_renamed_family_is_found_under_its_new_name_only(cast: Cast, make_family: Make) -> None:
    """The search words follow every change of name, and the list sorts by it."""
    make_family("Özdemir")
    make_family("Zoller")
    anna = cast("anna")
    assert numbers(anna) == ["Özdemir", "Zoller"]
    with db.transaction(anna) as session:
        family = families.by_number(session, "FAM-2017-00001")
        assert family
        family.name = "Ümit"
    assert (numbers(anna, text="ozd"), numbers(anna, text="umit")) == ([], ["Ümit"])


def test_strangers_and_leadership_find_nothing(cast: Cast, make_family: Make) -> None:
    """Stefan leads other families, Lena and Adam none: no list, no search, no file, not even a count."""
    family_id = make_family("Kaya")
    for name in ("stefan", "lena", "adam"):
        with db.reading(cast(name)) as session:
            assert families.find(session, Search()).total == 0
            assert families.find(session, Search(text="kaya")).total == 0
            assert families.options(session) == {}
            assert timeline(session, family_id) == ([], False)
            with pytest.raises(NotFound):
                family_file.load(session, "FAM-2017-00001")


def test_koordination_sees_heads_but_no_members(cast: Cast, make_family: Make) -> None:
    """Koordination of either side finds the case by name, not by a member, and reads no content."""
    family_id = make_family("Kaya")
    with db.program() as session:
        session.add(Member(family_id=family_id, first_name="Emir"))
    for name in ("kerstin", "konrad"):
        assert numbers(cast(name), text="kaya") == ["Kaya"]
        assert numbers(cast(name), text="emir") == []
        with db.reading(cast(name)) as session:
            file = family_file.load(session, "FAM-2017-00001")
            assert (file.works, file.detail, file.members, len(file.leads)) == (False, None, (), 2)


def test_before_contact_is_agreed_the_other_side_sees_a_stub_only(cast: Cast, make_family: Make) -> None:
    """An unagreed proposal of Pro Arbeit: Kerstin reads the name, Konrad only number, town and date."""
    make_family("Kaya", status=Status.PROPOSED, leads=(), contact_agreed=False)
    assert numbers(cast("kerstin")) == ["Kaya"]
    assert numbers(cast("konrad")) == []
    assert numbers(cast("konrad"), text="kaya") == []
    with db.reading(cast("konrad")) as session:
        stub = session.exec(select(FamilyStub)).one()
        assert (stub.number, stub.received_on, hasattr(stub, "name")) == ("FAM-2017-00001", date(2017, 3, 1), False)


def test_entries_of_the_other_institution_stay_hidden(cast: Cast, make_family: Make) -> None:
    """Amir's INSTITUTION note is absent for Anna in file and timeline; his TEAM note is there."""
    family_id = make_family("Kaya")
    with db.transaction(cast("amir")) as session:
        for text, level in (("intern", Confidentiality.INSTITUTION), ("gemeinsam", Confidentiality.TEAM)):
            session.add(
                Note(family_id=family_id, institution=Institution.ASD, confidentiality=level,
                     event_on=date(2018, 5, 2), text=text)
            )  # fmt: skip
        session.add(
            Task(family_id=family_id, institution=Institution.ASD, event_on=date(2018, 5, 2), text="intern tun")
        )
    with db.reading(cast("anna")) as session:
        events, _more = timeline(session, family_id)
        assert [event.text for event in events if event.kind == "Eintrag"] == ["gemeinsam"]
        assert family_file.load(session, "FAM-2017-00001").tasks == []
    with db.reading(cast("amir")) as session:
        assert len(family_file.load(session, "FAM-2017-00001").tasks) == 1


def test_pages_are_cut_in_sql(cast: Cast, make_family: Make) -> None:
    """A page holds `size` rows, the total counts all, and the pages together give every family once."""
    for name in ("Ahorn", "Birke", "Buche", "Eiche", "Linde"):
        make_family(name)
    anna = cast("anna")
    with db.reading(anna) as session:
        pages = [families.find(session, Search(page=page, size=2)) for page in (1, 2, 3)]
    assert [row.name for page in pages for row in page.rows] == ["Ahorn", "Birke", "Buche", "Eiche", "Linde"]
    assert {page.total for page in pages} == {5}
    assert pages[0].rows[0].lead_pro_arbeit == "Anna"
    assert pages[0].rows[0].lead_asd == "Amir"
