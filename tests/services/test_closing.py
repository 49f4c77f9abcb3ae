"""Closing in order: what is open is answered, outcome apart from reason; afterwards the family is asked again."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotFound
from fam.models import (
    Closing,
    Family,
    FollowUp,
    Goal,
    Measure,
    Receipt,
)
from fam.queries import closings
from fam.rules.plan_terms import GoalOutcome, MeasureStatus, ReceiptClass
from fam.rules.terms import Institution, ListName, Status
from fam.services import closing, lifecycle
from fam.services.closing import ClosingDraft
from tests.services.cases import Cast, MakeFamily, head, reason
from tests.services.closing_case import LAST, close, full, ids, open_case


@pytest.fixture
def database(both_databases: str) -> str:
    """Everything here runs on SQLite and on PostgreSQL."""
    return both_databases


@pytest.fixture
def family(cast: Cast, make_family: MakeFamily) -> int:
    """A family in FAM with an open goal, a BG and two measures: one runs, one was only proposed."""
    return open_case(cast, make_family)


def test_what_is_open_must_be_answered(cast: Cast, family: int) -> None:
    """One sentence each; nothing is half saved."""
    with pytest.raises(IllegalStep) as caught:
        close(cast, "anna", family, ClosingDraft())
    for words in ("Ein Ziel ist noch ohne", "Für eine BG fehlt", "Bei 2 Maßnahmen"):
        assert words in str(caught.value)
    assert (head(family).status, ids(Closing, family)) == (Status.ACTIVE, [])


def test_cases_of_the_old_list_are_exempt(cast: Cast, family: int) -> None:
    """What was never recorded there cannot be answered."""
    with db.program() as session:
        session.get_one(Family, family).legacy = True
    close(cast, "anna", family, ClosingDraft())
    assert head(family).status is Status.CLOSED


@pytest.mark.parametrize("who", ["anna", "amir"])
def test_everything_is_kept(who: str, cast: Cast, family: int) -> None:
    """Goal ended, receipt as a class at Pro Arbeit, measures ended or going on, three dates to ask again."""
    close(cast, who, family, full(family))
    with db.program() as session:
        (goal,) = session.exec(select(Goal)).all()
        (receipt,) = session.exec(select(Receipt)).all()
        measures = session.exec(select(Measure).order_by(col(Measure.id))).all()
        (closed,) = session.exec(select(Closing)).all()
        asked = session.exec(select(FollowUp).order_by(col(FollowUp.months))).all()
    assert (goal.outcome, goal.ended_on) == (GoalOutcome.MOSTLY, LAST)
    assert (receipt.level, receipt.event_on, receipt.institution) == (
        ReceiptClass.SUPPLEMENT, LAST, Institution.PRO_ARBEIT
    )  # fmt: skip
    assert [one.status for one in measures] == [MeasureStatus.RUNNING, MeasureStatus.REJECTED]
    assert (closed.outcome, head(family).reason_id) == (GoalOutcome.PARTLY, reason(ListName.CLOSING))
    assert [one.event_on for one in asked] == [date(2019, 1, 14), date(2019, 4, 14), date(2019, 10, 14)]


def test_without_the_familys_yes_nobody_asks_again(cast: Cast, family: int) -> None:
    """No dates; the answer itself is kept."""
    close(cast, "anna", family, full(family, follow_up=False))
    assert ids(FollowUp, family) == []


def test_taken_back_and_closed_again(cast: Cast, family: int) -> None:
    """Koordination, who reads none of it, takes the closing with its dates back; a second closing is possible."""
    close(cast, "anna", family, full(family))
    with db.transaction(cast("kerstin")) as session:
        lifecycle.reopen(session, family)
    assert (ids(Closing, family), ids(FollowUp, family)) == ([], [])
    close(cast, "amir", family, replace(full(family), goals={}, units={}))
    assert len(ids(FollowUp, family)) == 3


def test_heute_asks_and_the_answer_is_kept(cast: Cast, family: int) -> None:
    """Due 14 days before; whoever is not of the family neither reads nor answers it."""
    close(cast, "anna", family, full(family))
    first = ids(FollowUp, family)[0]
    later = replace(cast("amir"), today=date(2019, 1, 2))
    with db.reading(later) as session:
        assert [one.sentence for one in closings.to_ask(session)] == ["Nachbefragung nach 3 Monaten"]
    for name in ("stefan", "kerstin", "lena", "adam", "dora"):
        with db.reading(replace(cast(name), today=date(2019, 1, 2))) as session:
            assert closings.to_ask(session) == []
            assert closings.of_family(session, family) == (None, [])
        with pytest.raises(NotFound), db.transaction(cast(name)) as session:
            closing.answer(session, first, {}, {"reached": True})
    with pytest.raises(InvalidForm), db.transaction(later) as session:
        closing.answer(session, first, {"reached": None}, {"reached": True})
    with db.transaction(later) as session:
        opened = {"held_on": None, "reached": None, "in_work": None}
        closing.answer(session, first, opened, {"held_on": date(2019, 1, 2), "reached": True, "in_work": True})
    with db.reading(later) as session:
        assert closings.to_ask(session) == []
