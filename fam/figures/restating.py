"""Frozen reports for Leitung after the data protection officers have become stricter (domain handbook §5.11).

A report stays as it was given out, and never shows more. Where today's threshold is higher than its own, or totals are
no longer open, all reports are let through the gate once more in their order, by the numbers that were frozen: of each
number the stricter of both is shown. What both hide cannot follow, for each of them alone shows at least as much.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from fam.figures import report_json
from fam.figures.evidence import Publication
from fam.figures.gate import release
from fam.figures.gate_report import NOTHING, Limits
from fam.figures.indicator import Period
from fam.figures.shown import Audience, Published, Shown, ShownBreakdown, ShownPart
from fam.rules import gate_texts as why
from fam.rules.suppression import Hidden

Content = Mapping[str, Any]


def frozen_limits(content: Content) -> Limits:
    """Return what was set when a report was frozen."""
    return Limits(content["threshold"], content.get("open_totals", content["evidence"]["stock"] is not None))


def stricter(then: Limits, now: Limits) -> Limits:
    """Return the stricter of both in everything."""
    return Limits(max(then.threshold, now.threshold), then.open_totals and now.open_totals)


def restated(reports: Iterable[tuple[Period, Content]], now: Limits) -> Iterator[tuple[Published, ...]]:
    """Yield each report, in the order in which they were frozen, as Leitung may see it today."""
    already: list[Publication] = []
    for period, content in reports:
        then = frozen_limits(content)
        limits = stricter(then, now)
        given = report_json.to_published(content["shown"][Audience.LEADERSHIP.value], period)
        if limits == then or "counted" not in content:
            already.append(report_json.to_evidence(content["evidence"]))
            yield given if limits == then else tuple(map(_nothing, given))
        else:
            made = release(report_json.to_figures(content["counted"], period), already, limits)
            already.append(made.evidence)
            yield both(given, made.figures)


def both(then: Sequence[Published], again: Sequence[Published]) -> tuple[Published, ...]:
    """Return of each number the stricter of two ways to show it."""
    found = {one.id: one for one in again}
    return tuple(_figure(one, found[one.id]) if one.id in found else _nothing(one) for one in then)


def _figure(then: Published, again: Published) -> Published:
    below = {one.key: one for one in again.breakdowns}
    parts = tuple(_breakdown(one, below.get(one.key)) for one in then.breakdowns)
    number = _number(then.number, again.number)
    return replace(then, number=number, breakdowns=parts, withheld=then.withheld or again.withheld)


def _breakdown(then: ShownBreakdown, again: ShownBreakdown | None) -> ShownBreakdown:
    withheld = then.withheld or (again.withheld if again else why.STRICTER)
    numbers = {one.code: one.number for one in again.parts} if again else {}
    parts = [ShownPart(one.code, one.label, _number(one.number, numbers.get(one.code, NOTHING))) for one in then.parts]
    return replace(then, parts=() if withheld else tuple(parts), withheld=withheld)


def _number(then: Shown, again: Shown) -> Shown:
    if not then.mark and not again.mark:
        return then
    base = then.denominator if again.denominator is not None else None
    told = again.mark if not then.mark or then.mark.startswith("<") else Hidden.OTHER
    return Shown(None, None, base, told or Hidden.OTHER)


def _nothing(one: Published) -> Published:
    """Of a report that does not know the families behind its numbers nothing can be weighed again."""
    parts = tuple(replace(each, parts=(), withheld=each.withheld or why.STRICTER) for each in one.breakdowns)
    return replace(one, number=NOTHING, breakdowns=parts, withheld=one.withheld or why.STRICTER)
