"""Goals: what a Goal Attainment Scale needs, how a goal may end, what is missing from one, and the T-score.

The T-score is a research figure (Kiresuk & Sherman 1968); nothing is decided by it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum, sqrt

from fam.rules.needs import perspectives_of
from fam.rules.plan_terms import GoalOutcome, Perspective
from fam.rules.terms import Institution

LEVELS = {2: "level_p2", 1: "level_p1", 0: "level_0", -1: "level_m1", -2: "level_m2"}  # level -> field, best first
RHO = 0.3  # how far goals are thought to hang together (Kiresuk & Sherman 1968)
FIRST_LEVEL = "Bitte zuerst beschreiben, was bei 0 erreicht ist: Daran wird später gemessen."
BEFORE_RATING = "Bitte beschreiben: Ohne alle fünf Stufen kann nicht bewertet werden."
NO_STEP, NO_MEASURE = "Noch kein Schritt vereinbart", "Keine Maßnahme dient diesem Ziel"
OVERDUE, NOT_BEGUN = "Frist ist vorbei", "Das liegt vor dem Tag, an dem das Ziel vereinbart wurde."


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating of a goal: who judges, on which day (`number` orders those of one day), and the level."""

    perspective: Perspective
    on: date
    rating: int
    number: int = 0


def sign(level: int) -> str:
    """Return a level as people write it: "+2", "0", "−1"."""
    return "0" if level == 0 else f"{'+' if level > 0 else '−'}{abs(level)}"


def perspectives(institution: Institution | None) -> tuple[Perspective, ...]:
    """Return for whom somebody enters a rating: the family, and the own institution; never the other one."""
    return perspectives_of(institution) or (Perspective.FAMILY,)


def missing_levels(texts: Mapping[str, str]) -> list[str]:
    """Return the fields of the levels that nobody has described yet, the best level first."""
    return [key for key in LEVELS.values() if not (texts.get(key) or "").strip()]


def end_problems(
    outcome: GoalOutcome | None, ended_on: date | None, reason: str, *, agreed_on: date, today: date
) -> dict[str, str]:
    """Return what stands against ending a goal like this, by field."""
    wrong = {}
    if outcome is None:
        wrong["outcome"] = "Bitte das Ergebnis wählen."
    if ended_on is None:
        wrong["ended_on"] = "Bitte den Tag angeben."
    elif ended_on > today:
        wrong["ended_on"] = "Der Tag liegt in der Zukunft."
    elif ended_on < agreed_on:
        wrong["ended_on"] = NOT_BEGUN
    if outcome is GoalOutcome.GIVEN_UP and not reason.strip():
        wrong["end_reason"] = "Bitte den Grund angeben: Bei „aufgegeben“ gehört er dazu."
    return wrong


def lacks(*, steps: int, measures: int, due_on: date | None, today: date) -> list[str]:
    """Return what should be pointed out about a running goal; it forbids nothing."""
    found = [NO_STEP] if not steps else []
    found += [NO_MEASURE] if not measures else []
    return found + ([OVERDUE] if due_on is not None and due_on < today else [])


def latest(ratings: Iterable[Rated]) -> dict[Perspective, Rated]:
    """Return the newest rating of each perspective, in the order of `Perspective`."""
    newest: dict[Perspective, Rated] = {}
    for one in sorted(ratings, key=lambda one: (one.on, one.number)):
        newest[one.perspective] = one
    return {who: newest[who] for who in Perspective if who in newest}


def attained(ratings: Iterable[Rated]) -> float | None:
    """Return how far a goal is: the mean of the newest ratings of those who judged; None where nobody has."""
    newest = latest(ratings).values()
    return sum(one.rating for one in newest) / len(newest) if newest else None


def t_score(goals: Sequence[tuple[int, float]]) -> float | None:
    """Return Kiresuk and Sherman's T of goals as (weight, attained level); None without a goal.

    T = 50 + 10·Σ(w·x) / √((1−ρ)·Σw² + ρ·(Σw)²), ρ = 0,3. `fsum`: the order of the goals says nothing.
    """
    if not goals:
        return None
    weights = [weight for weight, _level in goals]
    spread = (1 - RHO) * fsum(weight**2 for weight in weights) + RHO * fsum(weights) ** 2
    return 50 + 10 * fsum(weight * level for weight, level in goals) / sqrt(spread)
