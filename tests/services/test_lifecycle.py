"""The table of steps: every legal one works for whom it belongs to, every illegal one says why in German."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from fam import db
from fam.errors import FamError, IllegalStep, NotAllowed, NotFound
from fam.models import AccessGrant, Lead, StatusPeriod, now
from fam.rules.lifecycle import RULES
from fam.rules.terms import Institution, ListName, Status
from fam.services import lifecycle
from tests.services.cases import TODAY, Cast, MakeFamily, brought_to, head, reason

STATUSES = tuple(status for status in Status if status is not Status.ANONYMISED)
TARGETS = tuple(dict.fromkeys(to for _start, to in RULES))


def _go(session: Session, family: int, start: Status, to: Status) -> None:
    """Take the step to a status by the function that people use for it."""
    if to is Status.EXAMINATION:
        lifecycle.start_examination(session, family, {})
    elif to is Status.WAITING:
        lifecycle.put_on_waiting_list(session, family)
    elif to is Status.ACTIVE and start is Status.PAUSED:
        lifecycle.resume(session, family, TODAY)
    elif to is Status.ACTIVE and start is Status.CLOSED:
        lifecycle.reopen(session, family)
    elif to is Status.ACTIVE:
        lifecycle.admit(session, family, TODAY)
    elif to is Status.PAUSED:
        lifecycle.pause(session, family, reason(ListName.PAUSE), date(2018, 12, 1), TODAY)
    elif to is Status.CLOSED:
        lifecycle.close(session, family, TODAY, reason(ListName.CLOSING))
    elif to is Status.NOT_ADMITTED:
        lifecycle.decline(session, family, reason(ListName.NON_ADMISSION))
    else:
        lifecycle.withdraw(session, family)


@pytest.mark.parametrize(("start", "to"), list(RULES), ids=lambda one: str(one.value))
def test_every_legal_step_is_possible(start: Status, to: Status, cast: Cast, make_family: MakeFamily) -> None:
    """Each line of the table works through the service for one of those whose step it is."""
    family = brought_to(cast, make_family, start)
    actor = "anna" if Status.PAUSED in (start, to) and to is not Status.CLOSED else "kerstin"
    with db.transaction(cast(actor)) as session:
        _go(session, family, start, to)
    assert head(family).status is to


@pytest.mark.parametrize("start", STATUSES, ids=lambda one: str(one.value))
def test_every_other_step_is_illegal(start: Status, cast: Cast, make_family: MakeFamily) -> None:
    """Whatever is not in the table changes nothing and says so in a German sentence, even to the program itself."""
    family = brought_to(cast, make_family, start)
    for to in (to for to in TARGETS if (start, to) not in RULES):
        with pytest.raises(IllegalStep) as caught, db.program() as session:
            _go(session, family, start, to)
        assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in caught.value.blockers)
    assert head(family).status is start


@pytest.mark.parametrize("name", ["stefan", "lena", "adam"])
@pytest.mark.parametrize("status", [Status.PROPOSED, Status.EXAMINATION, Status.ACTIVE])
def test_strangers_take_no_step(name: str, status: Status, cast: Cast, make_family: MakeFamily) -> None:
    """For who has no part in the case there is no case."""
    family = brought_to(cast, make_family, status)
    for to in (to for start, to in RULES if start is status):
        with pytest.raises((NotFound, NotAllowed)), db.transaction(cast(name)) as session:
            _go(session, family, status, to)
    with pytest.raises(NotFound), db.transaction(cast(name)) as session:
        lifecycle.outlook(session, family)


def test_a_fachkraft_does_not_begin_the_examination(cast: Cast, make_family: MakeFamily) -> None:
    """That is Koordination's step; Anna sees it offered, but not as hers."""
    family = make_family(status=Status.PROPOSED)
    with pytest.raises(NotAllowed), db.transaction(cast("anna")) as session:
        lifecycle.start_examination(session, family, {})
    with db.reading(cast("anna")) as session:
        allowed = {one.step.to: one.allowed for one in lifecycle.outlook(session, family).offers}
    assert allowed[Status.EXAMINATION] is False
    assert allowed[Status.WITHDRAWN] is True


def test_a_hand_made_status_change_is_refused(cast: Cast, make_family: MakeFamily) -> None:
    """Stefan cannot write a status period or a lead past the services."""
    family = make_family(status=Status.EXAMINATION)
    rows = [
        StatusPeriod(family_id=family, status=Status.ACTIVE, starts_on=TODAY),
        Lead(
            family_id=family, account_id=cast("stefan").account_id, institution=Institution.PRO_ARBEIT, starts_on=TODAY
        ),
    ]
    for row in rows:
        with pytest.raises(NotAllowed), db.transaction(cast("stefan")) as session:
            session.add(row)


def test_an_opened_file_gives_no_say(cast: Cast, make_family: MakeFamily) -> None:
    """Who reads a file with a reason cannot withdraw, close or complete it."""
    family = make_family(status=Status.EXAMINATION)
    with db.transaction(cast("stefan")) as session:
        session.add(
            AccessGrant(
                account_id=cast("stefan").account_id,
                family_id=family,
                reason="Vertretung",
                ends_at=now() + timedelta(1),
            )
        )
    for step in (lifecycle.withdraw, lifecycle.resubmit):
        with pytest.raises(FamError), db.transaction(cast("stefan")) as session:
            step(session, family)
    assert head(family).status is Status.EXAMINATION
