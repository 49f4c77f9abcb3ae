"""What consents ask of today: of leads, and of Koordination; by name only for those whose family it is."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from fam import db
from fam.models import ConsentItem, Member
from fam.person import Person
from fam.queries import today_consents
from fam.rules.terms import MemberRole, Status
from fam.services.consent_withdrawal import withdraw
from tests.support.cast import consent_of

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def _ends(family: int, day: date) -> None:
    with db.program() as session:
        for one in session.exec(select(ConsentItem).where(ConsentItem.family_id == family)):
            one.ends_on = day
            session.add(one)


def test_renewals_of_one_s_own_families(cast: Cast, make_family: Make) -> None:
    """A birthday next week and a form that ends in November are one line each; strangers get none."""
    birthday, ending, fine = make_family("Eins"), make_family("Zwei"), make_family("Drei")
    with db.program() as session:
        for family in (birthday, ending, fine):
            session.add(Member(family_id=family, first_name="Maria", role=MemberRole.MOTHER, born_on=date(1980, 1, 1)))
        jule = Member(family_id=birthday, first_name="Jule", role=MemberRole.YOUNG_PERSON, born_on=date(2000, 10, 22))
        session.add(jule)
        session.flush()
        consent_of(session, birthday, date(2018, 1, 1), jule.id)
    _ends(ending, date(2018, 11, 20))
    for name in ("anna", "amir"):
        with db.reading(cast(name)) as session:
            found = [(one.name, one.sentence, one.day) for one in today_consents.to_renew(session)]
        assert found == [
            ("Eins", "Jule: 18. Geburtstag 22.10.2018", date(2018, 10, 22)),
            ("Zwei", "Maria: Ablauf der Einwilligung 20.11.2018", date(2018, 11, 20)),
        ]
    for name in ("stefan", "kerstin", "lena", "adam", "dora"):
        with db.reading(cast(name)) as session:
            assert today_consents.to_renew(session) == []


def test_a_change_is_told_to_both_leads_without_content(cast: Cast, make_family: Make) -> None:
    """For fourteen days, whoever recorded it."""
    family = make_family("Eins")
    with db.transaction(cast("anna")) as session:
        withdraw(session, family)
    for name in ("anna", "amir"):
        with db.reading(cast(name)) as session:
            (line,) = today_consents.changed(session)
        assert (line.sentence, line.day) == ("Einwilligung geändert: Kopien prüfen", date(2018, 10, 29))
    with db.reading(cast("stefan")) as session:
        assert today_consents.changed(session) == []


def test_koordination_sees_which_families_lack_one(cast: Cast, make_family: Make) -> None:
    """Without any, and what ends within 60 days; families on their way are not asked yet."""
    make_family("Ohne", consented=False)
    _ends(make_family("Bald"), date(2018, 12, 1))
    _ends(make_family("Später"), date(2019, 12, 1))
    make_family("Prüfung", consented=False, status=Status.EXAMINATION)
    with db.reading(cast("kerstin")) as session:
        found = [(one.name, one.sentence) for one in today_consents.lacking(session)]
    assert found == [
        ("Ohne", "Notwendige Einwilligung fehlt"),
        ("Bald", "Einwilligung läuft ab am 01.12.2018"),
    ]
    for name in ("stefan", "lena", "adam"):
        with db.reading(cast(name)) as session:
            assert today_consents.lacking(session) == []
