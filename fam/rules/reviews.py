"""Reviews of family plan, EGV and Hilfeplan: when one is due, whether it was held in time, one day for several.

Every six months (a setting), in a window around the day: from 14 days before to 14 days after (handbook §4.6, I20).
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from fam.rules.periods import add_months
from fam.rules.plan_terms import ReviewKind
from fam.rules.terms import Term

STEP_MONTHS = 6
LONGEST_MONTHS = 24
AHEAD = timedelta(days=14)
TOLERANCE = timedelta(days=14)
BEHIND = timedelta(days=28)
NEAR = AHEAD + TOLERANCE  # windows that touch: one date may serve


class Standing(Term):
    """Where a review stands today."""

    LATER = "LATER", "später"
    OPEN = "OPEN", "jetzt möglich"
    OVERDUE = "OVERDUE", "überfällig"
    IN_TIME = "IN_TIME", "fristgerecht"
    LATE = "LATE", "verspätet"


def window(due_on: date) -> tuple[date, date]:
    """Return first and last day on which a review is held in time around its day."""
    return due_on - AHEAD, due_on + TOLERANCE


def standing(due_on: date | None, held_on: date | None, today: date) -> Standing:
    """Return where a review stands; held early is in time too (I20: held at the latest 14 days after the day)."""
    if due_on is None:
        return Standing.IN_TIME if held_on else Standing.OPEN
    first, last = window(due_on)
    if held_on is not None:
        return Standing.IN_TIME if held_on <= last else Standing.LATE
    if today > last:
        return Standing.OVERDUE
    return Standing.OPEN if today >= first else Standing.LATER


def next_due(since: date, months: int = STEP_MONTHS) -> date:
    """Return the day of the next review after what was concluded or held on a day."""
    return add_months(since, months)


def kind_on(kind: ReviewKind, day: date) -> ReviewKind:
    """Return under which name a kind is entered on a day: EGV before 1.7.2023, Kooperationsplan from then on."""
    if kind.counted_as is not ReviewKind.EGV:
        return kind
    start = ReviewKind.COOPERATION.valid_from
    return ReviewKind.COOPERATION if start and day >= start else ReviewKind.EGV


def kinds_on(day: date) -> tuple[ReviewKind, ...]:
    """Return what can be concluded and reviewed by the law of a day."""
    return tuple(one for one in ReviewKind if kind_on(one, day) is one)


def common_day(due: Iterable[date], today: date) -> date | None:
    """Return one day for all reviews that fall near the next one: its own, so that none comes too late.

    None if fewer than two are near each other; a day that has passed becomes today, a weekend the Friday before.
    """
    near = group(sorted(due))
    if len(near) < 2:
        return None
    day = max(near[0], today)
    friday = day - timedelta(days=max(0, day.weekday() - 4))
    return friday if friday >= today else day


def group(due: Sequence[date]) -> Sequence[date]:
    """Return those of the sorted days that fall near the first."""
    return [one for one in due if one - due[0] <= NEAR]


def review_due(admitted_on: date, today: date, step: int = STEP_MONTHS) -> date | None:
    """Return the review day (admission + 6, 12, 18 ... months) that concerns today, else None.

    For families without a review on record: announced 14 days ahead, it stays for 28 days.
    """
    months = (today.year - admitted_on.year) * 12 + today.month - admitted_on.month
    around = months // step
    for number in (around, around + 1):
        day = add_months(admitted_on, number * step)
        if number > 0 and day - AHEAD <= today <= day + BEHIND:
            return day
    return None


def next_computed(admitted_on: date, today: date, step: int = STEP_MONTHS) -> date:
    """Return the first review day after admission whose window is not over: for families without a review on record."""
    number = 1
    while add_months(admitted_on, number * step) + TOLERANCE < today:
        number += 1
    return add_months(admitted_on, number * step)
