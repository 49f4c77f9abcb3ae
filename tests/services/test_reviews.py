"""Reviews on record: made at the admission, the next one by holding one, named as the law of their day."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from fam import db
from fam.errors import InvalidForm, NotAllowed
from fam.models import ConsentItem, Family, Review, now
from fam.queries import reviews as queries
from fam.queries import today
from fam.rules.plan_terms import ReviewKind
from fam.rules.reviews import Standing
from fam.rules.terms import Status
from fam.services import lifecycle, reviews
from tests.services.cases import TODAY, Cast, MakeFamily, brought_to, examined


@pytest.fixture
def database(both_databases: str) -> str:
    """Everything here runs on SQLite and on PostgreSQL."""
    return both_databases


def stored(family: int) -> list[Review]:
    """Return all reviews of a family."""
    with db.program() as session:
        return list(session.exec(select(Review).where(Review.family_id == family).order_by(col(Review.id))))


@pytest.mark.parametrize("who", ["anna", "kerstin"])
def test_an_admission_makes_the_first_review(who: str, cast: Cast, make_family: MakeFamily) -> None:
    """Six months later, also when Koordination admits, who does not read it."""
    family = make_family(status=Status.EXAMINATION)
    examined(cast, family)
    with db.transaction(cast(who)) as session:
        lifecycle.admit(session, family, date(2018, 10, 1))
    (found,) = stored(family)
    assert (found.kind, found.due_on, found.held_on) == (ReviewKind.FAM, date(2019, 4, 1), None)


def test_one_that_was_held_makes_the_next(cast: Cast, make_family: MakeFamily) -> None:
    """Counted from the day it was held, by the months that Koordination set."""
    family = make_family()
    with db.transaction(cast("kerstin")) as session:
        reviews.keep_months(session, 4)
    with db.transaction(cast("anna")) as session:
        first = reviews.plan(session, family, ReviewKind.FAM, date(2018, 4, 1))
        assert first.due_on == date(2018, 8, 1)
        reviews.hold(session, first.id or 0, date(2018, 8, 20))
    held, following = stored(family)
    assert (held.held_on, following.event_on, following.due_on) == (
        date(2018, 8, 20), date(2018, 8, 20), date(2018, 12, 20)
    )  # fmt: skip
    with db.reading(cast("amir")) as session:
        rows = queries.of_family(session, session.get_one(Family, family))
    assert [one.standing for one in rows] == [Standing.LATER, Standing.LATE]


def test_the_partner_holds_a_review_for_the_team(cast: Cast, make_family: MakeFamily) -> None:
    """The next one stays with its institution."""
    family = make_family()
    with db.transaction(cast("anna")) as session:
        number = reviews.plan(session, family, ReviewKind.EGV, date(2018, 4, 10), reference="AZ 1").id or 0
    with db.transaction(cast("amir")) as session:
        reviews.hold(session, number, TODAY)
    assert {one.institution for one in stored(family)} == {cast("anna").institution}


def test_only_its_institution_enters_an_agreement(cast: Cast, make_family: MakeFamily) -> None:
    """The EGV is Pro Arbeit's, the Hilfeplan the ASD's; by the law of the day."""
    family = make_family()
    for who, kind in (("amir", ReviewKind.EGV), ("anna", ReviewKind.HILFEPLAN), ("anna", ReviewKind.COOPERATION)):
        with pytest.raises(InvalidForm), db.transaction(cast(who)) as session:
            reviews.plan(session, family, kind, date(2018, 4, 10))
    with pytest.raises(NotAllowed), db.transaction(cast("anna")) as session:
        reviews.keep_months(session, 3)


def test_after_the_law_changed_the_next_one_has_the_new_name(cast: Cast, make_family: MakeFamily) -> None:
    """Scenario 18: what was concluded as EGV keeps its name; its successor is a Kooperationsplan."""
    family = make_family()
    later = replace(cast("anna"), today=date(2023, 7, 20))
    with db.transaction(later) as session:
        number = reviews.plan(session, family, ReviewKind.EGV, date(2023, 1, 20)).id or 0
        reviews.hold(session, number, date(2023, 7, 10))
    assert [one.kind for one in stored(family)] == [ReviewKind.EGV, ReviewKind.COOPERATION]
    assert {one.kind.counted_as for one in stored(family)} == {ReviewKind.EGV}


def test_without_one_on_record_the_day_is_computed_and_nothing_written(cast: Cast, make_family: MakeFamily) -> None:
    """Heute tells of it as of one on record; once it is held, it is on record."""
    family = brought_to(cast, make_family, Status.ACTIVE)
    with db.program() as session:
        head = session.get_one(Family, family)
        head.admitted_on = date(2018, 4, 20)
        session.add(head)
    with db.reading(cast("anna")) as session:
        (row,) = today.reviews(session)
    assert (row.day, row.sentence) == (date(2018, 10, 20), "Familienplan: jetzt möglich")
    assert stored(family) == []


def test_withdrawal_hides_them_from_the_partner(cast: Cast, make_family: MakeFamily) -> None:
    """Others never read them."""
    family = make_family()
    with db.transaction(cast("anna")) as session:
        reviews.plan(session, family, ReviewKind.EGV, date(2018, 4, 10), reference="AZ 1")

    def seen(name: str) -> int:
        with db.reading(cast(name)) as session:
            return len(session.exec(select(Review)).all())

    assert [seen(name) for name in ("anna", "amir", "stefan", "kerstin", "lena", "adam", "dora")] == [1, 1, *[0] * 5]
    with db.program() as session:
        for item in session.exec(select(ConsentItem)):
            item.revoked_at, item.revoked_on = now(), TODAY
            session.add(item)
    assert (seen("anna"), seen("amir")) == (1, 0)
