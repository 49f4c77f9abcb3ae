"""Guards of the closing: last ratings, what becomes of measures, Nachbetreuung, Koordination's part in it."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.models import (
    ChangeEntry,
    Closing,
    Family,
    Goal,
    GoalRating,
    Measure,
    StatusPeriod,
)
from fam.queries import closings
from fam.queries.timeline import timeline
from fam.rules.closing import PAST_TANDEM, GoalEnd, Handling
from fam.rules.plan_terms import GoalOutcome, Perspective
from fam.rules.terms import ListName, Role, Status
from fam.services import closing, closing_guards, goal_ratings, goals, lifecycle
from fam.services.closing import ClosingDraft
from tests.services.cases import TODAY, Cast, MakeFamily, brought_to, head, reason
from tests.services.closing_case import LAST, close, full, ids, open_case


@pytest.fixture
def database(both_databases: str) -> str:
    """Everything here runs on SQLite and on PostgreSQL."""
    return both_databases


@pytest.fixture
def family(cast: Cast, make_family: MakeFamily) -> int:
    """A family in FAM with an open goal, a BG and two measures: one runs, one was only proposed."""
    return open_case(cast, make_family)


def test_koordination_closes_past_what_is_open_only_with_a_reason(cast: Cast, family: int) -> None:
    """It learns which kinds of answers are missing, no number and no text; the reason stands in history and log."""
    with pytest.raises(IllegalStep) as caught:
        close(cast, "kerstin", family, ClosingDraft(past_tandem="  "))
    (sentence,) = caught.value.blockers
    assert sentence.startswith("Noch nicht festgehalten: die abschließende Bewertung von Zielen, der SGB II-Bezug")
    assert not any(sign.isdigit() or "Ausbildung" in sentence for sign in sentence)
    close(cast, "kerstin", family, ClosingDraft(past_tandem="Beide Fachkräfte sind ausgeschieden"))
    assert (head(family).status, ids(Closing, family)) == (Status.CLOSED, [])
    with db.program() as session:
        period = session.exec(select(StatusPeriod).where(StatusPeriod.status == Status.CLOSED)).one()
        logged = session.exec(select(ChangeEntry).where(ChangeEntry.entity == "status_period")).all()
    assert period.note == f"{PAST_TANDEM}Beide Fachkräfte sind ausgeschieden"
    assert period.to_confirm is False
    assert any("ausgeschieden" in str(one.new) and one.account_id == cast("kerstin").account_id for one in logged)


def test_koordination_needs_no_reason_where_everything_is_answered(cast: Cast, make_family: MakeFamily) -> None:
    """And a reason that nothing calls for is not kept."""
    family = brought_to(cast, make_family, Status.ACTIVE)
    close(cast, "konrad", family, ClosingDraft(past_tandem="unnötig"))
    with db.program() as session:
        assert session.exec(select(StatusPeriod.note).where(StatusPeriod.status == Status.CLOSED)).one() == ""


def test_a_goal_ends_with_outcome_and_rating(cast: Cast, family: int) -> None:
    """Half an answer leaves the goal open and the case running."""
    for end in (
        GoalEnd(ratings={Perspective.FAMILY: 0}),
        GoalEnd(outcome=GoalOutcome.MOSTLY),
        GoalEnd(outcome=GoalOutcome.MOSTLY, not_ratable="   "),
        GoalEnd(outcome=GoalOutcome.MOSTLY, ratings={Perspective.FAMILY: 0}, not_ratable="nicht beides"),
    ):
        with pytest.raises(IllegalStep, match="Ein Ziel ist noch ohne abschließende Bewertung"):
            close(cast, "anna", family, replace(full(family), goals={ids(Goal, family)[0]: end}))
    assert (head(family).status, ids(GoalRating, family)) == (Status.ACTIVE, [])


def test_the_last_rating_is_one_of_the_day_or_a_reason(cast: Cast, family: int) -> None:
    """Level 0 counts as given; who rated on the last day is not asked again; "nicht einschätzbar" has its reason."""
    goal = ids(Goal, family)[0]
    theirs = GoalEnd(outcome=GoalOutcome.PARTLY, ratings={Perspective.PRO_ARBEIT: 1})
    with pytest.raises(NotAllowed):
        close(cast, "amir", family, replace(full(family), goals={goal: theirs}))
    with db.transaction(cast("anna")) as session:
        rating = {"perspective": Perspective.PRO_ARBEIT, "rating": -1, "event_on": LAST}
        goal_ratings.rate(session, goal, rating)
    only = GoalEnd(outcome=GoalOutcome.GIVEN_UP)
    close(cast, "amir", family, replace(full(family), goals={goal: only}))
    with db.program() as session:
        assert [one.rating for one in session.exec(select(GoalRating))] == [-1]
        assert session.get_one(Goal, goal).end_reason == closing.CLOSED
    with db.transaction(cast("kerstin")) as session:
        lifecycle.reopen(session, family)
    with db.transaction(cast("anna")) as session:
        goals.reopen(session, goal)
    why = GoalEnd(outcome=GoalOutcome.NOT_REACHED, not_ratable=" Kontakt abgebrochen ")
    with db.transaction(cast("anna")) as session:
        closing.close(session, family, TODAY, reason(ListName.CLOSING), (), replace(full(family), goals={goal: why}))
    with db.program() as session:
        assert session.get_one(Goal, goal).not_ratable == "Kontakt abgebrochen"


def test_what_becomes_of_a_measure_is_kept_with_it(cast: Cast, family: int) -> None:
    """One runs on, one ends; the file, its timeline and its letter say so; taking the closing back forgets it."""
    close(cast, "anna", family, full(family))
    with db.program() as session:
        rows = session.exec(select(Measure).order_by(col(Measure.id))).all()
        assert [one.handling for one in rows] == [Handling.CONTINUE, Handling.END]
    with db.reading(cast("amir")) as session:
        ((measure, name),) = closings.handled(session, family)
        events, _more = timeline(session, family)
    assert measure.handling is Handling.CONTINUE
    assert [(one.day, one.title, one.text) for one in events if one.kind == "Maßnahme"] == [
        (LAST, name, "läuft nach dem Abschluss weiter")
    ]
    with db.transaction(cast("konrad")) as session:
        lifecycle.reopen(session, family)
    with db.program() as session:
        assert [one.handling for one in session.exec(select(Measure))] == [None, None]
        assert session.get_one(Family, family).aftercare_ends_on is None


def test_koordination_confirms_what_the_tandem_closed(cast: Cast, family: int) -> None:
    """It stands on Heute of both until one of them confirms; nobody else does, and nobody twice."""
    close(cast, "anna", family, full(family))
    for name in ("kerstin", "konrad"):
        with db.reading(cast(name)) as session:
            assert [one.sentence for one in closings.to_confirm(session)] == ["Abgeschlossen zum 14.10.2018"]
            assert lifecycle.outlook(session, family).confirm == ""
    for name, wrong in (("anna", NotAllowed), ("amir", NotAllowed), ("stefan", NotFound), ("lena", NotFound)):
        with pytest.raises(wrong), db.transaction(cast(name)) as session:
            closing_guards.confirm(session, family)
    with db.transaction(cast("konrad")) as session:
        closing_guards.confirm(session, family)
    with db.program() as session:
        period = session.exec(select(StatusPeriod).where(StatusPeriod.status == Status.CLOSED)).one()
    assert (period.confirmed_on, period.confirmed_by) == (TODAY, cast("konrad").account_id)
    with db.reading(cast("kerstin")) as session:
        assert closings.to_confirm(session) == []
        assert lifecycle.outlook(session, family).confirm is None
    with pytest.raises(IllegalStep, match="kein Abschluss zu bestätigen"), db.transaction(cast("kerstin")) as session:
        closing_guards.confirm(session, family)


def test_who_closed_does_not_confirm(cast: Cast, family: int) -> None:
    """Also not with both roles: four eyes."""
    anna = replace(cast("anna"), roles=frozenset({Role.CASEWORKER, Role.COORDINATOR}))
    close(cast, "anna", family, full(family))
    with pytest.raises(NotAllowed, match="bestätigt nicht selbst"), db.transaction(anna) as session:
        closing_guards.confirm(session, family)


def test_aftercare_ends_after_the_case_and_before_its_erasure(cast: Cast, family: int) -> None:
    """Nothing is saved of a closing whose Nachbetreuung has a wrong day."""
    for until, says in (
        (LAST, "endet nach dem letzten Tag in FAM"),
        (date(2020, 10, 15), "Am 15.10.2020 ist der Fall zu löschen"),
    ):
        with pytest.raises(InvalidForm) as caught:
            close(cast, "anna", family, replace(full(family), aftercare_until=until))
        assert says in caught.value.fields["aftercare_until"]
    assert head(family).status is Status.ACTIVE
    close(cast, "anna", family, replace(full(family), aftercare_until=date(2020, 10, 14)))
    assert (head(family).status, head(family).aftercare_ends_on) == (Status.CLOSED, date(2020, 10, 15))
    with db.transaction(cast("amir")) as session:
        closing.accompany(session, family, None)
    assert head(family).aftercare_ends_on is None
    with pytest.raises(InvalidForm), db.transaction(cast("amir")) as session:
        closing.accompany(session, family, LAST)
    for name, wrong in (("kerstin", NotAllowed), ("stefan", NotFound)):
        with pytest.raises(wrong), db.transaction(cast(name)) as session:
            closing.accompany(session, family, TODAY)
