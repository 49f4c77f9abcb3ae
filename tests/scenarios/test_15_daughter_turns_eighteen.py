"""Scenario 15: the daughter turns 18 while the family takes part."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from fam import db
from fam.errors import InvalidForm
from fam.models import Instrument, Member, Sharing
from fam.person import Person
from fam.queries import meeting_agenda
from fam.queries.consents import as_someone
from fam.rules.consent import CORE
from fam.rules.consent_signing import signatories
from fam.rules.terms import ListName, MemberRole
from fam.services import consents
from fam.services.consents import ConsentDraft
from tests.services.cases import reason

Cast = Callable[[str], Person]
Make = Callable[..., int]
BIRTHDAY = date(2018, 10, 20)


def test_15_from_her_birthday_on_she_signs_alone(cast: Cast, make_family: Make) -> None:
    """The agenda says so before; then her own signature alone counts; § 41 SGB VIII opens, U25 stays."""
    family = make_family("Kaya")
    with db.program() as session:
        mother = Member(family_id=family, first_name="Aylin", role=MemberRole.MOTHER, born_on=date(1980, 1, 1),
                        custody_holder=True)  # fmt: skip
        jule = Member(family_id=family, first_name="Jule", role=MemberRole.YOUNG_PERSON, born_on=date(2000, 10, 20))
        session.add_all([mother, jule])
        session.flush()
        ids, people = (mother.id or 0, jule.id or 0), [as_someone(mother), as_someone(jule)]
    with db.reading(cast("anna")) as session:
        said = [(one.text, one.why) for one in meeting_agenda.items(session, family)]
    assert ("Einwilligung erneuern: Jule", "18. Geburtstag, zum 20.10.2018") in said
    assert {one.id for one in signatories(people[1], people, date(2018, 10, 19))} == set(ids)
    assert {one.id for one in signatories(people[1], people, BIRTHDAY)} == {ids[1]}
    anna = replace(cast("anna"), today=BIRTHDAY)
    paper = ConsentDraft(family_id=family, form_id=reason(ListName.CONSENT_FORM, 1), given_on=BIRTHDAY, flows=CORE,
                         member_ids=(ids[1],), signer_ids=(ids[0],))  # fmt: skip
    with pytest.raises(InvalidForm), db.transaction(anna) as session:
        consents.record(session, paper)
    with db.transaction(anna) as session:
        consents.record(session, replace(paper, signer_ids=(ids[1],)))
    with db.program() as session:
        assert session.exec(select(Sharing).where(Sharing.member_id == ids[1])).all()
        law = session.exec(select(Instrument).where(Instrument.code == "VIII-41")).one()
        under = session.exec(select(Instrument).where(Instrument.code == "II-16H")).one()  # still offered: U25
    assert (law.min_age, under.max_age) == (18, 25)
