"""The reader of all reports: which hidden numbers follow from the others by what the definitions tie together.

Every relation becomes a line of a linear program over the numbers that do not stand. Lines that share no such number
are programs of their own, so each is small. A hidden number is found out where only one value fits (§5.11, No. 4, 6).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from fam.figures.indicator import Period
from fam.figures.relation_lines import Line, Place, lines
from fam.figures.told import Cell, Known, Told

NEAR = 1e-6
MUCH = 1e5  # as good as without end
Bounds = Mapping[Any, Known]  # by place


@dataclass(slots=True)
class Knot:
    """Lines that hang together by the numbers that do not stand; `stand` are the numbers they are read with."""

    lines: list[Line] = field(default_factory=list)
    places: dict[Place, None] = field(default_factory=dict)  # in their order

    def cells(self) -> set[Cell]:
        """All numbers in its lines, those that stand too."""
        return {cell for line in self.lines for cell in line.cells}

    def secret(self, known: Bounds) -> list[Cell]:
        """The numbers in it that must not be known exactly."""
        return [one for one in self.places if isinstance(one, Cell) and known[one].secret]

    def gives(self) -> list[str]:
        """What the lines say should give way."""
        return [line.gives for line in self.lines if line.gives]


def leaks(told: Sequence[Told], period: Period, public: Callable[[str], bool]) -> Iterator[tuple[Cell, Knot]]:
    """Yield the hidden numbers that follow, each with the lines it follows from; the last report is the new one.

    Not what follows from earlier reports alone, nor from sources that are `public` in any case. Where reports
    contradict each other, since something was entered late in between, the new one is read alone.
    """
    known, new = _together(told), told[-1]
    knots = [one for one in _knots(lines(known, period), known) if one.secret(known) and one.cells() & new.keys()]
    found = _certain(knots, known)
    if found is None:
        alone = [one for one in knots if _certain([one], known) is None]
        fitting = [one for one in knots if one not in alone]
        yield from _beyond(fitting, _certain(fitting, known) or (), known, public)
        knots = _knots([line for one in alone for line in one.lines if line.cells <= new.keys()], new)
        known = dict(new)
        found = [cell for one in knots for cell in _certain([one], known) or ()]
    yield from _beyond(knots, found, known, public)


def holds(line: Line, known: Bounds) -> bool:
    """Return whether a line is true of numbers that all stand; where a "?name" is in it, whether one would fit."""
    ends = [sorted(weight * end for end in _ends(known.get(one))) for one, weight in line.terms.items()]
    low, high = sum(one[0] for one in ends), sum(one[1] for one in ends)
    return low <= NEAR and (line.bound or high >= -NEAR)


def _beyond(
    knots: Iterable[Knot], found: Sequence[Cell], known: Bounds, public: Callable[[str], bool]
) -> Iterator[tuple[Cell, Knot]]:  # fmt: skip
    for knot in knots:
        if not (mine := [one for one in found if one in knot.places]):
            continue
        bare = {
            one: known[one] if public(one.source) else Known(0, inf, known[one].secret) for one in sorted(knot.cells())
        }
        free = [one for one in bare if not bare[one].shown]
        names = [one for one in knot.places if isinstance(one, str)]
        anyway = _certain([Knot(knot.lines, dict.fromkeys((*free, *names)))], bare) or ()
        yield from ((one, knot) for one in mine if one not in anyway)


def _together(told: Sequence[Told]) -> dict[Cell, Known]:
    """All that is known of each number. Where a later report says otherwise, the later one is believed."""
    found: dict[Cell, Known] = {}
    for one in told:
        for cell, new in one.items():
            old = found.get(cell)
            low, high = (max(old.low, new.low), min(old.high, new.high)) if old else (new.low, new.high)
            secret = new.secret and (old is None or old.secret)
            found[cell] = Known(low, high, secret) if low <= high else new
    return found


def _knots(found: Iterable[Line], known: Bounds) -> list[Knot]:
    """Group the lines by the numbers that do not stand."""
    group: dict[Place, Knot] = {}
    for line in found:
        free = [one for one in line.terms if one not in known or not known[one].shown]
        if not free:
            continue
        mine = group.get(free[0]) or Knot()
        mine.lines.append(line)
        for one in free:
            other = group.get(one)
            if other is None:
                mine.places[one] = None
                group[one] = mine
            elif other is not mine:
                small, mine = sorted((other, mine), key=lambda knot: len(knot.places))
                mine.lines += small.lines
                mine.places |= small.places
                group |= dict.fromkeys(small.places, mine)
    return list({id(one): one for one in group.values()}.values())


def _certain(knots: Sequence[Knot], known: Bounds) -> list[Cell] | None:
    """Return the secret numbers for which one value fits; None where nothing fits at all.

    Knots have no number in common: one program asks them all at once, in every turn one number of each.
    """
    found = [
        one
        for knot in knots
        if len(knot.lines) == 1
        for one in knot.secret(known)
        if _room(knot, one, known) < 1 - NEAR
    ]
    knots = [one for one in knots if len(one.lines) > 1]
    secrets = [one.secret(known) for one in knots]
    every = [one for each in secrets for one in each]
    if not every:
        return found
    program = _Program(knots, known)
    least, most = dict.fromkeys(every, inf), dict.fromkeys(every, -inf)
    turn, turns = 0, max(map(len, secrets))
    while turn < 2 + 2 * turns:
        sign = -1.0 if turn % 2 else 1.0
        asked = every if turn < 2 else [each[turn // 2 - 1] for each in secrets if turn // 2 <= len(each)]
        asked = [one for one in asked if most[one] - least[one] < 1 - NEAR]  # the others may be several already
        if asked:
            world = program.solve(dict.fromkeys(asked, sign))
            if world is None:
                return None
            least = {one: min(value, world[one]) for one, value in least.items()}
            most = {one: max(value, world[one]) for one, value in most.items()}
        turn += 1
    return found + [one for one in every if most[one] - least[one] < 1 - NEAR]


def _room(knot: Knot, cell: Cell, known: Bounds) -> float:
    """How many values a number may have by the one line it is in."""
    (line,), own = knot.lines, known[cell]
    low, high = 0.0, 0.0  # of all the others together
    for one, weight in line.terms.items():
        if one != cell:
            ends = sorted(weight * end for end in _ends(known.get(one)))
            low, high = low + ends[0], high + ends[1]
    weight = line.terms[cell]
    ends = sorted((-low / weight, -high / weight))
    if line.bound:
        ends = [-MUCH, ends[1]] if weight > 0 else [ends[0], MUCH]
    return min(own.high, ends[1]) - max(own.low, ends[0])


class _Program:
    def __init__(self, knots: Sequence[Knot], known: Bounds) -> None:
        from scipy.sparse import csr_array  # late: only the gate needs it

        places = [one for knot in knots for one in knot.places]
        self.place = {one: number for number, one in enumerate(places)}
        self.bounds = [_ends(known.get(one)) for one in places]
        self.sides: dict[str, Any] = {}
        every = [line for knot in knots for line in knot.lines]
        for name, bound in (("eq", False), ("ub", True)):
            if found := [one for one in every if one.bound is bound]:
                entries = [
                    (weight, row, self.place[one])
                    for row, line in enumerate(found) for one, weight in line.terms.items() if one in self.place
                ]  # fmt: skip
                weights, rows, columns = zip(*entries, strict=True)
                shape = (len(found), len(places))
                self.sides[f"A_{name}"] = csr_array((weights, (rows, columns)), shape=shape)
                self.sides[f"b_{name}"] = [
                    -sum(weight * known[one].low for one, weight in line.terms.items() if one not in self.place)
                    for line in found
                ]

    def solve(self, towards: Mapping[Cell, float]) -> Mapping[Place, float] | None:
        """Return one possible world, as far as possible in a direction; None where nothing fits."""
        from scipy.optimize import linprog

        aim = [0.0] * len(self.place)
        for one, weight in towards.items():
            aim[self.place[one]] = weight
        world = linprog(aim, bounds=self.bounds, method="highs", **self.sides)
        if world.x is None:
            return None
        return {one: float(world.x[number]) for one, number in self.place.items()}


def _ends(known: Known | None) -> tuple[float, float]:
    if known is None:
        return 0.0, MUCH
    return max(known.low, -MUCH), min(known.high, MUCH)
