"""One report for Leitung in the making: every number is decided in its order, each against all that stands already."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from fam.figures import gate_rows
from fam.figures.evidence import IN, Column, Publication, alike, before, recoverable, veils_of
from fam.figures.gate_rows import LOWER, Row
from fam.figures.indicator import Breakdown, Figure, Indicator, Openness, Period, When
from fam.figures.nests import AVERAGED, FLOWS, GROWING, KNOWN_BESIDE, NESTS, PUBLIC, kind, nest_of, tells, unchained
from fam.figures.shown import Published, Shown, ShownBreakdown, ShownPart, small_mark
from fam.figures.told import first_of
from fam.figures.unraveling import Identity
from fam.rules import gate_texts as why
from fam.rules.periods import is_month, is_quarter
from fam.rules.suppressed_row import Veils, closed, muted, veiled
from fam.rules.suppression import SMALL, Hidden

NOTHING = Shown(mark=Hidden.OTHER)
Indicators = Mapping[str, Indicator]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the data protection officers have set: from how many families on, and whether totals go unsuppressed."""

    threshold: int = SMALL
    open_totals: bool = True


class GateReport:
    """One report for Leitung in the making."""

    def __init__(
        self, figures: Sequence[Figure], already: tuple[Publication, ...], limits: Limits,
        indicators: Indicators, live: bool, shut: AbstractSet[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.already, self.limits, self.indicators, self.live = already, limits, indicators, live
        self.shut = shut  # numbers and breakdowns that give way: others would follow from them
        self.period = figures[0].period if figures else Period(date.min, date.min)
        totals = {one.id: one.number.value for one in figures}
        public = (totals.get(one) for one in ("I01", "I02", "I03"))  # not open: who asks around knows them all the same
        stock, inflow, outflow = (None if one is None else int(one) for one in public)
        self.evidence = Publication(self.period.first, self.period.last, (), stock, inflow, outflow)
        self.nested: dict[tuple[str, date | None, float | None], dict[str, bool]] = {}
        self.revised: set[str] = set()  # nests of which a breakdown stays as it was published before

    def figure(self, figure: Figure) -> Published:
        """Return one figure as Leitung may see it, and remember what it gives away."""
        indicator = self.indicators[figure.id]
        refused = self._refused(indicator)
        if indicator.openness is Openness.OPEN and self.limits.open_totals:
            number, withheld = gate_rows.plain(figure.number), ""
        else:
            withheld = refused or self._revised(indicator, figure.id, figure.number) or self._shut(figure.id)
            number = NOTHING if withheld else self._number(figure, indicator)
        if refused == why.PERSONAL:
            return Published(figure.id, figure.period, number, withheld=refused)
        apart = withheld == why.TOO_SMALL and figure.id in self.shut  # its breakdowns may stand without it
        reason = refused or ("" if apart else withheld) or (why.TOO_SMALL if self._in_nest(figure.id) else "")
        below = tuple(self._breakdown(figure, one, indicator, reason) for one in figure.breakdowns)
        return Published(figure.id, figure.period, number, below, withheld)

    def _refused(self, indicator: Indicator) -> str:
        """Return why nothing but an open total can be shown, "" if more can."""
        if indicator.openness is Openness.TEAM:
            return why.PERSONAL
        if self.live:
            return why.FROZEN
        first, last = self.period.first, self.period.last
        quarter = is_quarter(first, last)
        if self.period.known_on is not None or not (quarter or is_month(first, last)):
            return why.NO_PERIOD
        if indicator.when is When.PERIOD and not quarter:
            return why.QUARTERLY
        return why.MONTHLY if indicator.id in AVERAGED and quarter else ""

    def _shut(self, source: str) -> str:
        return why.TOO_SMALL if source in self.shut else ""

    def _revised(self, indicator: Indicator, source: str, content: object) -> str:
        """Return why a number that was published otherwise before stays as it was, "" if it was not."""
        place = f"{source} {first_of(indicator, source, self.period) or ''} {self.period.last}"
        text = repr(content)
        if any(one.seen.get(place, text) != text for one in self.already):
            return why.REVISED
        self.evidence = replace(self.evidence, seen={**self.evidence.seen, place: text})
        return ""

    def _number(self, figure: Figure, indicator: Indicator) -> Shown:
        number, threshold = figure.number, self.limits.threshold
        row = gate_rows.of_number(figure.id, number, kind(indicator), threshold)
        if self._in_nest(figure.id):
            return gate_rows.hidden(number, False, Hidden.OTHER)
        if tells(figure, figure.id, threshold):
            return NOTHING
        first = first_of(indicator, figure.id, self.period)
        veil = self._publish(row, first).get(IN) if row else None
        if gate_rows.base_small(number, threshold):
            return gate_rows.hidden(number, True, small_mark(threshold))
        if veil or (row is None and gate_rows.small(number, kind(indicator), threshold)):
            known = figure.id in KNOWN_BESIDE
            return gate_rows.hidden(number, known, gate_rows.mark(veil, number, threshold))
        return gate_rows.plain(number)

    def _breakdown(self, figure: Figure, divided: Breakdown, indicator: Indicator, refused: str) -> ShownBreakdown:
        source, withheld = f"{figure.id}/{divided.key}", ""
        if indicator.openness is Openness.OPEN and divided.key in PUBLIC and not self.live:
            if self.limits.open_totals:
                return parts_of(divided)
            withheld = why.CLOSED
        if source in FLOWS and is_month(self.period.first, self.period.last):
            refused = refused or why.QUARTERLY
        withheld = withheld or refused or self._revised(indicator, source, divided.parts) or self._shut(source)
        if not withheld and (tells(figure, source, self.limits.threshold) or self._grew(source, divided)):
            withheld = why.TOO_SMALL
        before_it = self.evidence
        parts = () if withheld else self._divided(source, figure, divided, indicator)
        nest = nest_of(figure.id, divided.key)
        if withheld == why.REVISED and nest:  # what was hidden then must not follow from what stands beside it now
            self.revised.add(nest)
        if not withheld and not parts:
            withheld = why.TOO_SMALL
            if nest:  # e.g. the rest of Bestand: whoever knows the active ones knows it
                self.nested[nest, None, None] = {divided.key: True}
        elif not withheld and self._tells_on_others(figure, divided, parts):
            self.evidence, parts, withheld = before_it, (), why.TOO_SMALL
        return ShownBreakdown(divided.key, divided.title, parts, divided.whole, withheld, divided.unit)

    def _grew(self, source: str, divided: Breakdown) -> bool:
        """Whether few came to the rows of an earlier report: what stands twice tells what came in between."""
        if source not in GROWING:
            return False
        now = {part.code: part.number for part in divided.parts}
        for cell, then in ((cell, one) for each in self.already for cell, one in each.told.items()):
            number = now.get(cell.code) if cell.source == source and then.shown else None
            if number and 0 < abs((number.side(cell.slot) or 0) - then.low) < self.limits.threshold:
                return True
        return False

    def _divided(
        self, source: str, figure: Figure, divided: Breakdown, indicator: Indicator
    ) -> tuple[ShownPart, ...]:  # fmt: skip
        """The parts under their veils, none where all of them are hidden."""
        veils: dict[str, Veils] = {}
        whole = gate_rows.adds_up(divided, figure.number)
        first = first_of(indicator, source, self.period)
        for row in gate_rows.rows(source, divided, kind(indicator), figure.number, self.limits.threshold):
            veils[row.slot] = self._publish(row, first, tuple(veils.get(LOWER, ())))
            if whole and row.numbers and len(veils[row.slot]) == len(row.numbers):
                return ()
        parts = [gate_rows.part(one, kind(indicator), veils, self.limits.threshold) for one in divided.parts]
        return unchained(divided, parts, self.limits.threshold)

    def _tells_on_others(self, figure: Figure, divided: Breakdown, parts: tuple[ShownPart, ...]) -> bool:
        """Whether a hidden number would follow from sums that stand beside it: finer and coarser parts, a rate."""
        hides = any(part.number.mark for part in parts)
        if hides and f"{figure.id}/{divided.key}" in GROWING:
            return True
        summed = not divided.whole and figure.number.base is not None and gate_rows.adds_up(divided, figure.number)
        nest = nest_of(figure.id, divided.key)
        if nest is None:
            return hides and summed
        if nest in self.revised:
            return True
        others = self.nested.setdefault((nest, self._first(figure), figure.number.value), {})
        if any((hides or one) and key != divided.key for key, one in others.items()):
            return True
        others[divided.key] = hides
        return hides and summed

    def _first(self, figure: Figure) -> date | None:
        return self.period.first if self.indicators[figure.id].when is When.PERIOD else None

    def _in_nest(self, id: str) -> bool:
        """Whether a rate counts some rows of a breakdown that hides others."""
        nests = {nest for (nest, *_), found in self.nested.items() if any(found.values())}
        return NESTS.get(id) in nests | self.revised

    def _publish(self, row: Row, first: date | None, also: tuple[str, ...] = ()) -> Veils:
        """Decide what of a row stays hidden, so that nothing hidden so far can be worked out either."""
        column = row.column(first, self.period.last)
        known = veils_of((*self.already, self.evidence), column)
        if known is not None:
            self.evidence = self._with(column, known)
            return row.uncover(known)
        hidden: Veils = {}
        for hidden in self._ways(row, column, also):
            made = self._with(column, row.cover(hidden))
            found = recoverable((*self.already, made), row.key)
            if not found or found <= self._lost(row, column):
                break
        self.evidence = self._with(column, row.cover(hidden))
        return hidden

    def _with(self, column: Column, hidden: Veils) -> Publication:
        return replace(self.evidence, columns=(*self.evidence.columns, replace(column, hidden=hidden)))

    def _lost(self, row: Row, column: Column) -> set[tuple[Identity, str]]:
        """What follows from the public totals even if all of a row is hidden, e.g. that all of few share something."""
        return recoverable((*self.already, self._with(column, row.cover(closed(row.numbers)))), row.key)

    def _ways(self, row: Row, column: Column, also: tuple[str, ...]) -> Iterable[Veils]:
        """What is needed for itself; with what was hidden the last time, all marks alike; everything."""
        shown, unseen = alike((*self.already, self.evidence), column)
        also = (*also, *unseen)
        yield veiled(row.numbers, self.limits.threshold, row.group, also, shown)
        if (earlier := before(self.already, column, self.period.first)) and earlier.hidden:
            yield muted(veiled(row.numbers, self.limits.threshold, row.group, (*also, *earlier.hidden), shown))
        yield closed(row.numbers)


def parts_of(divided: Breakdown) -> ShownBreakdown:
    """Return a breakdown as the team sees it."""
    parts = tuple(ShownPart(one.code, one.label, gate_rows.plain(one.number)) for one in divided.parts)
    return ShownBreakdown(divided.key, divided.title, parts, divided.whole, unit=divided.unit)
