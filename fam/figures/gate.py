"""The one gate: what an audience may see of figures (domain handbook §5.11). Leitung gets nothing past it.

Leitung reads reports only: they come in their order, and each is weighed against all that were published before. What
the definitions tie together (`fam.figures.relations`) is read once more as a whole: where a hidden number follows, one
of those that it follows from gives way.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from fam.figures import catalogue, gate_rows
from fam.figures.evidence import Publication
from fam.figures.gate_report import NOTHING, GateReport, Indicators, Limits, parts_of
from fam.figures.indicator import Figure, Indicator, Openness, Period
from fam.figures.nests import PUBLIC
from fam.figures.reader import Knot, leaks
from fam.figures.shown import Audience, Published
from fam.figures.told import Told, told
from fam.person import Person
from fam.rules import gate_texts as why
from fam.rules.periods import add_months
from fam.rules.terms import Role

USUAL = Limits()
MEMORY = 9  # months over which definitions tie reports together: three and six months later, and the quarter around it


@dataclass(frozen=True, slots=True)
class Release:
    """What Leitung sees of a report, and what has been given away with it."""

    figures: tuple[Published, ...]
    evidence: Publication


def audience_of(person: Person) -> Audience:
    """Return for whom this person's numbers are: Koordination, Fachkräfte, and whoever has Leitung alone."""
    if person.system or person.has(Role.COORDINATOR):
        return Audience.COORDINATION
    return Audience.TEAM if person.has(Role.CASEWORKER) else Audience.LEADERSHIP


def published(figure: Figure, audience: Audience, indicators: Indicators = catalogue.BY_ID) -> Published:
    """Return a live figure for an audience: for Leitung undivided open numbers, all else stands in the reports."""
    if audience is Audience.LEADERSHIP:
        return release([figure], (), indicators=indicators, live=True).figures[0]
    return for_team([figure], audience, indicators)[0]


def for_team(
    figures: Iterable[Figure], audience: Audience, indicators: Indicators = catalogue.BY_ID
) -> tuple[Published, ...]:
    """Return what Fachkräfte or Koordination see: everything, but numbers of single Fachkräfte only Koordination."""
    return tuple(_whole(one, audience, indicators[one.id]) for one in figures)


def _whole(figure: Figure, audience: Audience, indicator: Indicator) -> Published:
    if indicator.openness is Openness.TEAM and audience is not Audience.COORDINATION:
        return Published(figure.id, figure.period, NOTHING, withheld=why.PERSONAL)
    return Published(figure.id, figure.period, gate_rows.plain(figure.number), tuple(map(parts_of, figure.breakdowns)))


def release(
    figures: Sequence[Figure],
    already: Sequence[Publication],
    limits: Limits = USUAL,
    indicators: Indicators = catalogue.BY_ID,
    *,
    live: bool = False,
) -> Release:
    """Return a report for Leitung. All figures are of one period; `already` is all that Leitung got before."""
    shut: set[str] = set()
    while True:
        gate = GateReport(figures, tuple(already), limits, indicators, live, shut)
        shown = tuple(gate.figure(one) for one in figures)
        known = told(figures, shown, indicators, limits.threshold)
        if live or not figures:
            return Release(shown, gate.evidence)
        before = _near(already, figures[0].period)
        found = next(_giving_way([*before, known], figures[0].period, limits, indicators, shut, shown), None)
        if found is None:
            return Release(shown, replace(gate.evidence, told=known))
        shut.add(found)


def _near(already: Sequence[Publication], period: Period) -> list[Told]:
    """What earlier reports told, of which the definitions make something together with this one."""
    first, last = add_months(period.first, -MEMORY), add_months(period.last, MEMORY)
    return [one.told for one in already if first <= one.last and one.first <= last]


def _giving_way(
    reports: list[Told], period: Period, limits: Limits, indicators: Indicators, shut: AbstractSet[str],
    shown: Sequence[Published],
) -> Iterator[str]:  # fmt: skip
    """Yield what gives way: of each hidden number that follows, one that it follows from."""
    stands = _standing(shown) - shut
    for _cell, knot in leaks(reports, period, lambda source: _is_open(source, limits, indicators)):
        yield from _from(knot, reports[-1], stands, limits, indicators)


def _from(
    knot: Knot, new: Told, stands: AbstractSet[str], limits: Limits, indicators: Indicators
) -> Iterator[str]:  # fmt: skip
    gives = knot.gives()
    sources = {one.source for one in knot.cells() & new.keys()} & stands
    for source in sorted(sources, key=lambda one: (one in gives, "/" in one, one), reverse=True):
        if not _is_open(source, limits, indicators):
            yield source


def _standing(shown: Sequence[Published]) -> set[str]:
    numbers = {one.id for one in shown if not one.withheld}
    return numbers | {f"{one.id}/{each.key}" for one in shown for each in one.breakdowns if not each.withheld}


def _is_open(source: str, limits: Limits, indicators: Indicators) -> bool:
    """Whether it is shown in any case: what follows from it is public by decision of the data protection officers."""
    id, _, key = source.partition("/")
    return limits.open_totals and indicators[id].openness is Openness.OPEN and (not key or key in PUBLIC)
