"""Ending a case in order, as tables: last ratings, open questions, Nachbetreuung, Wiederaufnahme."""

from datetime import date

import pytest

from fam.rules.closing import (
    GoalEnd,
    Handling,
    aftercare_problem,
    blockers,
    goal_problems,
    in_aftercare,
    is_due,
    status_after,
    unread_blockers,
)
from fam.rules.lifecycle import was_in_fam
from fam.rules.plan_terms import GoalOutcome, MeasureStatus, Perspective
from fam.rules.terms import Status

MOSTLY, ZERO = GoalOutcome.MOSTLY, {Perspective.FAMILY: 0}
CLOSED, UNTIL = date(2018, 10, 15), date(2019, 1, 15)


@pytest.mark.parametrize(
    ("end", "rated", "lacks"),
    [
        (GoalEnd(outcome=MOSTLY, ratings=ZERO), False, []),
        (GoalEnd(outcome=MOSTLY, not_ratable="verzogen"), False, []),
        (GoalEnd(outcome=MOSTLY), True, []),
        (GoalEnd(outcome=MOSTLY, not_ratable=" "), False, ["not_ratable"]),
        (GoalEnd(outcome=MOSTLY, ratings=ZERO, not_ratable="verzogen"), False, ["not_ratable"]),
        (GoalEnd(), True, ["outcome"]),
        (GoalEnd(), False, ["outcome", "not_ratable"]),
    ],
)
def test_a_goal_needs_outcome_and_rating(end: GoalEnd, rated: bool, lacks: list[str]) -> None:
    """Or why it cannot be rated, but not both."""
    assert list(goal_problems(end, rated=rated)) == lacks


def test_open_questions_with_and_without_numbers() -> None:
    """The tandem hears how many, Koordination which kinds; nothing open: nothing said."""
    assert blockers(1, 2, 1) == (
        "Ein Ziel ist noch ohne abschließende Bewertung.", "Für 2 BGs fehlt der SGB II-Bezug am Ende.",
        "Bei einer Maßnahme ist offen, was daraus wird.",
    )  # fmt: skip
    assert unread_blockers(3, 0, 2) == (
        "Noch nicht festgehalten: die abschließende Bewertung von Zielen, was aus offenen Maßnahmen wird. "
        "Das ist Sache der Fallführung.",
    )
    assert blockers(0, 0, 0) == unread_blockers(0, 0, 0) == ()


@pytest.mark.parametrize(
    ("closed_on", "ends_on", "day", "there"),
    [
        (CLOSED, UNTIL, date(2018, 10, 14), False),  # in FAM still
        (CLOSED, UNTIL, CLOSED, True),
        (CLOSED, UNTIL, date(2019, 1, 14), True),
        (CLOSED, UNTIL, UNTIL, False),  # ended by itself
        (CLOSED, None, CLOSED, False),
        (None, UNTIL, CLOSED, False),
    ],
)
def test_aftercare_by_day(closed_on: date | None, ends_on: date | None, day: date, there: bool) -> None:
    """Half-open: from the first day no longer in FAM to the first day no longer in Nachbetreuung."""
    assert in_aftercare(closed_on, ends_on, day) is there


def test_aftercare_has_its_bounds() -> None:
    """After the last day in FAM, before the case is to be erased."""
    assert aftercare_problem(CLOSED, None, None) == ""
    assert "endet nach dem letzten Tag" in aftercare_problem(CLOSED, CLOSED, UNTIL)
    assert "15.01.2019" in aftercare_problem(CLOSED, UNTIL, UNTIL)
    assert aftercare_problem(CLOSED, date(2019, 1, 14), UNTIL) == ""


@pytest.mark.parametrize(
    ("status", "admitted_on", "readmission", "was_here"),
    [
        (Status.CLOSED, date(2017, 3, 1), False, True),
        (Status.CLOSED, None, False, True),  # from the list, the day of admission unknown
        (Status.NOT_ADMITTED, None, False, False),  # proposed again, never in FAM
        (Status.WITHDRAWN, None, True, True),  # came back in vain before
    ],
)
def test_who_was_in_fam_comes_back(status: Status, admitted_on: date | None, readmission: bool, was_here: bool) -> None:
    """A refused proposal is no participation."""
    assert was_in_fam(status, admitted_on, readmission=readmission) is was_here


def test_measures_and_asking_again() -> None:
    """What was never decided does not come about; each way has its words; asked 14 days before the day."""
    assert status_after(MeasureStatus.APPLIED) is MeasureStatus.REJECTED
    assert status_after(MeasureStatus.RUNNING) is MeasureStatus.ENDED
    assert len({one.said for one in Handling}) == len(Handling)
    assert [is_due(UNTIL, None, day) for day in (date(2018, 12, 31), date(2019, 1, 1))] == [False, True]
    assert is_due(UNTIL, UNTIL, UNTIL) is False
