"""Who may record a consent, what is refused in which words, and what a withdrawal does in the same moment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.models import ChangeEntry, Consent, ConsentItem, ConsentScan, Family, Member, Note, Release, Task
from fam.person import Person
from fam.queries import consents as queries
from fam.rules.consent import CORE, FLOWS
from fam.rules.terms import (
    Confidentiality,
    DataCategory,
    Institution,
    ListName,
    MemberRole,
    ReleaseBasis,
    Status,
)
from fam.services import consents, lifecycle
from fam.services.consent_withdrawal import withdraw
from fam.services.consents import ConsentDraft
from tests.services.cases import TODAY, brought_to, reason
from tests.support.cast import consent_of

Cast = Callable[[str], Person]
Make = Callable[..., int]
PDF = b"%PDF-1.7\n...\n%%EOF\n"


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def members(family: int) -> dict[str, int]:
    """Add a mother and a father with custody, a child and a young person, and return their ids by name."""
    rows = [
        Member(family_id=family, first_name="Maria", role=MemberRole.MOTHER, born_on=date(1980, 1, 1),
               custody_holder=True),
        Member(family_id=family, first_name="Viktor", role=MemberRole.FATHER, born_on=date(1979, 1, 1),
               custody_holder=True, in_household=False),
        Member(family_id=family, first_name="Kim", role=MemberRole.CHILD, born_on=date(2010, 1, 1)),
        Member(family_id=family, first_name="Jule", role=MemberRole.YOUNG_PERSON, born_on=date(2002, 1, 1)),
    ]  # fmt: skip
    with db.program() as session:
        session.add_all(rows)
        session.flush()
        return {one.first_name: one.id or 0 for one in rows}


def form(number: int = 1) -> int:
    """Return the id of a version of the form: 0 until 24.05.2018, 1 since."""
    return reason(ListName.CONSENT_FORM, number)


def draft(family: int, *ids: int, **more: object) -> ConsentDraft:
    """A consent in the core flows, signed by those who give it."""
    usual = ConsentDraft(family_id=family, form_id=form(), given_on=TODAY, flows=CORE, member_ids=ids, signer_ids=ids)
    return replace(usual, **more)  # type: ignore[arg-type]


def refused(person: Person, wanted: ConsentDraft) -> dict[str, str]:
    """Return the sentences with which a consent is refused."""
    with pytest.raises(InvalidForm) as caught, db.transaction(person) as session:
        consents.record(session, wanted)
    return caught.value.fields


@pytest.mark.parametrize("name", ["anna", "amir", "kerstin", "konrad"])
def test_lead_and_koordination_record_it(name: str, cast: Cast, make_family: Make) -> None:
    """Four persons with one form: a consent each, with its scan, for 24 months; a young person signs too."""
    family = make_family(consented=False)
    ids = members(family)
    everybody = tuple(ids.values())
    with db.transaction(cast(name)) as session:
        made = consents.record(session, draft(family, *everybody, scan=("Scan.pdf", PDF)))
    assert [one.member_id for one in made] == list(everybody)
    assert {one.valid_until for one in made} == {date(2020, 10, 14)}
    signers = {one.member_id: set(one.signer_ids) for one in made}
    parents = {ids["Maria"], ids["Viktor"]}
    assert signers == {ids["Maria"]: {ids["Maria"]}, ids["Viktor"]: {ids["Viktor"]}, ids["Kim"]: parents,
                       ids["Jule"]: parents | {ids["Jule"]}}  # fmt: skip
    with db.program() as session:
        assert len(session.exec(select(ConsentScan)).all()) == 4
        logged = session.exec(select(ChangeEntry).where(ChangeEntry.entity == "consent_scan")).all()
        assert {one.new["content"] for one in logged} == {"•••"}


@pytest.mark.parametrize("name", ["stefan", "lena", "adam", "dora"])
def test_nobody_else_does(name: str, cast: Cast, make_family: Make) -> None:
    """Neither recording nor taking back."""
    family = make_family()
    wanted = draft(family, *members(family).values())
    with pytest.raises((NotAllowed, NotFound)), db.transaction(cast(name)) as session:
        consents.record(session, wanted)
    with pytest.raises((NotAllowed, NotFound)), db.transaction(cast(name)) as session:
        withdraw(session, family)


def test_a_missing_signature_is_named(cast: Cast, make_family: Make) -> None:
    """Below 15 both with custody; from 15 the young person too, or the reason why not; from 18 alone."""
    family = make_family(consented=False)
    ids, anna = members(family), cast("anna")
    mother, kim, jule = ids["Maria"], ids["Kim"], ids["Jule"]
    assert refused(anna, draft(family, kim, signer_ids=[mother])) == {
        "signer_ids": "Es fehlt die Unterschrift von: Viktor (Vater)."
    }
    both = [mother, ids["Viktor"]]
    assert "Jule (junger Mensch)" in refused(anna, draft(family, jule, signer_ids=both))["signer_ids"]
    assert "Viktor" in refused(anna, draft(family, kim, signer_ids=[mother], exception="Er ist weg."))["signer_ids"]
    assert "Viktor" in refused(anna, draft(family, ids["Viktor"], signer_ids=both[:1]))["signer_ids"]
    with db.transaction(anna) as session:
        made = consents.record(session, draft(family, jule, signer_ids=both, exception="nicht einsichtsfähig"))
        assert made[0].exception == "nicht einsichtsfähig"
        grown = session.get_one(Member, jule)
        grown.born_on = date(2000, 10, 15)
        session.add(grown)
    with db.transaction(anna) as session:
        assert consents.record(session, draft(family, jule))[0].signer_ids == [jule]


def test_without_custody_holder_a_guardian_is_named(cast: Cast, make_family: Make) -> None:
    """In words, since a guardian is no member of the family."""
    family = make_family(consented=False)
    with db.program() as session:
        kim = Member(family_id=family, first_name="Kim", role=MemberRole.CHILD, born_on=date(2010, 1, 1))
        session.add(kim)
        session.flush()
    wanted = draft(family, kim.id or 0, signer_ids=[])
    assert "niemand mit Sorgerecht" in refused(cast("anna"), wanted)["signed_by"]
    with db.transaction(cast("anna")) as session:
        consents.record(session, replace(wanted, signed_by="Vormundin Frau Muster"))


@pytest.mark.parametrize(
    ("changed", "key", "words"),
    [
        ({"given_on": date(2018, 10, 16)}, "given_on", "Zukunft"),
        ({"given_on": None}, "given_on", "wann eingewilligt"),
        ({"valid_until": date(2020, 10, 15)}, "valid_until", "24 Monate: bis 14.10.2020"),
        ({"valid_until": date(2018, 10, 14)}, "valid_until", "nicht vor dem Beginn"),
        ({"given_on": date(2018, 5, 24)}, "form_id", "am 24.05.2018 galt"),
        ({"form_id": None}, "form_id", "Fassung"),
        ({"given_on": date(2018, 5, 24), "form_id": "first", "electronic": True}, "electronic", "nur schriftlich"),
        ({"electronic": True, "flows": FLOWS}, "electronic", "Gesundheit"),
        ({"flows": ()}, "flows", "worin eingewilligt"),
        ({"member_ids": ()}, "member_ids", "wer einwilligt"),
        ({"member_ids": (), "signed_by": "Papier"}, "member_ids", "nur im Altbestand"),
        ({"member_ids": (99999,)}, "member_ids", "Personen dieser Familie"),
        ({"scan": ("Scan.pdf", b"MZ\x90")}, "scan", "PDF oder ein Bild"),
        ({"scan": ("Scan.pdf", b"")}, "scan", "leer"),
        ({"scan": ("Scan.pdf", PDF + b" " * (5 * 1024 * 1024))}, "scan", "höchstens 5 MB"),
        ({"scan": ("Scan.png", b"\x89PNG\r\n\x1a\n")}, "scan", "PDF oder ein Bild"),
    ],
)
def test_what_is_refused(changed: dict[str, object], key: str, words: str, cast: Cast, make_family: Make) -> None:
    """Each with a German sentence at its field, and nothing is saved."""
    family = make_family(consented=False)
    mother = members(family)["Maria"]
    if changed.get("form_id") == "first":
        changed = changed | {"form_id": form(0)}
    sentence = refused(cast("anna"), draft(family, mother, **changed))[key]
    assert words in sentence
    with db.program() as session:
        assert session.exec(select(Consent)).first() is None


def test_electronic_from_the_day_of_the_dsgvo(cast: Cast, make_family: Make) -> None:
    """On 25.05.2018 it is possible, in the version of that day."""
    family = make_family(consented=False)
    wanted = draft(family, members(family)["Maria"], given_on=date(2018, 5, 25), electronic=True)
    with db.transaction(cast("anna")) as session:
        assert consents.record(session, wanted)[0].electronic


def test_one_paper_for_the_family_is_for_the_altbestand(cast: Cast, make_family: Make) -> None:
    """Without persons, on paper, in a case that came with the list."""
    family = make_family(consented=False)
    with db.program() as session:
        head = session.get_one(Family, family)
        head.legacy = True
        session.add(head)
    paper = draft(family, signed_by="Maria und Paul Eins", given_on=date(2018, 1, 10), form_id=form(0))
    assert "member_ids" in refused(cast("anna"), replace(paper, given_on=TODAY, form_id=form(), electronic=True))
    with db.transaction(cast("anna")) as session:
        assert consents.record(session, paper)[0].member_id is None


def sees(cast: Cast, name: str, family: int) -> set[str]:
    """Return the notes that somebody reads."""
    with db.reading(cast(name)) as session:
        return set(session.exec(select(Note.text).where(Note.family_id == family)))


def note(family: int, institution: Institution, author: int, about: int | None = None) -> None:
    """Write an entry for the team."""
    text = f"{institution.label} {about or 'Familie'}"
    with db.program() as session:
        session.add(
            Note(family_id=family, institution=institution, confidentiality=Confidentiality.TEAM, event_on=TODAY,
                 author_id=author, text=text, about_id=about)
        )  # fmt: skip


def test_withdrawal_for_everybody_works_at_once(cast: Cast, make_family: Make) -> None:
    """The partner reads nothing at its next query, each side keeps its own, both leads are told without content."""
    family = make_family()
    anna, amir = cast("anna"), cast("amir")
    note(family, Institution.PRO_ARBEIT, anna.account_id)
    note(family, Institution.ASD, amir.account_id)
    assert sees(cast, "amir", family) == sees(cast, "anna", family) == {"Pro Arbeit Familie", "ASD Familie"}
    with db.transaction(anna) as session:
        done = withdraw(session, family)
    assert (done.items, done.core_gone) == (len(FLOWS), True)
    assert sees(cast, "amir", family) == {"ASD Familie"}
    assert sees(cast, "anna", family) == {"Pro Arbeit Familie"}
    for name in ("anna", "amir"):
        with db.reading(cast(name)) as session:
            tasks = session.exec(select(Task).where(Task.family_id == family)).all()
        assert [one.owner_id for one in tasks] == [cast(name).account_id]
        assert tasks[0].due_on == date(2018, 10, 29)
        assert "Einwilligung geändert" in tasks[0].text
        assert not any(word in tasks[0].text for word in ("Muster", "Anna", "widerrufen"))
    with pytest.raises(InvalidForm, match="prüfen") as caught, db.transaction(amir) as session:
        withdraw(session, family)
    assert "nichts zu widerrufen" in caught.value.fields["member_ids"]


def test_withdrawal_of_one_person_in_one_kind(cast: Cast, make_family: Make) -> None:
    """Only their entries of that kind close; entries about the whole family too, since they are part of it."""
    family = make_family(consented=False)
    ids = members(family)
    with db.transaction(cast("anna")) as session:
        consents.record(session, draft(family, *ids.values()))
    for about in (ids["Maria"], ids["Kim"], None):
        note(family, Institution.PRO_ARBEIT, cast("anna").account_id, about)
    assert len(sees(cast, "amir", family)) == 3
    with db.transaction(cast("amir")) as session:
        done = withdraw(session, family, [ids["Kim"]], [DataCategory.WORK])
    assert done.items == 2
    assert sees(cast, "amir", family) == {f"Pro Arbeit {ids['Maria']}"}
    with db.program() as session:
        revoked = session.exec(select(ConsentItem).where(col(ConsentItem.revoked_at).is_not(None))).all()
    assert {one.revoked_by for one in revoked} == {cast("amir").account_id}
    assert {one.category for one in revoked} == {DataCategory.WORK}


def test_one_person_leaves_the_family_s_form(cast: Cast, make_family: Make) -> None:
    """The form goes on for the others."""
    family = make_family()
    ids = members(family)
    for about in (ids["Maria"], ids["Viktor"]):
        note(family, Institution.PRO_ARBEIT, cast("anna").account_id, about)
    with db.transaction(cast("anna")) as session:
        withdraw(session, family, [ids["Viktor"]])
    assert sees(cast, "amir", family) == {f"Pro Arbeit {ids['Maria']}"}
    with pytest.raises(InvalidForm), db.transaction(cast("anna")) as session:
        withdraw(session, family, [ids["Viktor"]])


def test_releases_on_consent_end_with_it(cast: Cast, make_family: Make) -> None:
    """Those of the person and those that name nobody; a release on a law stays."""
    family = make_family()
    ids = members(family)

    def release(**more: object) -> Release:
        sides: Any = {"institution": Institution.ASD, "to_institution": Institution.PRO_ARBEIT}
        usual = {"entity": "note", "record_id": 1, "basis": ReleaseBasis.CONSENT, "released_on": TODAY}
        return Release(family_id=family, **sides | usual | more)

    rows = [release(), release(member_id=ids["Maria"]), release(member_id=ids["Kim"]),
            release(basis=ReleaseBasis.LAW), release(category=DataCategory.HEALTH)]  # fmt: skip
    with db.program() as session:
        session.add_all(rows)
    with db.transaction(cast("kerstin")) as session:
        done = withdraw(session, family, [ids["Maria"]], [DataCategory.WORK])
    assert done.releases == 2
    with db.program() as session:
        assert [bool(session.get_one(Release, one.id).revoked_at) for one in rows] == [True, True, False, False, False]


def test_nobody_admits_without_consent(cast: Cast, make_family: Make) -> None:
    """The step says what is missing, by role; with it, it is possible, but not before its day."""
    family = brought_to(cast, make_family, Status.EXAMINATION)
    ids = members(family)
    with db.transaction(cast("anna")) as session:
        withdraw(session, family)
    with db.reading(cast("kerstin")) as session:
        offer = next(one for one in lifecycle.outlook(session, family).offers if one.step.to is Status.ACTIVE)
    mother = (
        "Die Einwilligung von Mutter fehlt (Stammdaten, SGB II-Bezug, Gespräche, Vereinbarungen, Aufgaben, Einträge)."
    )
    assert mother in offer.step.blockers
    assert not any(name in sentence for sentence in offer.step.blockers for name in ids)
    with pytest.raises(IllegalStep), db.transaction(cast("kerstin")) as session:
        lifecycle.admit(session, family, TODAY)
    with db.transaction(cast("anna")) as session:
        consents.record(session, draft(family, *ids.values(), given_on=date(2018, 10, 10)))
    with (
        pytest.raises(IllegalStep, match=r"vor der Einwilligung \(10.10.2018\)"),
        db.transaction(cast("anna")) as session,
    ):
        lifecycle.admit(session, family, date(2018, 10, 9))
    with db.transaction(cast("kerstin")) as session:
        lifecycle.admit(session, family, date(2018, 10, 10))


def test_the_letter_names_what_was_taken_back(cast: Cast, make_family: Make) -> None:
    """Persons, kinds, directions and whom to ask; for strangers there is none."""
    family = make_family(consented=False)
    ids = members(family)
    with db.program() as session:
        consent_of(session, family, date(2018, 6, 1), ids["Maria"])
    with db.transaction(cast("amir")) as session:
        at = withdraw(session, family, [ids["Maria"]], [DataCategory.WORK]).at
    with db.reading(cast("anna")) as session:
        assert queries.withdrawals(session, family) == [at]
        found = queries.letter(session, family, at)
    assert found is not None
    assert found.lines == (("Maria", DataCategory.WORK.label, "ASD an Pro Arbeit und Pro Arbeit an ASD"),)
    assert found.contacts == ("Pro Arbeit: Anna", "ASD: Amir")
    with db.reading(cast("stefan")) as session:
        assert queries.withdrawals(session, family) == []
        assert queries.letter(session, family, at) is None
