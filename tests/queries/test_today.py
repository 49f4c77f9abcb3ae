"""What today asks of whom: reviews, gaps, pauses, unmapped leads, accesses; each only for those it concerns."""

from collections.abc import Callable
from datetime import date

from sqlmodel import select

from fam import db
from fam.db import reading, transaction
from fam.models import Account, Family, Lead, StatusPeriod
from fam.person import Person
from fam.queries import participants, today
from fam.queries.proposals import ToDo
from fam.rules.terms import Institution, LeadKind, Party, Role, Status
from fam.services import grants

Cast = Callable[[str], Person]
Families = Callable[..., int]


def names(person: Person, query: Callable[..., list[ToDo]]) -> list[tuple[str, str]]:
    """Return (name, sentence) of what a query gives somebody."""
    with reading(person) as session:
        return [(row.name, row.sentence) for row in query(session)]


def admit(family: int, day: date) -> None:
    """Move the admission of a family to another day."""
    with db.program() as session:
        row = session.get(Family, family)
        assert row
        row.admitted_on = day
        session.add(row)


def test_reviews_come_from_the_admission(cast: Cast, make_family: Families) -> None:
    """Six months after admission the leads are reminded, nobody else; a closed family never."""
    soon, not_yet, closed = make_family("Bald"), make_family("Später"), make_family("Zu", status=Status.CLOSED)
    for family, day in ((soon, date(2018, 4, 20)), (not_yet, date(2018, 6, 1)), (closed, date(2017, 4, 20))):
        admit(family, day)
    with reading(cast("anna")) as session:
        assert [(row.name, row.day) for row in today.reviews(session)] == [("Bald", date(2018, 10, 20))]
    assert names(cast("stefan"), today.reviews) == names(cast("kerstin"), today.reviews) == []


def test_a_tandem_gap_counts_after_two_weeks(cast: Cast, make_family: Families) -> None:
    """No ASD lead for more than 14 days: both Koordinationen see it; a younger gap not yet; the strangers nothing."""
    make_family("Voll")
    make_family("Allein", leads=("anna",))
    fresh = make_family("Frisch")
    with db.program() as session:
        query = select(Lead).where(Lead.family_id == fresh, Lead.institution == Institution.ASD)
        lead = session.exec(query).one()
        lead.ends_on = date(2018, 10, 5)
        session.add(lead)
    for name in ("kerstin", "konrad"):
        assert names(cast(name), today.tandem_gaps) == [("Allein", "Fallführung ASD fehlt seit 01.05.2017")]
    assert names(cast("lena"), today.tandem_gaps) == names(cast("adam"), today.tandem_gaps) == []


def test_long_pauses_and_those_beyond_the_expected_day(cast: Cast, make_family: Families) -> None:
    """Paused for more than three months, or longer than expected; a short pause is no matter."""
    long, _short, expected = (make_family(name, status=Status.PAUSED) for name in ("Lang", "Kurz", "Erwartet"))
    with db.program() as session:
        for period in session.exec(select(StatusPeriod).where(StatusPeriod.status == Status.PAUSED)):
            period.starts_on = date(2018, 7, 14) if period.family_id == long else date(2018, 9, 1)
            period.expected_until = date(2018, 10, 1) if period.family_id == expected else None
            session.add(period)
    assert names(cast("kerstin"), today.long_pauses) == [
        ("Lang", "ruht seit 14.07.2018"),
        ("Erwartet", "ruht seit 01.09.2018"),
    ]


def test_names_from_the_list_wait_for_an_account(cast: Cast, make_family: Families) -> None:
    """Each Koordination sees its own side's unmapped leads."""
    family = make_family("Liste", leads=("amir",))
    with db.program() as session:
        session.add(
            Lead(
                family_id=family, name_text="Fr. Meier", institution=Institution.PRO_ARBEIT, starts_on=date(2017, 3, 1)
            )
        )
    assert names(cast("kerstin"), today.unmapped_leads) == [("Liste", "„Fr. Meier“ aus der Liste hat noch kein Konto")]
    assert names(cast("konrad"), today.unmapped_leads) == []


def test_both_leads_see_an_access_with_a_reason(cast: Cast, make_family: Families) -> None:
    """Stefan opens a file with a reason: Anna and Amir read who and why, Stefan himself and Kerstin are not told."""
    family = make_family("Offen")
    with db.program() as session:
        row = session.get(Family, family)
        assert row
        number = row.number
    with transaction(cast("stefan")) as session:
        grants.open_file(session, number, "Vertretung am Telefon, Rückfrage der Schule")
    for name in ("anna", "amir"):
        with reading(cast(name)) as session:
            assert [(row.who, row.number) for row in today.grants(session)] == [("Stefan", number)]
    for name in ("stefan", "kerstin"):
        with reading(cast(name)) as session:
            assert today.grants(session) == []


def test_a_new_installation_says_what_is_missing(cast: Cast, make_family: Families) -> None:
    """With the whole cast no role is missing; families are seen only by those who may."""
    with reading(cast("anna")) as session:
        before = today.any_family(session)
    make_family()
    with reading(cast("anna")) as session:
        after = today.any_family(session)
    with reading(cast("stefan")) as session:
        stranger = today.any_family(session)
    assert (before, after, stranger) == (False, True, False)
    with reading(cast("adam")) as session:
        assert today.accounts(session).missing == ()
    with db.program() as session:
        konrad = session.exec(select(Account).where(Account.username == "konrad")).one()
        konrad.active = False
        session.add(konrad)
    with reading(cast("adam")) as session:
        assert today.accounts(session).missing == ((Role.COORDINATOR, Institution.ASD),)


def test_who_can_be_there(cast: Cast, make_family: Families) -> None:
    """Leads are usual; a deputy of mine stands in for the lead; on a past day those of that day are offered too."""
    family, deputy = make_family(), cast("stefan").account_id
    with db.program() as session:
        session.add(
            Lead(
                family_id=family, account_id=deputy, institution=Institution.PRO_ARBEIT,
                kind=LeadKind.DEPUTY, starts_on=date(2018, 10, 1), ends_on=date(2018, 11, 1),
            )
        )  # fmt: skip
    for name in ("anna", "stefan"):
        person = cast(name)
        with reading(person) as session:
            found = participants.candidates(session, family, person.today)
            assert next(iter(participants.owners(session, family))) == person.account_id
        usual = {one.code for one in found if one.usual}
        assert usual == {f"a{person.account_id}", f"a{cast('amir').account_id}"}
        assert [one.label for one in found if one.party is Party.PRO_ARBEIT and not one.usual]
    with reading(cast("anna")) as session:
        day = date(2018, 9, 1)
        asked = {one.label: one.usual for one in participants.candidates(session, family, day)}
    assert asked == {"Anna": True, "Amir": True, "Stefan (Vertretung)": False}


def test_own_families_begin_with_the_last_one_worked_with(cast: Cast, make_family: Families) -> None:
    """Families without a meeting follow by name; strangers have none."""
    make_family("Berg")
    make_family("Acker")
    with reading(cast("anna")) as session:
        assert [family.name for family in participants.own_families(session)] == ["Acker", "Berg"]
    with reading(cast("kerstin")) as session:
        assert participants.own_families(session) == []
