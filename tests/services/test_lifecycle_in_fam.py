"""After the admission: pause, closing with its last day, a mistaken closing, a family that comes back."""

from datetime import date

import pytest
from sqlmodel import Session, select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.models import Family, Task
from fam.rules.terms import Confidentiality, Institution, ListName, Phase, Status
from fam.services import families, lifecycle
from tests.services.cases import TODAY, Cast, MakeFamily, brought_to, head, periods, reason


@pytest.mark.parametrize("until", [None, TODAY, date(2019, 1, 16)])
def test_a_pause_has_an_end_within_three_months(until: date | None, cast: Cast, make_family: MakeFamily) -> None:
    """Longer than that somebody has to look at it again."""
    family = brought_to(cast, make_family, Status.ACTIVE)
    with pytest.raises(InvalidForm) as caught, db.transaction(cast("anna")) as session:
        lifecycle.pause(session, family, reason(ListName.PAUSE), until, TODAY)
    assert set(caught.value.fields) == {"expected_until"}


def test_a_paused_case_stays_admitted(cast: Cast, make_family: MakeFamily) -> None:
    """Pause and resumption change neither the Aufnahmedatum nor the phase."""
    family = brought_to(cast, make_family, Status.ACTIVE)
    with db.transaction(cast("anna")) as session:
        lifecycle.pause(session, family, reason(ListName.PAUSE), date(2018, 12, 1), date(2018, 10, 10))
    with db.transaction(cast("amir")) as session:
        lifecycle.resume(session, family, TODAY)
    now_is = head(family)
    assert (now_is.admitted_on, now_is.phase) == (date(2018, 10, 1), Phase.NEEDS)


def test_closing_stores_the_day_after_the_last_one(cast: Cast, make_family: MakeFamily) -> None:
    """Half-open intervals: in FAM on the last day, not on the next; open tasks stay as they are."""
    family = brought_to(cast, make_family, Status.ACTIVE)
    with db.transaction(cast("anna")) as session:
        session.add(
            Task(
                family_id=family, institution=Institution.PRO_ARBEIT, event_on=TODAY, text="Schlussgespräch",
                confidentiality=Confidentiality.TEAM, owner_id=cast("anna").account_id,
            )
        )  # fmt: skip
    main = reason(ListName.CLOSING)
    with pytest.raises(IllegalStep, match="Hauptgrund fehlt"), db.transaction(cast("anna")) as session:
        lifecycle.close(session, family, TODAY, None)
    with db.transaction(cast("anna")) as session:
        lifecycle.close(session, family, date(2018, 10, 14), main)
    now_is = head(family)
    assert (now_is.closed_on, now_is.reason_id) == (TODAY, main)
    assert periods(family)[-2:] == [(Status.ACTIVE, date(2018, 10, 1), TODAY), (Status.CLOSED, TODAY, None)]
    with db.reading(cast("anna")) as session:
        assert [one.done_on for one in session.exec(select(Task).where(Task.family_id == family))] == [None]


def test_a_mistaken_closing_is_taken_back_without_trace_in_the_figures(cast: Cast, make_family: MakeFamily) -> None:
    """Status history, closing date and reason are as before; only Koordination may, and only for 30 days."""
    family = brought_to(cast, make_family, Status.ACTIVE)
    before = periods(family)
    with db.transaction(cast("anna")) as session:
        lifecycle.close(session, family, date(2018, 10, 14), reason(ListName.CLOSING))
    with pytest.raises(NotAllowed), db.transaction(cast("anna")) as session:
        lifecycle.reopen(session, family)
    with db.transaction(cast("kerstin")) as session:
        lifecycle.reopen(session, family)
    now_is = head(family)
    assert (now_is.status, now_is.closed_on, now_is.reason_id) == (Status.ACTIVE, None, None)
    assert periods(family) == before


def test_an_old_closing_stays(cast: Cast, make_family: MakeFamily) -> None:
    """After 30 days the sentence says how a family comes back."""
    family = make_family(status=Status.CLOSED)
    with pytest.raises(IllegalStep, match="neuer, verknüpfter Fall"), db.transaction(cast("kerstin")) as session:
        lifecycle.reopen(session, family)


def _proposal(session: Session) -> families.Proposal:
    head = session.exec(select(Family)).first()
    assert head
    return families.Proposal(
        name=head.name, town_ags=head.town_ags, source_id=head.source_id, received_on=TODAY, occasion="Fiktiv wieder da"
    )


def test_a_returning_family_gets_a_new_linked_case(cast: Cast, make_family: MakeFamily) -> None:
    """The old case stays closed; a running one cannot return."""
    family = make_family(status=Status.CLOSED)
    with db.transaction(cast("anna")) as session:
        again = families.return_family(session, family, _proposal(session))
    assert (again.previous_id, again.number, again.status) == (family, "FAM-2018-00001", Status.PROPOSED)
    running = make_family("Läuft")
    with pytest.raises(IllegalStep, match="läuft noch"), db.transaction(cast("anna")) as session:
        families.return_family(session, running, _proposal(session))
    with pytest.raises(NotFound), db.transaction(cast("stefan")) as session:
        families.return_family(session, family, families.Proposal("X", None, None, None, ""))
