"""Scenario 10: a Fachkraft is sick for six weeks: a dated deputy, who reads everything but what was entrusted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import select

from fam import db
from fam.models import Account, Family, Note
from fam.person import Person
from fam.rules.terms import Confidentiality, Institution
from fam.services import deputies
from tests.support.cast import TODAY

Cast = Callable[[str], Person]
Make = Callable[..., int]


def test_the_deputy_reads_team_and_institution_until_the_end(make_family: Make, cast: Cast) -> None:
    """Stefan, lent to the ASD, stands in for Amir; what was entrusted to Amir (§ 65 SGB VIII) stays his."""
    family, ends = make_family("Zehn"), TODAY + timedelta(weeks=6)
    amir = cast("amir")
    with db.program() as session:
        account = session.exec(select(Account).where(Account.username == "stefan")).one()
        account.institution = Institution.ASD
        for level in Confidentiality:
            session.add(Note(family_id=family, institution=Institution.ASD, confidentiality=level, text=level.label,
                             event_on=date(2018, 10, 1), author_id=amir.account_id))  # fmt: skip
    deputy = replace(cast("stefan"), institution=Institution.ASD)
    with db.reading(deputy) as session:
        assert session.exec(select(Note)).all() == []
    with db.transaction(cast("konrad")) as session:
        assert deputies.appoint(session, amir.account_id, deputy.account_id, TODAY, ends) == 1
    for day, seen in ((TODAY, 2), (ends - timedelta(days=1), 2), (ends, 0), (TODAY - timedelta(days=1), 0)):
        with db.reading(replace(deputy, today=day)) as session:
            notes = session.exec(select(Note)).all()
            assert len(notes) == seen, day
            assert Confidentiality.ENTRUSTED not in {one.confidentiality for one in notes}
            assert len(session.exec(select(Family)).all()) == bool(seen)
    with db.reading(amir) as session:
        assert len(session.exec(select(Note)).all()) == 3
