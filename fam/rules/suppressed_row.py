"""Small numbers of a row whose total everybody knows: which stay hidden, and what a reader knows of them (§5.11).

A total that is public even when it is small (Bestand, Zugang, Abgang) leaves other ways to work a number out than a
table that may hide its total (`fam.rules.suppression`): here every hidden number has an interval, and the row is safe
when each interval holds more than one value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from fam.rules.suppression import SMALL, Hidden

LEAST = 3  # the official minimum (handbook §5.11); no setting goes below it


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a row: how many, and how many different families stand behind it.

    `small` says that it must not be seen although it is large enough itself, e.g. since nearly all share a feature.
    `most` is what it cannot exceed, where a reader knows that.
    """

    value: float
    families: int
    small: bool = False
    most: float = inf


@dataclass(frozen=True, slots=True)
class Veil:
    """What stands in place of a hidden number, and between which values a reader knows it to be."""

    mark: Hidden
    low: float = 0
    high: float = inf


Veils = Mapping[str, Veil]


def veiled(
    row: Mapping[str, Number], threshold: int = SMALL, group: int | None = None, also: Sequence[str] = (),
    known: Sequence[str] = (),
) -> Veils:  # fmt: skip
    """Return code -> veil of every number that stays hidden; the total of the row is known.

    `group` are the families behind the whole row, where a family may stand behind several of its numbers.

    From 1 to below the threshold a number is hidden, then the smallest others until none can be worked out. A group
    of fewer families than the threshold hides its zeros too. `also` are hidden in any case, `known` stand elsewhere
    and are no hiding place. Where nothing else helps, everything is hidden and the marks say nothing.
    """
    total = sum(one.families for one in row.values()) if group is None else group
    hidden = dict(_first(row, threshold, total))
    hidden |= {code: _beside(row[code], threshold) for code in also if code in row and code not in hidden}
    while certain(row, hidden) or not hidden.keys().isdisjoint(known):
        rest = [code for code in row if code not in hidden and row[code].value and code not in known]
        if not rest or not hidden.keys().isdisjoint(known):
            return closed(row)
        least = min(rest, key=lambda code: (row[code].families, row[code].value, code))
        hidden[least] = _beside(row[least], threshold)
    return hidden


def closed(row: Mapping[str, Number]) -> Veils:
    """Return veils over the whole row that tell nothing."""
    return {code: Veil(Hidden.OTHER) for code in row}


def muted(veils: Veils) -> Veils:
    """Return veils over the same numbers that do not tell whether a number is small."""
    return {code: Veil(Hidden.OTHER) for code in veils}


def certain(row: Mapping[str, Number], hidden: Veils) -> list[str]:
    """Return the codes of the hidden numbers for which only one value fits, with the total known."""
    known = sum(row[code].value for code in hidden)
    veils = {code: replace(veil, high=min(veil.high, row[code].most)) for code, veil in hidden.items()}
    low, high = sum(one.low for one in veils.values()), [one.high for one in veils.values()]
    endless, finite = sum(one == inf for one in high), sum(one for one in high if one != inf)
    found = []
    for code, veil in veils.items():
        others = inf if endless - (veil.high == inf) else finite - (0 if veil.high == inf else veil.high)
        least, most = max(veil.low, known - others), min(veil.high, known - (low - veil.low))
        if most - least < 1:
            found.append(code)
    return found


def _first(row: Mapping[str, Number], threshold: int, total: int) -> Veils:
    if 0 < total < threshold:
        return {code: Veil(Hidden.SMALL) for code in row}
    found = {}
    for code, one in row.items():
        if 0 < one.families < threshold:
            found[code] = Veil(Hidden.SMALL, 1, threshold - 1 if one.value == one.families else inf)
        elif one.small and 0 < one.most - one.value < threshold:
            found[code] = Veil(Hidden.OTHER, one.most - threshold + 1, one.most - 1)
        elif one.small:
            found[code] = Veil(Hidden.OTHER)
    return found


def _beside(one: Number, threshold: int) -> Veil:
    return Veil(Hidden.OTHER, threshold if one.value >= threshold else 0)
