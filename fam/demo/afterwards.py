"""Reviews of the family plan every six months, and for cases that ended how they ended and what was asked later."""

from datetime import date, timedelta

from fam.demo.case import Case, Dice, Row, weekday
from fam.demo.cast import PRO_ARBEIT, TODAY
from fam.rules.closing import FOLLOW_UP_MONTHS
from fam.rules.periods import add_months
from fam.rules.plan_terms import GoalOutcome, ReceiptClass, ReviewKind
from fam.rules.reviews import next_due
from fam.rules.terms import Confidentiality, LegalCircle, Status

OPEN_SINCE = timedelta(days=20)  # what is due longer than this was held
OUTCOMES = {"AB01": GoalOutcome.MOSTLY, "AB02": GoalOutcome.REACHED} | {
    f"AB0{number}": GoalOutcome.NOT_REACHED
    for number in range(4, 8)  # the group "Abbruch"
}


def add_reviews(case: Case, dice: Dice) -> None:
    """Reviews that were held, and the next one, of a case that was admitted; a few days early or late."""
    arc = case.arc
    if arc.admitted_on is None:
        return
    since, last = arc.admitted_on, arc.closed_on or TODAY
    due = next_due(since)
    while due + OPEN_SINCE <= last:
        held = weekday(due + timedelta(days=dice.between(-8, 10)))
        case.review.append(_entry(case, since) | {"kind": ReviewKind.FAM, "due_on": due, "held_on": held})
        since, due = held, next_due(held)
    if arc.status is Status.ACTIVE:
        case.review.append(_entry(case, since) | {"kind": ReviewKind.FAM, "due_on": due, "held_on": None})


def add_closing(case: Case, dice: Dice) -> None:
    """How a case ended, and for some the dates to ask again with what came out."""
    arc = case.arc
    if arc.status is not Status.CLOSED or arc.closed_on is None or arc.legacy:
        return
    last = arc.closed_on - timedelta(days=1)
    outcome = OUTCOMES.get(arc.reason, GoalOutcome.PARTLY)
    agreed = outcome is not GoalOutcome.NOT_REACHED and dice.chance(0.7)
    case.closing.append(_entry(case, last) | {"outcome": outcome, "follow_up": agreed})
    for months in FOLLOW_UP_MONTHS if agreed else ():
        case.follow_up.append(_asked(case, dice, last, months))


def _asked(case: Case, dice: Dice, last: date, months: int) -> Row:
    due = add_months(last, months)
    row = _entry(case, last) | {"months": months, "event_on": due}
    if due + OPEN_SINCE > TODAY:
        return row
    reached = dice.chance(0.8)
    answers = {"receipt": ReceiptClass.SUPPLEMENT, "in_work": True} if reached else {}
    return row | {"held_on": weekday(due + timedelta(days=dice.between(0, 9))), "reached": reached} | answers


def _entry(case: Case, on: date) -> Row:
    author = case.arc.author(PRO_ARBEIT)
    return {
        "institution": PRO_ARBEIT, "legal_circle": LegalCircle.BOTH, "confidentiality": Confidentiality.TEAM,
        "event_on": on, "author": author, "entered": on, "by": author,
    }  # fmt: skip
