"""Scenario 12: the institutions disagree on an admission."""

from collections.abc import Callable

from sqlmodel import col, select

from fam import db
from fam.models import Dissent, Vote
from fam.person import Person
from fam.rules.terms import Answer, Institution, Status
from fam.services import examination
from tests.pages.test_entry_levels import everything
from tests.services.cases import brought_to, head
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]


def test_12_both_votes_stay_and_both_koordinationen_decide(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Votes and reasons are kept, the status stays, both are told on Heute, the decision is written, all is counted."""
    family = brought_to(cast, make_family, Status.EXAMINATION)
    with db.transaction(cast("amir")) as session:
        examination.vote(session, family, False, "Hilfe läuft schon")
    assert head(family).status is Status.EXAMINATION
    for name, told in (("kerstin", True), ("konrad", True), ("stefan", False)):
        assert ("Dissens" in everything(opened(login_as(name), "start/today.py"))) is told, name
    for name in ("kerstin", "konrad"):
        with db.transaction(cast(name)) as session:
            examination.settle_dissent(session, family, False, f"Entschieden, {name}")
    with db.program() as session:
        votes = session.exec(select(Vote).where(Vote.family_id == family).order_by(col(Vote.institution))).all()
        (dissent,) = session.exec(select(Dissent)).all()
    assert {one.institution: (one.answer, one.reason) for one in votes} == {
        Institution.ASD: (Answer.NO, "Hilfe läuft schon"), Institution.PRO_ARBEIT: (Answer.YES, "Fiktiver Grund"),
    }  # fmt: skip
    assert (dissent.outcome, dissent.note) == (Answer.NO, "Entschieden, kerstin / Entschieden, konrad")
    assert dissent.settled_on is not None
    assert head(family).status is Status.EXAMINATION
