"""Small numbers: hidden, and nobody can work them out from what is shown."""

from collections.abc import Iterator, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from fam.rules.suppression import SMALL, Cell, Counts, Hidden, counted, protected, protected_by_row

S, O = Hidden.SMALL, Hidden.OTHER  # noqa: E741
NUMBERS = st.sampled_from([0, 0, 1, 2, 3, 4, 4, 5, 5, 6, 7, 9, 12, 40])


@st.composite
def tables(draw: st.DrawFn) -> list[list[int]]:
    """Tables small enough to try everything out."""
    width = draw(st.integers(1, 3))
    height = draw(st.integers(1, 6 if width == 1 else 3 if width == 2 else 2))
    return [[draw(NUMBERS) for _column in range(width)] for _row in range(height)]


def worlds(table: Sequence[Sequence[int]]) -> Iterator[list[list[int]]]:
    """Every table that differs from this one by at most one in each number."""
    flat = [value for row in table for value in row]
    width = len(table[0])

    def steps(rest: list[int]) -> Iterator[list[int]]:
        if not rest:
            yield []
            return
        for one in {max(0, rest[0] - 1), rest[0], rest[0] + 1}:
            for more in steps(rest[1:]):
                yield [one, *more]

    for found in steps(flat):
        yield [found[start : start + width] for start in range(0, len(found), width)]


def fits(shown: Cell, value: Cell, low: int) -> bool:
    """Whether a reader must hold this value possible: a shown number, "< 5", or "·" for at least five."""
    assert isinstance(value, int)
    if shown is S:
        return low <= value < SMALL
    return value >= SMALL if shown is O else value == shown


def possible(world: Sequence[Sequence[int]], seen: Counts) -> bool:
    """Whether everything shown would be the same; a reader also knows that zeros are hidden in small groups only."""
    truth = counted(world)
    flat = [
        *zip(seen.row_totals, truth.row_totals, strict=True),
        *zip(seen.column_totals, truth.column_totals, strict=True),
        (seen.total, truth.total),
    ]
    if len(world) == 1 or len(world[0]) == 1:
        flat = [(seen.total, truth.total)]  # the other totals are the numbers themselves
    if not all(fits(shown, value, 1) for shown, value in flat):
        return False
    return all(
        fits(shown, value, 0 if S in (*row_of(seen, r), *column_of(seen, c)) else 1)
        for r, row in enumerate(seen.cells)
        for c, shown in enumerate(row)
        for value in [world[r][c]]
    )


def row_of(seen: Counts, row: int) -> tuple[Cell, ...]:
    """The total of a number's row; of a single line that of all."""
    return (seen.total,) if 1 in (len(seen.cells), len(seen.cells[0])) else (seen.row_totals[row],)


def column_of(seen: Counts, column: int) -> tuple[Cell, ...]:
    """The total of a number's column."""
    return (seen.total,) if 1 in (len(seen.cells), len(seen.cells[0])) else (seen.column_totals[column],)


@settings(max_examples=100, deadline=None)
@given(tables())
def test_it_cannot_be_undone_from_the_totals(table: list[list[int]]) -> None:
    """For every hidden small number there is another table that looks the same and has another number there."""
    seen = protected(table)
    if all(shown is O for row in seen.cells for shown in row):
        return  # nothing is shown at all
    hidden = {(r, c) for r, row in enumerate(seen.cells) for c, shown in enumerate(row) if shown is S}
    if not hidden:
        return
    for world in worlds(table):
        if possible(world, seen):
            hidden -= {(r, c) for r, c in hidden if world[r][c] != table[r][c]}
        if not hidden:
            return
    raise AssertionError(f"{hidden} can be worked out in {seen}")


@settings(deadline=None)
@given(tables())
def test_what_is_shown_is_true_and_never_small(table: list[list[int]]) -> None:
    """Numbers are those that were counted, "< 5" is true, and no number from 1 to 4 stands anywhere."""
    seen, truth = protected(table), counted(table)
    pairs = [
        *[
            (a, b)
            for left, right in zip(seen.cells, truth.cells, strict=True)
            for a, b in zip(left, right, strict=True)
        ],
        *zip(seen.row_totals, truth.row_totals, strict=True),
        *zip(seen.column_totals, truth.column_totals, strict=True),
        (seen.total, truth.total),
    ]
    for shown, value in pairs:
        assert isinstance(value, int)
        assert shown is O or (shown is S and value < SMALL) or (shown == value and not 0 < value < SMALL)


@settings(deadline=None)
@given(tables())
def test_large_numbers_stay(table: list[list[int]]) -> None:
    """Where nothing is small, nothing is hidden."""
    large = [[value + SMALL for value in row] for row in table]
    assert protected(large) == counted(large)


def test_one_small_number_takes_a_second_one_with_it() -> None:
    """Towns with 20, 7 and 2 families: with the total 29 the 2 would be known, so the 7 goes too."""
    seen = protected([[20], [7], [2]])
    assert seen.cells == ((20,), (O,), (S,))
    assert seen.total == 29


def test_five_is_no_hiding_place_for_one() -> None:
    """1 and 5 hidden beside each other make 6, and that can only be 1 and 5: a third one goes."""
    assert protected([[1], [5], [30]]).cells == ((S,), (O,), (O,))


def test_a_group_of_few_hides_its_zeros() -> None:
    """Three families of a town, all closed: "0 aktiv, < 5 abgeschlossen" would say so."""
    seen = protected([[0, 3], [20, 30], [10, 12]])
    assert seen.cells[0] == (S, S)
    assert seen.row_totals[0] is S


def test_stock_is_protected_day_by_day() -> None:
    """Two small towns hide each other; nothing else has to go, whatever other days hold."""
    seen = protected_by_row([[17, 15, 2, 3], [16, 15, 6, 1]])
    assert seen.cells == ((17, 15, S, S), (16, 15, O, S))
    assert seen.row_totals == (37, 38)


def test_nothing_at_all() -> None:
    """No rows, no columns: no table, no error."""
    assert protected([]).total == 0
    assert counted([[]]).total == 0
