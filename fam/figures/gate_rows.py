"""Figures as rows for the gate, and back: which numbers belong together, and how a hidden one is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import inf

from fam.figures.evidence import IN, REST, Column
from fam.figures.indicator import Breakdown, Kind, Number, Part
from fam.figures.shown import Shown, ShownPart, small_mark
from fam.rules import suppressed_row as row
from fam.rules.suppressed_row import Veil, Veils
from fam.rules.suppression import SMALL, Hidden

UPPER, LOWER = "numerator", "denominator"
BESIDE = " rest"


@dataclass(frozen=True, slots=True)
class Row:
    """Numbers that add up to a public total. `slot` says which side of the parts they are, `group` how many families.

    `key` is the same for the same things, wherever they stand: numbers of families by what divides them.
    """

    slot: str
    key: str
    numbers: Mapping[str, row.Number]
    group: int | None = None
    rests: Mapping[str, float] = field(default_factory=dict)

    def column(self, first: date | None, last: date) -> Column:
        """Return the numbers as a reader sees them, with the rest of each denominator where there is one."""
        values = tuple((code, one.value) for code, one in self.numbers.items())
        if not self.rests:
            return Column(self.key, first, last, values)
        rests = tuple((code + BESIDE, self.rests[code]) for code in self.numbers)
        ours = tuple(self.numbers)
        pairs = tuple((code, code + BESIDE) for code in ours)
        return Column(self.key, first, last, values + rests, {}, (ours, tuple(code for code, _ in rests), *pairs))

    def cover(self, veils: Veils) -> Veils:
        """Return the veils with those over the rests: who hides a numerator hides what is beside it."""
        rests = {code + BESIDE: Veil(Hidden.OTHER) for code in veils if self.rests}
        return {**veils, **rests}

    def uncover(self, veils: Veils) -> Veils:
        """Return the veils over the numbers themselves."""
        return {code: veil for code, veil in veils.items() if code in self.numbers}


def plain(number: Number) -> Shown:
    """Return a number as the team sees it: everything, but no rate over fewer than five families (handbook §6.1)."""
    if number.small and number.base:
        return Shown(None, number.numerator, number.denominator, Hidden.OTHER)
    return Shown(number.value, number.numerator, number.denominator)


def base_small(number: Number, threshold: int) -> bool:
    """Whether a rate, ratio or median stands on too few families."""
    return number.base is not None and 0 < number.base < threshold


def small(number: Number, kind: Kind, threshold: int) -> bool:
    """Whether a number stands on too few families, or nearly all of its base have it."""
    rest = kind is Kind.RATE and _rest_small(number, threshold)
    return 0 < number.families < threshold or rest or base_small(number, threshold)


def _rest_small(number: Number, threshold: int) -> bool:
    """Whether few are in the denominator only, by families or by what is counted.

    The families that a whole is made of, less those of the part, are not those of the rest where a family stands behind
    both: all six may have joint meetings, and one of them the only other two.
    """
    units = (number.denominator or 0) - (number.numerator or 0)
    return 0 < (number.base or 0) - number.families < threshold or 0 < units < threshold


def kind_of(number: Number, kind: Kind) -> Kind:
    """What a part is: a figure's parts may be of another kind than the figure."""
    if number.base is None:
        return Kind.COUNT
    if number.numerator is None:
        return Kind.MEDIAN
    return Kind.RATIO if kind is Kind.RATIO else Kind.RATE


def of_number(source: str, number: Number, kind: Kind, threshold: int = SMALL) -> Row | None:
    """Return numerator and the rest of the denominator as a row, for a rate; None for other numbers."""
    if kind is not Kind.RATE or number.numerator is None or number.denominator is None or number.base is None:
        return None
    return _pair(source, number, number.numerator, number.denominator, number.base, threshold)


def adds_up(divided: Breakdown, undivided: Number) -> bool:
    """Return whether the parts are a row with a public total, said to be a whole or not."""
    numbers = [part.number for part in divided.parts]
    families, values = sum(one.families for one in numbers), sum(one.numerator or 0 for one in numbers)
    totals = {undivided.numerator, undivided.denominator, undivided.families, undivided.base} - {None, 0}
    return divided.whole or families in totals or values in totals


