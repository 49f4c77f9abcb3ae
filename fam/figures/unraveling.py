"""The reader's linear program: can a hidden number be worked out from stocks that only Zugang and Abgang change?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fam.rules.suppressed_row import Veils

Identity = tuple[str, date | None, date, tuple[tuple[str, float], ...]]
Cell = tuple[Identity, str]
Sums = Mapping[Identity, Sequence[Sequence[str]]]
NEAR = 1e-6
TURNS = 6  # worlds that move many numbers at once, before one is looked at alone


@dataclass(frozen=True, slots=True)
class Link:
    """A stock before and after a period, and how many came and went in between."""

    before: Identity
    after: Identity
    inflow: int
    outflow: int

    @property
    def codes(self) -> tuple[str, ...]:
        """What the stock is divided into, on either day."""
        return tuple(dict(self.before[3]) | dict(self.after[3]))

    @property
    def fits(self) -> bool:
        """Whether comings and goings alone explain the change; else families changed rows, and nothing binds."""
        was, now = dict(self.before[3]), dict(self.after[3])
        gains = [now.get(code, 0) - was.get(code, 0) for code in self.codes]
        came = sum(gain for gain in gains if gain > 0)
        return sum(gains) == self.inflow - self.outflow and came <= self.inflow


def unraveled(hidden: Mapping[Identity, Veils], sums: Sums, links: Sequence[Link]) -> set[Cell]:
    """Return the hidden numbers for which only one value fits everything that is known; zeros are no secret.

    `sums` are for each stock the sets of numbers whose sum is public.
    """
    program = _Program(hidden, sums, links)
    rest = {cell: value for cell, value in program.truth.items() if value}
    found: set[Cell] = set()
    turn = 0
    while rest:
        cells = tuple(rest)
        signs = (1.0, -1.0) if turn >= TURNS else (1.0 if turn % 2 else -1.0,)
        wanted = dict.fromkeys(cells[:1], 1.0) if turn >= TURNS else _towards(cells, turn // 2)
        for sign in signs:
            world = program.solve({cell: sign * weight for cell, weight in wanted.items()})
            if world is None:
                return set(program.truth)
            rest = {cell: value for cell, value in rest.items() if abs(world[cell] - value) < 1 - NEAR}
        if turn >= TURNS and cells[0] in rest:
            found.add(cells[0])
            del rest[cells[0]]
        turn += 1
    return found


def _towards(cells: Sequence[Cell], turn: int) -> Mapping[Cell, float]:
    """A direction that moves many numbers away from the truth at once, some up and some down."""
    return {cell: (-1.0) ** (number >> turn) for number, cell in enumerate(cells)}


class _Program:
    """Unknown are the hidden numbers, and for each row of a link how many came and went there."""

    def __init__(self, hidden: Mapping[Identity, Veils], sums: Sums, links: Sequence[Link]) -> None:
        self.truth = {(one, code): dict(one[3])[code] for one, veils in hidden.items() for code in veils}
        self.place = {cell: number for number, cell in enumerate(self.truth)}
        self.bounds: list[tuple[float, float]] = [
            (hidden[one][code].low, hidden[one][code].high) for one, code in self.truth
        ]
        self.rows: list[Mapping[int, float]] = []
        self.sums: list[float] = []
        for one in hidden:
            for codes in sums[one]:
                if cells := [(one, code) for code in codes if (one, code) in self.place]:
                    self._add({self.place[cell]: 1.0 for cell in cells}, sum(self.truth[cell] for cell in cells))
        for link in links:
            self._join(link)
        self._matrix: Any = None

    def _add(self, row: Mapping[int, float], total: float) -> None:
        self.rows.append(row)
        self.sums.append(total)

    def _unknown(self, most: float) -> int:
        self.bounds.append((0, most))
        return len(self.bounds) - 1

    def _join(self, link: Link) -> None:
        came, went = {}, {}
        for code in link.codes:
            came[code], went[code] = self._unknown(link.inflow), self._unknown(link.outflow)
            row, total = {came[code]: -1.0, went[code]: 1.0}, 0.0
            for identity, sign in ((link.after, 1.0), (link.before, -1.0)):
                if (place := self.place.get((identity, code))) is not None:
                    row[place] = sign
                else:
                    total -= sign * dict(identity[3]).get(code, 0)
            self._add(row, total)
        self._add(dict.fromkeys(came.values(), 1.0), link.inflow)
        self._add(dict.fromkeys(went.values(), 1.0), link.outflow)

    def solve(self, direction: Mapping[Cell, float]) -> Mapping[Cell, float] | None:
        """Return one possible world, as far as possible in a direction; None where what is known does not fit."""
        from scipy.optimize import linprog  # late: only the gate needs it
        from scipy.sparse import csr_array

        if self._matrix is None:
            entries = [(value, row, column) for row, one in enumerate(self.rows) for column, value in one.items()]
            values, rows, columns = zip(*entries, strict=True)
            self._matrix = csr_array((values, (rows, columns)), shape=(len(self.rows), len(self.bounds)))
        aim = [0.0] * len(self.bounds)
        for cell, weight in direction.items():
            aim[self.place[cell]] = -weight
        ends = [(low, None if high == float("inf") else high) for low, high in self.bounds]
        found = linprog(aim, A_eq=self._matrix, b_eq=self.sums, bounds=ends, method="highs")
        if found.x is None:
            return None
        return {cell: float(found.x[place]) for cell, place in self.place.items()}
