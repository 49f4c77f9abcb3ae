"""Dates of admission and closing are put right so that every past figure follows."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import col, select

from fam import db
from fam.errors import InvalidForm, NotFound
from fam.models import Family, ListItem, StatusPeriod
from fam.person import Person
from fam.rules.terms import ListName, Status
from fam.services import corrections
from fam.services.corrections import Dates

Cast = Callable[[str], Person]
Make = Callable[..., int]


def closing_reason() -> int:
    """Return any closing reason."""
    with db.program() as session:
        found = session.exec(select(ListItem.id).where(ListItem.list == ListName.CLOSING)).first()
    assert found
    return found


def chain() -> list[tuple[Status, date, date | None]]:
    """Return the status history of the only family."""
    with db.program() as session:
        rows = session.exec(select(StatusPeriod).order_by(col(StatusPeriod.starts_on), col(StatusPeriod.id))).all()
    return [(row.status, row.starts_on, row.ends_on) for row in rows]


@pytest.mark.parametrize("name", ["anna", "kerstin"])
def test_head_and_history_follow_a_corrected_date(name: str, cast: Cast, make_family: Make) -> None:
    """A closed case gets other days: the periods stay without gap and overlap, the head says the same."""
    family_id, reason = make_family("Kaya", status=Status.CLOSED), closing_reason()
    with db.transaction(cast(name)) as session:
        corrections.correct(session, family_id, Dates(date(2017, 5, 15), date(2018, 9, 30), reason))
    assert chain() == [
        (Status.PROPOSED, date(2017, 3, 1), date(2017, 4, 1)),
        (Status.EXAMINATION, date(2017, 4, 1), date(2017, 5, 15)),
        (Status.ACTIVE, date(2017, 5, 15), date(2018, 10, 1)),
        (Status.CLOSED, date(2018, 10, 1), None),
    ]
    with db.program() as session:
        family = session.exec(select(Family)).one()
        assert (family.admitted_on, family.closed_on) == (date(2017, 5, 15), date(2018, 10, 1))
        assert family.reason_id == reason


@pytest.mark.parametrize(
    ("admitted", "last", "field"),
    [
        (None, date(2018, 9, 30), "admitted_on"),
        (date(2017, 3, 1), date(2018, 9, 30), "admitted_on"),
        (date(2018, 10, 16), date(2018, 9, 30), "admitted_on"),
        (date(2017, 5, 1), None, "last_day"),
        (date(2017, 5, 1), date(2018, 10, 16), "last_day"),
        (date(2017, 5, 1), date(2017, 4, 30), "last_day"),
    ],
)
def test_days_that_contradict_each_other_are_refused_at_their_field(
    admitted: date | None, last: date | None, field: str, cast: Cast, make_family: Make
) -> None:
    """Before the examination, after today, or the end before the beginning: a sentence at the field, nothing saved."""
    family_id, reason, before = make_family("Kaya", status=Status.CLOSED), closing_reason(), chain()
    with pytest.raises(InvalidForm) as error, db.transaction(cast("anna")) as session:
        corrections.correct(session, family_id, Dates(admitted, last, reason))
    assert field in error.value.fields
    assert chain() == before


def test_a_closed_case_needs_its_main_reason(cast: Cast, make_family: Make) -> None:
    """Completing a legacy case asks for the reason too."""
    family_id = make_family("Kaya", status=Status.CLOSED)
    with pytest.raises(InvalidForm) as error, db.transaction(cast("anna")) as session:
        corrections.correct(session, family_id, Dates(date(2017, 5, 1), date(2018, 9, 30)))
    assert set(error.value.fields) == {"reason_id"}


def test_only_who_knows_the_family_corrects(cast: Cast, make_family: Make) -> None:
    """Stefan finds nothing to correct; a proposal has no admission yet."""
    family_id = make_family("Kaya")
    with pytest.raises(NotFound), db.transaction(cast("stefan")) as session:
        corrections.correct(session, family_id, Dates(date(2017, 5, 1)))
    proposal = make_family("Lang", status=Status.PROPOSED)
    with pytest.raises(NotFound), db.transaction(cast("anna")) as session:
        corrections.correct(session, proposal, Dates(date(2017, 5, 1)))
