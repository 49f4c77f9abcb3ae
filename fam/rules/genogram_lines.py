"""The whole genogram: symbols, enclosures, and each relation as exactly one line that runs between the cards."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from fam.rules.genogram import (
    CARD,
    CARD_HEIGHT,
    LANE,
    MARGIN,
    PAD,
    TOP,
    Enclosure,
    Scene,
    Symbol,
    columns,
    rows_of,
)
from fam.rules.plan_terms import COUPLES, RelationKind
from fam.rules.relations import Tie

PORT, SHIFT, AIR = 16, 4, 8
Point = tuple[float, float]
Slot = tuple[int, int]  # which gap between rows, which lane in it


@dataclass(slots=True)
class Strand:
    """One line of the genogram: the relations that it stands for, and where it runs."""

    kind: RelationKind
    ties: tuple[int, ...]  # places among the scene's ties
    ends_up: tuple[int, ...]  # people whose lower edge it leaves (a sibling's: upper edge)
    ends_down: tuple[int, ...] = ()  # people whose upper edge it reaches
    hangs_on: int | None = None  # the strand of the couple, from whose middle it goes down
    paths: list[list[Point]] = field(default_factory=list)
    middle: Point = (0, 0)
    marks: list[tuple[float, float, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything with its place, in units of one pixel."""

    width: float
    height: float
    symbols: tuple[Symbol, ...]
    enclosures: tuple[Enclosure, ...]
    strands: tuple[Strand, ...]


def draw(scene: Scene) -> Drawing:
    """Return where everything of a scene lies: the same scene gives the same drawing."""
    rows = rows_of(scene)
    x, sides, width = columns(scene, rows)
    strands = strands_of(scene.ties, rows)
    lanes = _Lanes(strands, rows)
    count = max(rows.values(), default=-1) + 1
    tops, height = [], float(MARGIN)
    gaps = []
    for number in range(count + 1):
        gaps.append(height)
        height += PAD + lanes.used[number] * LANE + (TOP if number < count else 0)
        if number < count:
            tops.append(height)
            height += CARD_HEIGHT
    symbols = tuple(Symbol(one, x[one.id], tops[rows[one.id]], rows[one.id]) for one in scene.people)
    _Pen(symbols, strands, lanes, gaps, scene.custody).run()
    enclosed = tuple(_enclosures(scene, symbols, sides))
    wide = max([width, *(at + AIR for strand in strands for path in strand.paths for at, _y in path)])
    return Drawing(wide, height + MARGIN, symbols, enclosed, tuple(strands))


def _enclosures(scene: Scene, symbols: Sequence[Symbol], sides: Mapping[int, Point]) -> Iterable[Enclosure]:
    for number, (home, label) in enumerate(scene.households):
        if home not in sides:
            continue
        left, right = sides[home]
        inside = [one for one in symbols if home in one.figure.households and left < one.x < right]
        if not inside:
            continue
        own = [one.x for one in inside if len(one.figure.households) == 1]
        inset = number % 2 * 4  # edges of two households never lie upon each other
        yield Enclosure(label, left + 2 + inset, min(one.y for one in inside) - TOP + 14 - inset * 2, right - 2 - inset,
                        max(one.y for one in inside) + CARD_HEIGHT + 6 + inset / 2,
                        (min(own) - CARD / 2) if own else left + AIR)  # fmt: skip


def strands_of(ties: Sequence[Tie], rows: Mapping[int, int]) -> list[Strand]:
    """Return the lines of all relations: couples, what comes down from the same parents, and the rest one by one."""
    found = [Strand(tie.kind, (number,), (tie.first, tie.second))
             for number, tie in enumerate(ties) if tie.kind in COUPLES]  # fmt: skip
    couples = {frozenset(strand.ends_up): number for number, strand in reversed(list(enumerate(found)))}
    for (kind, parents), numbers in _families(ties, rows).items():
        children = tuple(dict.fromkeys(ties[number].second for number in numbers))
        couple = couples.get(frozenset(parents)) if kind is RelationKind.PARENT else None
        found.append(Strand(kind, tuple(numbers), parents, children, hangs_on=couple))
    for number, tie in enumerate(ties):
        if tie.kind in (RelationKind.SIBLING, RelationKind.OTHER):
            upper, lower = sorted((tie.first, tie.second), key=lambda one: (rows[one], one))
            same = rows[upper] == rows[lower]
            ends: tuple[tuple[int, ...], tuple[int, ...]] = ((), (upper, lower)) if same else ((upper,), (lower,))
            found.append(Strand(tie.kind, (number,), *ends))
    return found


