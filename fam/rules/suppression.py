"""Small numbers of a table stay hidden, and cannot be worked out from what is shown (domain handbook §5.11).

Below five a number is "< 5"; a group of fewer than five hides its zeros too, or they would say that all of it share one
feature. Further numbers are hidden ("·") until every hidden small number could also be another one. Rows and columns
are the two ends of an edge, a number is an edge that may grow or shrink: it can be another one exactly if a circle of
such edges runs through it.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

SMALL = 5
ENDLESS = 10**9


class Hidden(StrEnum):
    """What stands in place of a number."""

    SMALL = "< 5"
    OTHER = "·"


Cell = int | Hidden
Cells = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """A table of numbers with its totals."""

    cells: Cells
    row_totals: tuple[Cell, ...]
    column_totals: tuple[Cell, ...]
    total: Cell


@dataclass(slots=True)
class _Number:
    """One number between a row and a column; the totals are a row and a column more, with the other sign."""

    place: tuple[int, int]
    row: int
    column: int
    value: int
    sign: int
    is_total: bool
    low: int = 0
    mark: Hidden | None = None

    def may(self, step: int) -> bool:
        """Whether a reader must hold possible that this number's signed value is by one larger (or smaller)."""
        if self.mark is None:
            return False
        wanted = self.value + step * self.sign
        high = SMALL - 1 if self.mark is Hidden.SMALL else ENDLESS
        return self.low <= wanted <= high


Ways = dict[tuple[str, int], list[tuple[tuple[str, int], _Number]]]


def counted(cells: Sequence[Sequence[int]]) -> Counts:
    """Return a table with its totals, everything shown."""
    rows = tuple(sum(row) for row in cells)
    columns = tuple(sum(column) for column in zip(*cells, strict=True))
    return Counts(tuple(tuple(row) for row in cells), rows, columns, sum(rows))


def protected(cells: Sequence[Sequence[int]]) -> Counts:
    """Return a table with its totals in which no number from 1 to 4 stands or can be worked out."""
    plain = counted(cells)
    if not plain.row_totals or not plain.column_totals:
        return plain
    numbers = _numbers(plain)
    _hide_small(numbers)
    while wanted := _certain(numbers):
        found = [_hide_beside(one, numbers) for one in wanted]
        if not any(found):
            for one in numbers:  # nothing is left to hide behind: then nothing is shown
                one.mark, one.low = Hidden.OTHER, 0
    return _table(plain, numbers)


def protected_by_row(cells: Sequence[Sequence[int]]) -> Counts:
    """Return a table in which every row is protected by itself: stock at a day, which nobody adds up over days."""
    rows = [protected([row]) for row in cells]
    below = tuple(Hidden.OTHER for _column in cells[0]) if cells else ()
    return Counts(tuple(row.cells[0] for row in rows), tuple(row.total for row in rows), below, Hidden.OTHER)


def _numbers(table: Counts) -> list[_Number]:
    """Every number that is shown. A table of one column shows each number once: all lie between the same two ends."""
    height, width = len(table.cells), len(table.cells[0])
    if width == 1 or height == 1:
        flat = [value for row in table.cells for value in row]
        found = [_Number(divmod(n, width), 0, 0, _int(value), 1, False) for n, value in enumerate(flat)]
        return [*found, _Number((height, width), 0, 0, _int(table.total), -1, True)]
    found = [
        _Number((r, c), r, c, _int(value), 1, False) for r, row in enumerate(table.cells) for c, value in enumerate(row)
    ]
    found += [_Number((r, width), r, width, _int(value), -1, True) for r, value in enumerate(table.row_totals)]
    found += [_Number((height, c), height, c, _int(value), -1, True) for c, value in enumerate(table.column_totals)]
    return [*found, _Number((height, width), height, width, _int(table.total), 1, True)]


def _int(value: Cell) -> int:
    assert isinstance(value, int)
    return value


def _hide_small(numbers: Sequence[_Number]) -> None:
    small = {(one.row, one.column) for one in numbers if one.is_total and 0 < one.value < SMALL}
    height, width = numbers[-1].row, numbers[-1].column
    for one in numbers:
        of_few = bool(small & {(one.row, width), (height, one.column)}) and not one.is_total
        if 0 < one.value < SMALL or of_few:
            one.mark, one.low = Hidden.SMALL, 0 if of_few else 1


def _certain(numbers: Sequence[_Number]) -> list[_Number]:
    """The hidden small numbers for which only one value fits: no circle of others balances a step of theirs."""
    found = [one for one in numbers if one.mark is Hidden.SMALL]
    for step in (1, -1):
        ways = _ways(numbers, step)
        found = [one for one in found if not (one.may(step) and _balanced(one, ways))]
    return found


def _ways(numbers: Sequence[_Number], step: int) -> Ways:
    """From each column to rows by numbers that may shrink, from each row to columns by such that may grow."""
    ways: Ways = {}
    for one in numbers:
        if one.may(-step):
            ways.setdefault(("column", one.column), []).append((("row", one.row), one))
        if one.may(step):
            ways.setdefault(("row", one.row), []).append((("column", one.column), one))
    return ways


def _balanced(one: _Number, ways: Ways) -> bool:
    """Look for a way from the number's column back to its row without itself."""
    goal, start = ("row", one.row), ("column", one.column)
    seen, queue = {start}, deque([start])
    while queue:
        for place, other in ways.get(queue.popleft(), ()):
            if other is one:
                continue
            if place == goal:
                return True
            if place not in seen:
                seen.add(place)
                queue.append(place)
    return False


def _hide_beside(one: _Number, numbers: Sequence[_Number]) -> bool:
    """Hide the smallest number of the same row and of the same column, totals last; False if there is none."""
    done = False
    for beside in _beside(one, numbers):
        if shown := [other for other in beside if other.mark is None and other.value]:
            least = min(shown, key=lambda other: (other.is_total, other.value, other.place))
            least.mark, least.low, done = Hidden.OTHER, SMALL, True
    return done


def _beside(one: _Number, numbers: Sequence[_Number]) -> Iterator[list[_Number]]:
    near = [
        [other for other in numbers if other.row == one.row],
        [other for other in numbers if other.column == one.column],
    ]
    yield from near[:1] if len(near[0]) == len(numbers) else near
    if not any(other.mark is None and other.value for line in near for other in line):
        yield list(numbers)


def _table(plain: Counts, numbers: Sequence[_Number]) -> Counts:
    shown: dict[tuple[int, int], Cell] = {one.place: one.mark or one.value for one in numbers}
    height, width = len(plain.cells), len(plain.cells[0])
    cells = tuple(tuple(shown[r, c] for c in range(width)) for r in range(height))
    if width == 1 or height == 1:
        total = shown[height, width]
        if width == 1:
            return Counts(cells, tuple(row[0] for row in cells), (total,), total)
        return Counts(cells, (total,), cells[0], total)
    rows = tuple(shown[r, width] for r in range(height))
    return Counts(cells, rows, tuple(shown[height, c] for c in range(width)), shown[height, width])
