"""What the figures of joint work are made of: EGV and Hilfeplan with their reviews, goals that ended, needs between.

Only what lies behind the team by today: what is due next stays as the rest of the story has it.
"""

from datetime import date, timedelta

from fam.demo.arcs import lead_on
from fam.demo.case import Case, Dice, Row, weekday
from fam.demo.cast import ASD, GO_LIVE, PRO_ARBEIT, TODAY
from fam.demo.goals import BANK, KEYS
from fam.rules.periods import add_months
from fam.rules.plan_terms import GoalOutcome, Perspective, ReviewKind
from fam.rules.reviews import next_due
from fam.rules.terms import Confidentiality, Institution, LegalCircle

EARLY, LATE = (-10, 12), (15, 32)  # days around the due day
SETTLED = timedelta(days=40)  # what was due longer ago than this has been held
ENDS = (
    GoalOutcome.REACHED, GoalOutcome.MOSTLY, GoalOutcome.MOSTLY, GoalOutcome.PARTLY, GoalOutcome.NOT_REACHED,
    GoalOutcome.GIVEN_UP,
)  # fmt: skip
LAST_LEVEL = {GoalOutcome.REACHED: 1, GoalOutcome.MOSTLY: 0, GoalOutcome.PARTLY: -1}


def add_cooperation(case: Case, dice: Dice) -> None:
    """Give a family that was admitted its reviews of EGV and Hilfeplan, one or two ended goals, needs in between."""
    admitted = case.arc.admitted_on
    if admitted is None:
        return
    first, last = max(admitted, GO_LIVE), case.arc.closed_on or case.arc.paused_on or TODAY
    for kind, institution, after in ((ReviewKind.EGV, PRO_ARBEIT, 21), (ReviewKind.HILFEPLAN, ASD, 42)):
        if dice.chance(0.85):
            _reviews(case, dice, kind, institution, first + timedelta(days=after), last)
    for _ in range(dice.between(0, 2)):
        _ended_goal(case, dice, first, last)
    _between(case, dice, first, last)


def _reviews(case: Case, dice: Dice, kind: ReviewKind, institution: Institution, since: date, last: date) -> None:
    due = next_due(since)
    while due + SETTLED <= last:
        held = weekday(due + timedelta(days=dice.between(*(LATE if dice.chance(0.15) else EARLY))))
        row = _entry(case, institution, since) | {"kind": kind, "due_on": due, "held_on": held}
        case.review.append(row | {"legal_circle": institution.circle})
        since, due = held, next_due(held)


def _ended_goal(case: Case, dice: Dice, first: date, last: date) -> None:
    """A goal of the bank that is not agreed already, ended after three to nine months with ratings on the way."""
    agreed = weekday(first + timedelta(days=dice.between(30, 120)))
    ended = weekday(agreed + timedelta(days=dice.between(90, 270)))
    area, text, levels, _step = dice.one(BANK)
    if ended >= last - timedelta(days=1) or area in {row["area"] for row in case.goal}:
        return
    outcome = dice.one(ENDS)
    ratings = [
        _entry(case, ASD if who is Perspective.ASD else PRO_ARBEIT, day) | {"perspective": who, "rating": level}
        for day, level in ((agreed + timedelta(days=14), -2), (ended, LAST_LEVEL.get(outcome, -2)))
        for who in Perspective
        if dice.chance(0.8)
    ]
    reason = "Im Moment ist anderes wichtiger." if outcome is GoalOutcome.GIVEN_UP else ""
    case.goal.append(
        _entry(case, PRO_ARBEIT, agreed) | {
            "area": area, "text": text, "position": len(case.goal) + 1, "ratings": ratings, "due_on": ended,
            "outcome": outcome, "ended_on": ended, "end_reason": reason, **dict(zip(KEYS, levels, strict=True)),
        }
    )  # fmt: skip


def _between(case: Case, dice: Dice, first: date, last: date) -> None:
    """The needs as they were judged at the first review: what stood at the beginning, mostly one level better."""
    day = weekday(add_months(first, 6))
    began: list[Row] = [row for row in case.need if row["event_on"] == case.arc.admitted_on]
    if day >= last - timedelta(days=60):
        return
    for row in began:
        level = row["level"]
        step = -2 if dice.chance(0.02) else dice.one((0, 1, 1, 2, -1))
        institution = row["institution"]
        case.need.append(
            row | _entry(case, institution, day)
            | {"level": None if level is None else min(4, max(0, level + step)), "note": ""}
        )  # fmt: skip


def _entry(case: Case, institution: Institution, day: date) -> Row:
    author = lead_on(case, institution, min(day, TODAY))
    return {
        "institution": institution, "legal_circle": LegalCircle.BOTH, "confidentiality": Confidentiality.TEAM,
        "event_on": day, "author": author, "entered": day, "by": author,
    }  # fmt: skip
