"""Fallführung: who may give it to whom, and that nobody of the other institution comes in before the family agreed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.models import Lead
from fam.person import Person
from fam.rules.terms import Institution, Status
from fam.services import leads

Cast = Callable[[str], Person]
MakeFamily = Callable[..., int]
DAY = date(2018, 10, 1)


def _leads(family: int, institution: Institution) -> list[tuple[int | None, date, date | None]]:
    with db.program() as session:
        query = select(Lead).where(Lead.family_id == family, Lead.institution == institution)
        return [(one.account_id, one.starts_on, one.ends_on) for one in session.exec(query.order_by(Lead.starts_on))]  # type: ignore[arg-type]


def test_a_new_lead_ends_the_previous_one_on_the_same_day(cast: Cast, make_family: MakeFamily) -> None:
    """There is no day with two leads of one institution and none without."""
    family = make_family()
    with db.transaction(cast("kerstin")) as session:
        leads.assign(session, family, Institution.PRO_ARBEIT, cast("stefan").account_id, DAY)
    assert _leads(family, Institution.PRO_ARBEIT) == [
        (cast("anna").account_id, date(2017, 3, 1), DAY),
        (cast("stefan").account_id, DAY, None),
    ]


def test_a_slip_is_corrected_on_the_same_day(cast: Cast, make_family: MakeFamily) -> None:
    """Naming somebody else for the same first day replaces the entry instead of leaving an empty interval."""
    family = make_family(leads=("amir",))
    with db.transaction(cast("kerstin")) as session:
        leads.assign(session, family, Institution.PRO_ARBEIT, cast("stefan").account_id, DAY)
    with db.transaction(cast("kerstin")) as session:
        leads.assign(session, family, Institution.PRO_ARBEIT, cast("anna").account_id, DAY)
    assert _leads(family, Institution.PRO_ARBEIT) == [(cast("anna").account_id, DAY, None)]


@pytest.mark.parametrize("name", ["anna", "stefan", "konrad", "lena", "adam"])
def test_only_the_koordination_of_the_institution_assigns(name: str, cast: Cast, make_family: MakeFamily) -> None:
    """A Fachkraft, the other Koordination, Leitung and Administration do not."""
    family = make_family()
    with pytest.raises(NotAllowed), db.transaction(cast(name)) as session:
        leads.assign(session, family, Institution.PRO_ARBEIT, cast("stefan").account_id, DAY)
    assert len(_leads(family, Institution.PRO_ARBEIT)) == 1


def test_nobody_of_the_other_institution_before_the_family_agreed(cast: Cast, make_family: MakeFamily) -> None:
    """The other Koordination does not find the case, and the program itself is refused too."""
    family = make_family(status=Status.PROPOSED, leads=(), contact_agreed=False)
    with pytest.raises(NotFound), db.transaction(cast("konrad")) as session:
        leads.assign(session, family, Institution.ASD, cast("amir").account_id, DAY)
    with pytest.raises(IllegalStep, match="noch nicht zugestimmt"), db.program() as session:
        leads.assign(session, family, Institution.ASD, cast("amir").account_id, DAY)
    with db.transaction(cast("kerstin")) as session:
        leads.assign(session, family, Institution.PRO_ARBEIT, cast("anna").account_id, DAY)
    assert _leads(family, Institution.ASD) == []
    assert len(_leads(family, Institution.PRO_ARBEIT)) == 1


@pytest.mark.parametrize("name", ["amir", "kerstin", "lena", None])
def test_only_an_active_fachkraft_of_the_institution_leads(
    name: str | None, cast: Cast, make_family: MakeFamily
) -> None:
    """Anybody else is refused with a sentence at the field."""
    family = make_family(leads=())
    account = cast(name).account_id if name else None
    with pytest.raises(InvalidForm) as caught, db.transaction(cast("kerstin")) as session:
        leads.assign(session, family, Institution.PRO_ARBEIT, account, DAY)
    assert set(caught.value.fields) == {"account_id"}


def test_a_lead_before_a_later_one_is_refused(cast: Cast, make_family: MakeFamily) -> None:
    """Two leads never overlap: the sentence names the day from which somebody is entered already."""
    family = make_family()
    with pytest.raises(InvalidForm) as caught, db.transaction(cast("kerstin")) as session:
        leads.assign(session, family, Institution.PRO_ARBEIT, cast("stefan").account_id, date(2017, 2, 1))
    assert "01.03.2017" in caught.value.fields["starts_on"]


def test_an_ended_lead_is_a_gap(cast: Cast, make_family: MakeFamily) -> None:
    """A lead may end without a successor (sickness); the other institution cannot end it."""
    family = make_family()
    with pytest.raises(NotAllowed), db.transaction(cast("konrad")) as session:
        leads.end(session, family, Institution.PRO_ARBEIT, DAY)
    with db.transaction(cast("kerstin")) as session:
        leads.end(session, family, Institution.PRO_ARBEIT, DAY)
    assert _leads(family, Institution.PRO_ARBEIT)[0][2] == DAY
    with pytest.raises(NotFound), db.transaction(cast("kerstin")) as session:
        leads.end(session, family, Institution.PRO_ARBEIT, DAY + timedelta(days=1))