def rows(source: str, divided: Breakdown, kind: Kind, undivided: Number, threshold: int = SMALL) -> Iterator[Row]:
    """Yield the rows of a breakdown, denominators first."""
    numbers = {part.code: part.number for part in divided.parts}
    if not adds_up(divided, undivided):
        for code, one in numbers.items():
            if pair := _alone(f"{source}:{code}", one, kind, undivided.families, threshold):
                yield pair
        return
    lower = {code: _lower(one) for code, one in numbers.items() if one.base is not None}
    if lower and not _same_base(numbers):
        yield Row(LOWER, _key(source, divided.key, lower), lower)
    upper = {code: _upper(one, kind, threshold) for code, one in numbers.items() if one.numerator is not None}
    if upper:
        rests = {code: (numbers[code].denominator or 0) - one.value for code, one in upper.items() if one.most < inf}
        same = len(rests) == len(upper) and lower and not _same_base(numbers)
        yield Row(UPPER, _key(source, divided.key, upper), upper, None, rests if same else {})


def part(part: Part, kind: Kind, veils: Mapping[str, Veils], threshold: int) -> ShownPart:
    """Return one part of a breakdown under its veils (by slot; of a breakdown that is no whole, by code)."""
    number, of = part.number, kind_of(part.number, kind)
    if base_small(number, threshold):
        return ShownPart(part.code, part.label, hidden(number, True, small_mark(threshold)))
    lower = veils.get(LOWER, {}).get(part.code)
    upper = veils.get(UPPER, {}).get(part.code) or veils.get(part.code, {}).get(IN)
    alone = part.code not in veils and UPPER not in veils and small(number, of, threshold)
    if lower or upper or alone:
        return ShownPart(part.code, part.label, hidden(number, bool(lower), mark(upper or lower, number, threshold)))
    return ShownPart(part.code, part.label, plain(number))


def hidden(number: Number, base_too: bool, sign: str) -> Shown:
    """Return a number of which only the denominator stands, if that may."""
    return Shown(None, None, None if base_too else number.denominator, sign)


def mark(veil: Veil | None, number: Number, threshold: int) -> str:
    """Return the mark of a hidden number."""
    if veil is None:
        return small_mark(threshold) if 0 < number.families < threshold else Hidden.OTHER
    return small_mark(threshold) if veil.mark is Hidden.SMALL else veil.mark


def _pair(source: str, number: Number, upper: float, lower: float, base: int, threshold: int) -> Row:
    rest = row.Number(lower - upper, base - number.families, small=0 < lower - upper < threshold)
    return Row(source.rpartition(":")[2], source, {IN: row.Number(upper, number.families), REST: rest}, base)


def _alone(source: str, number: Number, kind: Kind, families: int, threshold: int) -> Row | None:
    """A part beside others that may hold the same families: it, and all that are not in it."""
    if kind_of(number, kind) is Kind.RATE:
        return of_number(source, number, Kind.RATE, threshold)
    if number.base is None and number.numerator == number.families <= families:
        return _pair(source, number, number.families, families, families, threshold)
    return None


def _lower(number: Number) -> row.Number:
    return row.Number(number.denominator or 0, number.base or 0)


def _upper(number: Number, kind: Kind, threshold: int) -> row.Number:
    of, most = kind_of(number, kind), number.denominator
    return row.Number(
        number.numerator or 0,
        number.families,
        small=small(number, of, threshold),
        most=inf if most is None or of is not Kind.RATE else most,
    )


def _same_base(numbers: Mapping[str, Number]) -> bool:
    """Whether all parts are shares of one whole, which is public."""
    return len({one.denominator for one in numbers.values()}) == 1 and len(numbers) > 1


def _key(source: str, key: str, numbers: Mapping[str, row.Number]) -> str:
    """The same key for the same numbers of families, whichever indicator they stand in."""
    return key if all(one.value == one.families for one in numbers.values()) else source
