"""Where everybody stands in a genogram: generations as rows, households as columns. No database, no drawing.

A household owns columns of its own, and what two households share lies between them: so an enclosure never takes in
somebody who does not live there, and no two symbols meet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from fam.rules.plan_terms import COUPLES, RelationKind
from fam.rules.relations import Tie
from fam.rules.terms import MemberRole

CARD, CARD_HEIGHT, GUTTER, MARGIN = 136, 112, 28, 20
SYMBOL = 34
TOP, LANE, PAD = 40, 16, 12
EARLIEST_ROW = {MemberRole.GRANDPARENT: 0, MemberRole.CHILD: 2, MemberRole.YOUNG_PERSON: 2}
STEPS = {
    RelationKind.PARENT: 1, RelationKind.STEP_PARENT: 1, RelationKind.FOSTER_PARENT: 1, RelationKind.GRANDPARENT: 2,
}  # fmt: skip
SAME_ROW = (*COUPLES, RelationKind.SIBLING)


@dataclass(frozen=True, slots=True)
class Figure:
    """A person as the genogram knows them; `households` in the order of the larger share."""

    id: int
    name: str
    role: MemberRole
    born_on: date | None = None
    lines: tuple[str, ...] = ()  # what stands below the name
    households: tuple[int, ...] = ()
    gone: bool = False  # not in the family any more


@dataclass(frozen=True, slots=True)
class Scene:
    """A family on one day. `custody`: (adult, child) -> a short mark beside their line."""

    people: tuple[Figure, ...]
    ties: tuple[Tie, ...] = ()
    households: tuple[tuple[int, str], ...] = ()
    custody: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Symbol:
    """Where a person's card lies: x is its middle, y its upper edge."""

    figure: Figure
    x: float
    y: float
    row: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the symbol with its words."""
        return (self.x - CARD / 2, self.y, self.x + CARD / 2, self.y + CARD_HEIGHT)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A household around those who live there; the label begins above its own columns."""

    label: str
    left: float
    top: float
    right: float
    bottom: float
    label_x: float


def rows_of(scene: Scene) -> dict[int, int]:
    """Return the generation of everybody, 0 the eldest: descent goes down, couples and siblings stand side by side.

    What contradicts itself (somebody is parent of their own partner) moves nobody; its line is drawn all the same.
    """
    side = _beside(scene)
    down = _downwards(scene.ties, side)
    row = dict.fromkeys(side.values(), 0)
    for one in scene.people:
        row[side[one.id]] = max(row[side[one.id]], EARLIEST_ROW.get(one.role, 1))
    for _round in row:
        for upper, lower, step in down:
            row[lower] = max(row[lower], row[upper] + step)
    used = sorted(set(row.values()))
    return {one.id: used.index(row[side[one.id]]) for one in scene.people}


def _beside(scene: Scene) -> dict[int, int]:
    """Who stands in one row with whom: person -> the group's name."""
    side = {one.id: one.id for one in scene.people}
    for tie in scene.ties:
        if tie.kind in SAME_ROW:
            one, other = side[tie.first], side[tie.second]
            side = {person: one if group == other else group for person, group in side.items()}
    return side


def _downwards(ties: Sequence[Tie], side: Mapping[int, int]) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    for tie in ties:
        if tie.kind in STEPS and not _reaches(side[tie.second], side[tie.first], found):
            found.append((side[tie.first], side[tie.second], STEPS[tie.kind]))
    return found


def _reaches(start: int, goal: int, down: Sequence[tuple[int, int, int]]) -> bool:
    seen, below = {start}, {start}
    while below:
        below = {lower for upper, lower, _step in down if upper in below} - seen
        seen |= below
    return goal in seen


@dataclass(slots=True)
class Block:
    """Columns of those who live in the same household, or between the same two; () are outside all."""

    homes: tuple[int, ...]
    people: list[Figure]


