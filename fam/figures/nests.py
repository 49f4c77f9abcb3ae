"""Which numbers of the catalogue follow from others, besides parts of one total: what the gate must not separate."""

from collections.abc import Sequence
from dataclasses import replace

from fam.figures.indicator import Breakdown, Figure
from fam.figures.shown import Shown, ShownPart
from fam.rules.suppression import Hidden

NESTS = {  # breakdowns whose rows are sums of another's rows, and figures that count some of them
    "region": "place", "town": "place", "group": "closing", "reason": "closing", "official": "closing",
    "I33": "closing", "status": "paused", "I13": "paused", "circle": "running", "paragraph": "running",
    "started": "begun", "started_paragraph": "begun",
    "I07/source": "proposing", "I07/institution": "proposing",
    "I31/reason": "declining", "I25/reason": "leaving",  # lists of their own
    "I08/outcome": "deciding", "I31": "deciding",  # declined and withdrawn are what was decided, less the public Zugang
}  # fmt: skip
PUBLIC = ("cumulated", "gap")  # follow from open totals alone
KNOWN_BESIDE = ("I08", "I18")  # Zugang, meetings held stand elsewhere: beside a hidden rate no denominator stands
TELLING = {  # what follows from a number or breakdown beside others: (breakdown, part) of the same figure
    "I18": ("outcome", "early"), "I21/variant": ("outcome", "MOVED"),
}  # fmt: skip
CHAINS = {  # parts of which each is in the next: children, then also the young, then everybody
    "persons": ("children", "u25", "persons"), "variant": ("early", "A"),
}  # fmt: skip


def nest_of(id: str, key: str) -> str | None:
    """Return the nest of a breakdown, None if nothing else follows from it."""
    return NESTS.get(f"{id}/{key}", NESTS.get(key))


def tells(figure: Figure, source: str, threshold: int) -> bool:
    """Return whether few would follow from a number or breakdown (its `source`), although it is large itself."""
    if source not in TELLING:
        return False
    key, code = TELLING[source]
    found = [part.number for one in figure.breakdowns if one.key == key for part in one.parts if part.code == code]
    return any(0 < min(one.families, one.value or 0) < threshold for one in found)


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
