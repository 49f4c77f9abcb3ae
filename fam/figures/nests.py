"""Which numbers of the catalogue follow from others, besides parts of one total: what the gate must not separate."""

from collections.abc import Sequence
from dataclasses import replace

from fam.figures.indicator import Breakdown
from fam.figures.shown import Shown, ShownPart
from fam.rules.suppression import Hidden

NESTS = {  # breakdowns whose rows are sums of another's rows, and figures that count some of them
    "region": "place", "town": "place", "group": "closing", "reason": "closing", "official": "closing",
    "I33": "closing", "status": "paused", "I13": "paused", "circle": "running", "paragraph": "running",
    "started": "begun", "started_paragraph": "begun",
    "I31/reason": "declining", "I25/reason": "leaving",  # lists of their own
    "I08/outcome": "deciding", "I31": "deciding",  # declined and withdrawn are what was decided, less the public Zugang
}  # fmt: skip
PUBLIC = ("cumulated", "gap")  # follow from open totals alone
KNOWN_NUMERATOR = ("I08",)  # stands elsewhere, as Zugang: beside a hidden rate not even the denominator stands
CHAINS = {  # parts of which each is in the next: children, then also the young, then everybody
    "persons": ("children", "u25", "persons"), "variant": ("early", "A"),
}  # fmt: skip


def nest_of(id: str, key: str) -> str | None:
    """Return the nest of a breakdown, None if nothing else follows from it."""
    return NESTS.get(f"{id}/{key}", NESTS.get(key))


def unchained(divided: Breakdown, parts: Sequence[ShownPart], threshold: int) -> tuple[ShownPart, ...]:
    """Return the parts, those hidden that leave few between them and the next larger one that stands."""
    numbers = {part.code: part.number.numerator or 0 for part in divided.parts}
    shown = {part.code for part in parts if not part.number.mark}
    last, close = None, set()
    for code in reversed([one for one in CHAINS.get(divided.key, ()) if one in shown]):
        if last is not None and 0 < last - numbers[code] < threshold:
            close.add(code)
        else:
            last = numbers[code]
    return tuple(replace(one, number=_hidden(one.number)) if one.code in close else one for one in parts)


def _hidden(number: Shown) -> Shown:
    return Shown(None, None, number.denominator if number.denominator != number.numerator else None, Hidden.OTHER)
