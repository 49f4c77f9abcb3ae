"""Needs as judged over time: then and now per area and perspective, where views differ, progress (I22)."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from fam.rules.plan_terms import Perspective
from fam.rules.terms import DataCategory, Institution

LEVELS = (0, 1, 2, 3, 4)  # 0: acute need, 4: none
LOW = 1  # up to this level an area without a goal is pointed out
HEALTH_CODE, HEALTH_GROUP = "GESUNDHEIT", "Gesundheit, Sucht, Gewalt"


@dataclass(frozen=True, slots=True)
class Rating:
    """One area as one side judged it on a day; `level` None: not talked about. `id` orders those of one day."""

    area_id: int
    perspective: Perspective
    day: date
    level: int | None
    id: int = 0


@dataclass(frozen=True, slots=True)
class ThenNow:
    """The first and the latest level of an area in one perspective; `silent_on`: talked about no more since then."""

    first: Rating
    last: Rating
    silent_on: date | None = None

    @property
    def change(self) -> int | None:
        """By how many levels it became better; None while there is one rating only."""
        if self.first == self.last or self.first.level is None or self.last.level is None:
            return None
        return self.last.level - self.first.level

    @property
    def in_words(self) -> str:
        """The change as people say it."""
        if self.change is None:
            return "erste Einschätzung"
        if not self.change:
            return "unverändert"
        steps = "1 Stufe" if abs(self.change) == 1 else f"{abs(self.change)} Stufen"
        return f"{steps} {'besser' if self.change > 0 else 'schlechter'}"


Board = Mapping[tuple[int, Perspective], ThenNow]


def category_of(code: str, group: str = "") -> DataCategory:
    """Return which consent opens ratings of an area: what speaks of health needs its own (Art. 9 DSGVO)."""
    health = code == HEALTH_CODE or group == HEALTH_GROUP
    return DataCategory.HEALTH if health else DataCategory.WORK


def perspectives_of(institution: Institution | None) -> tuple[Perspective, ...]:
    """Return whose judgement an institution may record: the family's, and its own."""
    return (Perspective.FAMILY, Perspective(institution.value)) if institution else ()


def then_now(ratings: Iterable[Rating]) -> dict[tuple[int, Perspective], ThenNow]:
    """Return the first and latest level by area and perspective; what was never talked about is left out."""
    found: dict[tuple[int, Perspective], ThenNow] = {}
    for one in sorted(ratings, key=lambda rating: (rating.day, rating.id)):
        key = (one.area_id, one.perspective)
        known = found.get(key)
        if one.level is None:
            if known:
                found[key] = ThenNow(known.first, known.last, one.day)
        else:
            found[key] = ThenNow(known.first if known else one, one)
    return found


def now_by_area(board: Board) -> dict[int, dict[Perspective, int]]:
    """Return area -> perspective -> level as it stands now."""
    found: dict[int, dict[Perspective, int]] = {}
    for (area_id, perspective), one in board.items():
        if one.last.level is not None:
            found.setdefault(area_id, {})[perspective] = one.last.level
    return found


def difference(levels: Mapping[Perspective, int]) -> str:
    """Return in words how the perspectives on one area differ, "" for fewer than two."""
    known = [(one, levels[one]) for one in Perspective if one in levels]
    if len(known) < 2:
        return ""
    low, high = min(level for _who, level in known), max(level for _who, level in known)
    if low == high:
        return "einig"
    worst, best = _names(known, low), _names(known, high)
    steps = "1 Stufe" if high - low == 1 else f"{high - low} Stufen"
    return f"{best} {steps} höher als {worst}"


def _names(known: Sequence[tuple[Perspective, int]], level: int) -> str:
    return " und ".join(who.label for who, found in known if found == level)


def without_goal(board: Board, goal_areas: AbstractSet[int]) -> dict[int, int]:
    """Return area -> level of areas that somebody sees low now and that no running goal speaks of."""
    lowest = {area: min(levels.values()) for area, levels in now_by_area(board).items()}
    return {area: level for area, level in lowest.items() if level <= LOW and area not in goal_areas}


def progress(ratings: Iterable[Rating]) -> bool | None:
    """Return whether a family made progress (I22), None for fewer than two ratings of any area.

    At least one area better between first and latest rating, none worse by more than one level; like is compared with
    like, so an area counts once for each perspective.
    """
    changes = [one.change for one in then_now(ratings).values() if one.change is not None]
    if not changes:
        return None
    return max(changes) > 0 and min(changes) >= -1
