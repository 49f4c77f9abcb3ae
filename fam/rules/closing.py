"""Ending a case in order: last ratings, open measures, Nachbetreuung, asking again (handbook §4.2, §4.3, §4.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from fam.rules.german import format_date
from fam.rules.plan_terms import UNDECIDED, GoalOutcome, MeasureStatus, Perspective
from fam.rules.terms import Term

FOLLOW_UP_MONTHS = (3, 6, 12)
FOLLOW_UP_AHEAD = timedelta(days=14)
PAST_TANDEM = "Ohne die Angaben der Fallführung abgeschlossen: "  # begins the note of such a closing
AFTERCARE = "Nachbetreuung"


class Handling(Term):
    """What becomes of a measure that is open when the case ends."""

    END = "END", "endet mit dem Fall"
    CONTINUE = "CONTINUE", "läuft weiter (z. B. nach § 16g SGB II)"
    HAND_OVER = "HAND_OVER", "wird an die Regelangebote übergeben"

    @property
    def said(self) -> str:
        """What a closed file and the letter to the family say of it."""
        return {
            Handling.END: "mit dem Abschluss beendet",
            Handling.CONTINUE: "läuft nach dem Abschluss weiter",
            Handling.HAND_OVER: "beim Abschluss an die Regelangebote übergeben",
        }[self]


GOES_ON = (Handling.CONTINUE, Handling.HAND_OVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalEnd:
    """How a goal ends with its case: the outcome, and the last rating by at least one side or why there is none."""

    outcome: GoalOutcome | None = None
    ratings: Mapping[Perspective, int] = field(default_factory=dict)
    not_ratable: str = ""


def goal_problems(end: GoalEnd, *, rated: bool) -> dict[str, str]:
    """Return what is missing at the end of a goal, by field; `rated`: somebody rated it on the last day already."""
    wrong = {} if end.outcome else {"outcome": "Bitte das Ergebnis wählen."}
    if end.ratings and end.not_ratable.strip():
        wrong["not_ratable"] = "Bitte entweder eine Stufe wählen oder sagen, warum das Ziel nicht einschätzbar ist."
    elif not (rated or end.ratings or end.not_ratable.strip()):
        wrong["not_ratable"] = "Bitte eine Stufe wählen oder sagen, warum das Ziel nicht einschätzbar ist."
    return wrong


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


def unread_blockers(goals: int, units: int, measures: int) -> tuple[str, ...]:
    """Return the same for who reads no content: which kinds of questions are open, not how many."""
    kinds = {"die abschließende Bewertung von Zielen": goals, "der SGB II-Bezug am Ende": units,
             "was aus offenen Maßnahmen wird": measures}  # fmt: skip
    missing = [kind for kind, number in kinds.items() if number]
    return (f"Noch nicht festgehalten: {', '.join(missing)}. Das ist Sache der Fallführung.",) if missing else ()


def in_aftercare(closed_on: date | None, aftercare_ends_on: date | None, day: date) -> bool:
    """Whether a closed case is in Nachbetreuung on a day; both ends half-open, so that it ends by itself."""
    return closed_on is not None and aftercare_ends_on is not None and closed_on <= day < aftercare_ends_on


def aftercare_problem(last_day: date, until: date | None, erased_on: date | None) -> str:
    """Return what is wrong with the last day of a Nachbetreuung, "" for nothing; `erased_on`: when the case goes."""
    if until is None:
        return ""
    if until <= last_day:
        return "Die Nachbetreuung endet nach dem letzten Tag in FAM."
    if erased_on is not None and until >= erased_on:
        return f"Am {format_date(erased_on)} ist der Fall zu löschen; die Nachbetreuung endet vorher."
    return ""


def is_due(due_on: date, held_on: date | None, today: date) -> bool:
    """Whether a family is to be asked again: from 14 days before the day until it was asked."""
    return held_on is None and today >= due_on - FOLLOW_UP_AHEAD