def _families(ties: Sequence[Tie], rows: Mapping[int, int]) -> dict[tuple[RelationKind, tuple[int, ...]], list[int]]:
    by_child: dict[tuple[RelationKind, int], list[int]] = defaultdict(list)
    for number, tie in enumerate(ties):
        if tie.kind not in (*COUPLES, RelationKind.SIBLING, RelationKind.OTHER):
            by_child[tie.kind, tie.second].append(number)
    found: dict[tuple[RelationKind, tuple[int, ...]], list[int]] = defaultdict(list)
    for (kind, _child), numbers in by_child.items():
        level = {rows[ties[number].first] for number in numbers}
        together = kind is RelationKind.PARENT and len(level) == 1
        for group in [numbers] if together else [[number] for number in numbers]:
            found[kind, tuple(sorted({ties[number].first for number in group}))] += group
    return found


class _Lanes:
    """Which lane of which gap a strand runs in: every one has its own, so that none lies upon another."""

    def __init__(self, strands: Sequence[Strand], rows: Mapping[int, int]) -> None:
        self.used: dict[int, int] = defaultdict(int)
        self.first: dict[int, Slot] = {}
        self.last: dict[tuple[int, int], Slot] = {}  # (strand, child further down)
        self.rows = rows
        for number, strand in enumerate(strands):
            from_row = max(rows[one] for one in strand.ends_up) + 1 if strand.ends_up else rows[strand.ends_down[0]]
            self.first[number] = self._next(from_row)
            for child in strand.ends_down:
                if rows[child] != from_row:
                    self.last[number, child] = self._next(rows[child])

    def _next(self, gap: int) -> Slot:
        self.used[gap] += 1
        return gap, self.used[gap] - 1


class _Pen:
    """Draws the strands along their lanes."""

    def __init__(
        self, symbols: Sequence[Symbol], strands: Sequence[Strand], lanes: _Lanes, gaps: Sequence[float],
        custody: Mapping[tuple[int, int], str],
    ) -> None:  # fmt: skip
        self.at = {one.figure.id: one for one in symbols}
        self.strands, self.lanes, self.gaps, self.custody = strands, lanes, gaps, custody
        self.up: dict[int, list[int]] = defaultdict(list)  # person -> strands at the upper edge
        self.down: dict[int, list[int]] = defaultdict(list)
        for number, strand in enumerate(strands):
            for one in strand.ends_down:
                self.up[one].append(number)
            for one in strand.ends_up if strand.hangs_on is None else ():
                self.down[one].append(number)

    def run(self) -> None:
        for number, strand in enumerate(self.strands):
            y = self._y(self.lanes.first[number])
            starts = self._starts(number, strand)
            ends = [self._end(number, child, y) for child in strand.ends_down]
            across = [x for x, _y in starts] + [path[0][0] for path in ends]
            strand.paths = [[start, (start[0], y)] for start in starts] + ends
            strand.paths.append([(min(across), y), (max(across), y)])
            strand.middle = ((min(across) + max(across)) / 2, y)
            for child in strand.ends_down if strand.ends_up else ():
                if text := self._mark(strand, child):
                    strand.marks.append((self._port(self.up[child], number, child), self.at[child].y - 5, text))

    def _y(self, slot: Slot) -> float:
        return self.gaps[slot[0]] + PAD + slot[1] * LANE

    def _port(self, strands: Sequence[int], number: int, person: int) -> float:
        return self.at[person].x + (strands.index(number) - (len(strands) - 1) / 2) * min(PORT, CARD / len(strands))

    def _starts(self, number: int, strand: Strand) -> list[Point]:
        if strand.hangs_on is not None:
            return [self.strands[strand.hangs_on].middle]
        return [(self._port(self.down[one], number, one) + SHIFT, self.at[one].y + CARD_HEIGHT)
                for one in strand.ends_up]  # fmt: skip

    def _end(self, number: int, child: int, y: float) -> list[Point]:
        x, bottom = self._port(self.up[child], number, child), self.at[child].y
        slot = self.lanes.last.get((number, child))
        if slot is None:
            return [(x, y), (x, bottom)]
        low = self._y(slot)
        free = self._free(x, min(y, low), max(y, low)) + number % 4 * 3
        return [(free, y), (free, low), (x, low), (x, bottom)]

    def _free(self, x: float, top: float, bottom: float) -> float:
        """Return the nearest x at which a line passes the rows between without touching anybody."""
        between = [one.box for one in self.at.values() if one.box[1] < bottom and one.box[3] > top]
        tries = (x + side * step for step in range(0, 4000, 4) for side in (1, -1))
        return next(at for at in tries
                    if at > 0 and all(at + 12 < left or at > right for left, _t, right, _b in between))  # fmt: skip

    def _mark(self, strand: Strand, child: int) -> str:
        said = [self.custody.get((one, child), "") for one in strand.ends_up]
        return said[0] if len(set(said)) == 1 else "/".join(one or "–" for one in said)


def segments(strand: Strand) -> Iterable[tuple[Point, Point]]:
    """Yield the straight pieces of a strand."""
    for path in strand.paths:
        yield from pairwise(path)
