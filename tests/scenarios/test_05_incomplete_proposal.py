"""Scenario 5: a proposal is incomplete, goes back, and comes again; what is missing is listed, the clock goes on."""

from collections.abc import Callable
from datetime import date

from fam import db
from fam.models import Family
from fam.person import Person
from fam.queries import proposals
from fam.rules.terms import Phase, Status
from fam.services import lifecycle
from tests.services.cases import head, periods

Cast = Callable[[str], Person]
Make = Callable[..., int]


def test_back_to_the_proposer_and_again(make_family: Make, cast: Cast) -> None:
    """Kerstin names what is missing, Anna finds it in her list, ten working days are given, the Eingang stays."""
    family = make_family("Fuenf", status=Status.PROPOSED, leads=())
    with db.program() as session:
        session.get_one(Family, family).proposed_by_id = cast("anna").account_id
    arrived = head(family).received_on
    with db.transaction(cast("kerstin")) as session:
        assert lifecycle.return_incomplete(session, family, "Seit wann im Bezug?") == date(2018, 10, 29)
    with db.reading(cast("anna")) as session:
        waiting = proposals.incomplete(session)
    assert len(waiting) == 1
    assert "Seit wann im Bezug?" in str(waiting[0])
    for name in ("amir", "stefan", "lena"):
        with db.reading(cast(name)) as session:
            assert proposals.incomplete(session) == [], name
    with db.transaction(cast("anna")) as session:
        lifecycle.resubmit(session, family)
    assert (head(family).phase, head(family).received_on) == (Phase.RECEIVED, arrived)
    assert len(periods(family)) == 3  # the time without data is on record
