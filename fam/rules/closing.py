"""Ending a case in order: what becomes of open measures, when the family is asked again (handbook §4.3, §4.5)."""

from datetime import date, timedelta

from fam.rules.plan_terms import UNDECIDED, MeasureStatus
from fam.rules.terms import Term

FOLLOW_UP_MONTHS = (3, 6, 12)
FOLLOW_UP_AHEAD = timedelta(days=14)


class Handling(Term):
    """What becomes of a measure that is open when the case ends."""

    END = "END", "endet mit dem Fall"
    CONTINUE = "CONTINUE", "läuft weiter (z. B. nach § 16g SGB II)"
    HAND_OVER = "HAND_OVER", "wird an die Regelangebote übergeben"


def status_after(status: MeasureStatus) -> MeasureStatus:
    """Return the status of a measure that ends with the case: what was never decided does not come about."""
    return MeasureStatus.REJECTED if status in UNDECIDED else MeasureStatus.ENDED


def blockers(goals: int, units: int, measures: int) -> tuple[str, ...]:
    """Return a sentence per kind of open question: goals without outcome, BGs without receipt, measures unhandled."""
    found = []
    if goals:
        found.append(f"{'Ein Ziel ist' if goals == 1 else f'{goals} Ziele sind'} noch ohne abschließende Bewertung.")
    if units:
        found.append(f"Für {'eine BG' if units == 1 else f'{units} BGs'} fehlt der SGB II-Bezug am Ende.")
    if measures:
        found.append(
            f"Bei {'einer Maßnahme' if measures == 1 else f'{measures} Maßnahmen'} ist offen, was daraus wird."
        )
    return tuple(found)


def is_due(due_on: date, held_on: date | None, today: date) -> bool:
    """Whether a family is to be asked again: from 14 days before the day until it was asked."""
    return held_on is None and today >= due_on - FOLLOW_UP_AHEAD
