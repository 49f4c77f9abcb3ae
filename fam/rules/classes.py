"""Numbers in classes that people can say: four of about the same size, at round edges."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from fam.rules.german import format_decimal

ONE_EACH = 10  # so many different whole numbers stand for themselves
STEPS = (Decimal(5), Decimal("2.5"), Decimal(2), Decimal(1))


def edges(low: Decimal, quartiles: Sequence[Decimal], high: Decimal, *, whole: bool) -> tuple[Decimal, ...]:
    """Return where a new class begins; the first one lies below them all. Few whole numbers are a class each."""
    if whole and high - low < ONE_EACH:
        return tuple(low + number for number in range(1, int(high - low) + 1))
    spread = (max(quartiles) - min(quartiles)) / 4 or (high - low) / 8
    if not spread:
        return ()
    unit = _round_step(spread, whole=whole)
    found = {(one / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit for one in quartiles}
    return tuple(_plain(edge) for edge in sorted(found) if low < edge <= high)


def _round_step(spread: Decimal, *, whole: bool) -> Decimal:
    """Return the largest of ... 1, 2, 2.5, 5, 10 ... that is not above the spread; whole numbers from 1 on."""
    power = Decimal(1).scaleb(spread.adjusted())
    steps = [step * power for step in STEPS if step * power <= spread]
    steps = [step for step in steps if not whole or step == step.to_integral_value()]
    return max(steps, default=Decimal(1) if whole else power)


def _plain(edge: Decimal) -> Decimal:
    return edge.quantize(Decimal(1)) if edge == edge.to_integral_value() else edge.normalize()


def labels(low: Decimal, high: Decimal, bounds: Sequence[Decimal], unit: str = "", *, whole: bool) -> tuple[str, ...]:
    """Return a class's name, one more than there are edges: "unter 400 €", "400 bis unter 500 €", "ab 500 €"."""
    after = f" {unit}" if unit else ""
    if not bounds:
        return (_say(low) + after if low == high else f"{_say(low)} bis {_say(high)}{after}",)
    if whole and len(bounds) == high - low:
        return tuple(_say(low + number) + after for number in range(len(bounds) + 1))
    between = [
        _whole_span(first, second) if whole else f"{_say(first)} bis unter {_say(second)}"
        for first, second in pairwise(bounds)
    ]
    return tuple(part + after for part in (f"unter {_say(bounds[0])}", *between, f"ab {_say(bounds[-1])}"))


def _whole_span(first: Decimal, after: Decimal) -> str:
    return _say(first) if after - first == 1 else f"{_say(first)} bis {_say(after - 1)}"


def _say(number: Decimal) -> str:
    return format_decimal(_plain(number))
