"""When somebody has a Bedarfsgemeinschaft of their own: from 25 on, or married (§ 7 Abs. 3 SGB II; handbook §1.2).

A prompt, no decision: whether it is so, Pro Arbeit decides in its own procedure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fam.rules.german import format_date
from fam.rules.periods import add_months
from fam.rules.plan_terms import RelationKind
from fam.rules.relations import CHILDREN, PARENTS, Part, Somebody, Tie, holds

AGE = 25  # years
WITHIN = timedelta(days=60)  # as early as a consent's renewal
TO_DO = "eigene BG; bleibt sie oder er in FAM, mit eigener Einwilligung"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who is to leave the parents' BG: since or from which day, and why."""

    member_id: int
    day: date
    why: str

    def sentence(self, name: str) -> str:
        """Return what is to be thought of."""
        return f"{name}: {self.why} {format_date(self.day)}, {TO_DO}"


def turns(born_on: date) -> date:
    """Return the 25th birthday."""
    return add_months(born_on, 12 * AGE)


def leaving(
    people: Sequence[Somebody], ties: Sequence[Tie], units: dict[int, list[Part]], today: date
) -> tuple[Leaving, ...]:
    """Return the children of a family who turn 25 or marry within 60 days, or did and are in a parent's BG still.

    `units` are the BGs of each member. Where none is entered for somebody, the prompt goes 60 days after the day.
    """
    parents = [one.id for one in people if one.role in PARENTS]
    found = []
    for one in (one for one in people if one.role in CHILDREN):
        first = min(_days(one, ties, today), default=None)
        if first is None or first[0] > today + WITHIN:
            continue
        day = max(first[0], today)
        own = {part.place for part in units.get(one.id, ()) if holds(day, part.starts_on, part.ends_on)}
        theirs = {part.place for number in parents for part in units.get(number, ())
                  if holds(day, part.starts_on, part.ends_on)}  # fmt: skip
        if own & theirs or (not own and first[0] + WITHIN >= today):
            found.append(Leaving(one.id, *first))
    return tuple(sorted(found, key=lambda one: (one.day, one.member_id)))


def _days(one: Somebody, ties: Iterable[Tie], today: date) -> list[tuple[date, str]]:
    """When a reason begins; a marriage whose day nobody entered counts as of today."""
    found = [(turns(one.born_on), f"{AGE}. Geburtstag")] if one.born_on else []
    weddings = [tie for tie in ties if tie.kind is RelationKind.MARRIED and one.id in (tie.first, tie.second)]
    return found + [
        (tie.starts_on or today, "Heirat") for tie in weddings if tie.ends_on is None or tie.ends_on > today
    ]
