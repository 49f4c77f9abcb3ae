"""The day of a consent is put right, and what may be shared follows."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from fam import db
from fam.errors import InvalidForm, NotFound
from fam.models import Consent, ConsentItem, Sharing, now
from fam.person import Person
from fam.queries.consents import forms_on
from fam.rules.consent import valid_until
from fam.services import consents
from tests.support.cast import family

Cast = Callable[[str], Person]
RIGHT = date(2017, 4, 5)


def given(case: int) -> int:
    """Give the family's consent the form of its day and an end after 24 months."""
    with db.program() as session:
        consent = session.exec(select(Consent).where(Consent.family_id == case)).one()
        consent.form_id, consent.valid_until = next(iter(forms_on(session, RIGHT))), valid_until(consent.given_on)
        return consent.id or 0


def test_items_and_sharing_follow(cast: Cast) -> None:
    """They begin on the right day, and an end of 24 months moves along."""
    case = family("Tag")
    consent_id = given(case)
    with db.transaction(cast("anna")) as session:
        consents.correct_day(session, consent_id, RIGHT)
    with db.program() as session:
        items = session.exec(select(ConsentItem)).all()
        assert {(one.starts_on, one.ends_on) for one in items} == {(RIGHT, valid_until(RIGHT))}
        assert {one.starts_on for one in session.exec(select(Sharing).where(Sharing.family_id == case))} == {RIGHT}


def test_a_day_that_cannot_be_is_refused(cast: Cast) -> None:
    """No day, the future, after the withdrawal: a sentence at the field."""
    consent_id = given(family("Tag"))
    with db.program() as session:
        item = session.exec(select(ConsentItem)).first()
        assert item
        item.revoked_at, item.revoked_on = now(), date(2017, 4, 1)
    for wrong in (None, date(2018, 10, 16), RIGHT):
        with pytest.raises(InvalidForm) as error, db.transaction(cast("anna")) as session:
            consents.correct_day(session, consent_id, wrong)
        assert set(error.value.fields) == {"given_on"}


@pytest.mark.parametrize("who", ["stefan", "lena", "adam"])
def test_strangers_correct_nothing(who: str, cast: Cast) -> None:
    """Who does not read the ledger hears that there is nothing."""
    consent_id = given(family("Tag"))
    with pytest.raises(NotFound), db.transaction(cast(who)) as session:
        consents.correct_day(session, consent_id, RIGHT)
