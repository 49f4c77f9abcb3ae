"""Which numbers of the catalogue follow from others, besides parts of one total: what the gate must not separate."""

from collections.abc import Sequence
from dataclasses import replace

from fam.figures.indicator import Breakdown, Figure, Indicator, Kind, Period
from fam.figures.shown import Shown, ShownPart
from fam.rules.periods import is_month
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
FLOWS = ("I29/started", "I29/started_paragraph")  # of all days of the period, in a figure of the Stichtag
AVERAGED = ("I13",)  # of a quarter the average of its month-ends: beside two of them the third would follow
PLACES = ("I13",)  # a share of places: what is left of them are no families
GROWING = ("I08/cohort",)  # the same rows again in every report, larger by a few; together they are the public Zugang
CHAINS = {  # parts of which each is in the next: children, then also the young, then everybody
    "persons": ("children", "u25", "persons"), "variant": ("early", "A"),
}  # fmt: skip


def nest_of(id: str, key: str) -> str | None:
    """Return the nest of a breakdown, None if nothing else follows from it."""
    return NESTS.get(f"{id}/{key}", NESTS.get(key))


def over_period(source: str, period: Period) -> bool:
    """Return whether a number or breakdown of a Stichtag figure counts all days of the period."""
    return source in FLOWS or (source[:3] in AVERAGED and not is_month(period.first, period.last))


def kind(indicator: Indicator) -> Kind:
    """Return what a figure is to the gate: a share whose rest are families, or none."""
    return Kind.RATIO if indicator.id in PLACES else indicator.kind


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