def blocks_of(scene: Scene) -> list[Block]:
    """Return the columns from left to right: households that share somebody are neighbours where that is possible."""
    known = [home for home, _label in scene.households]
    order = _neighbours(known, scene.people)
    places: dict[tuple[int, ...], Block] = {}
    for number, home in enumerate(order):
        places[(home,)] = Block((home,), [])
        if number + 1 < len(order):
            places[(home, order[number + 1])] = Block((home, order[number + 1]), [])
    places[()] = Block((), [])
    for one in scene.people:
        homes = [home for home in order if home in one.households]
        pairs = [pair for pair in pairwise(order) if set(pair) <= set(homes)]
        main = next((home for home in one.households if home in order), None)
        key = pairs[0] if pairs else (main,) if main is not None else ()
        places[key].people.append(one)
    lived_in = {home for one in scene.people for home in one.households}
    kept = {(home,) for home in lived_in}
    return [block for block in places.values() if block.people or block.homes in kept]


def _neighbours(homes: Sequence[int], people: Sequence[Figure]) -> list[int]:
    shared = {(a, b): sum(a in one.households and b in one.households for one in people) for a in homes for b in homes}
    rest = list(homes)
    order: list[int] = []
    while rest:
        last = order[-1] if order else None
        following = max(rest, key=lambda home: (shared.get((last, home), 0) if last is not None else 0,
                                                -homes.index(home)))  # fmt: skip
        order.append(following)
        rest.remove(following)
    return order


def ranked(people: Sequence[Figure], rows: Mapping[int, int], ties: Sequence[Tie]) -> dict[int, list[Figure]]:
    """Return the people of one block by row, in order: elders by role, children below their parents and by age."""
    roles = list(MemberRole)
    place: dict[int, float] = {}
    found: dict[int, list[Figure]] = {}
    for row in sorted({rows[one.id] for one in people}):
        above = {one.id: [place[tie.first] for tie in ties if tie.second == one.id and tie.first in place
                          and tie.kind in STEPS] for one in people}  # fmt: skip
        line = sorted(
            (one for one in people if rows[one.id] == row),
            key=lambda one: (
                sum(above[one.id]) / len(above[one.id]) if above[one.id] else -1.0,
                roles.index(one.role) if one.role not in EARLIEST_ROW else len(roles),
                one.born_on or date.max,
                one.id,
            ),
        )
        found[row] = _side_by_side(line, ties)
        place |= {one.id: number - len(line) / 2 for number, one in enumerate(found[row])}
    return found


def _side_by_side(line: list[Figure], ties: Sequence[Tie]) -> list[Figure]:
    """Put each partner next to the first one they are joined with."""
    order = list(line)
    for tie in ties:
        if tie.kind not in COUPLES:
            continue
        one = next((person for person in order if person.id == tie.first), None)
        other = next((person for person in order if person.id == tie.second), None)
        if one and other and abs(order.index(one) - order.index(other)) > 1:
            order.remove(other)
            order.insert(order.index(one) + 1, other)
    return order


def columns(scene: Scene, rows: Mapping[int, int]) -> tuple[dict[int, float], dict[int, tuple[float, float]], float]:
    """Return x of everybody, left and right of every household, and the width of all."""
    x: dict[int, float] = {}
    sides: dict[int, tuple[float, float]] = {}
    left, pitch = float(MARGIN), CARD + GUTTER
    for block in blocks_of(scene):
        lines = ranked(block.people, rows, scene.ties)
        wide = max([1, *(len(line) for line in lines.values())]) * pitch
        for line in lines.values():
            start = left + (wide - len(line) * pitch) / 2 + pitch / 2
            x |= {one.id: start + number * pitch for number, one in enumerate(line)}
        for home in block.homes:
            begun, ended = sides.get(home, (left, left + wide))
            sides[home] = (min(begun, left), max(ended, left + wide))
        left += wide + PAD
    return x, sides, left - PAD + MARGIN
