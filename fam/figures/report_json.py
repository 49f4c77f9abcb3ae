"""A report's content as JSON and back: what each audience sees, its definitions, and what Leitung now knows."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import inf
from typing import Any

from fam.figures.evidence import Column, Publication
from fam.figures.indicator import Breakdown, Figure, Indicator, Number, Part, Period
from fam.figures.shown import Published, Shown, ShownBreakdown, ShownPart
from fam.figures.told import Cell, Known
from fam.rules.suppressed_row import Veil
from fam.rules.suppression import Hidden


def from_published(figures: Sequence[Published]) -> list[dict[str, Any]]:
    """Return figures as an audience sees them, ready for a JSON column."""
    return [
        {
            "id": one.id, "number": _number(one.number), "withheld": one.withheld,
            "breakdowns": [
                {
                    "key": each.key, "title": each.title, "whole": each.whole, "withheld": each.withheld,
                    "unit": each.unit,
                    "parts": [[part.code, part.label, _number(part.number)] for part in each.parts],
                }
                for each in one.breakdowns
            ],
        }
        for one in figures
    ]  # fmt: skip


def to_published(found: Sequence[Mapping[str, Any]], period: Period) -> tuple[Published, ...]:
    """Return what `from_published` wrote."""
    return tuple(
        Published(
            one["id"], period, Shown(*one["number"]), tuple(map(_breakdown, one["breakdowns"])), one["withheld"]
        )
        for one in found
    )  # fmt: skip


def from_evidence(known: Publication) -> dict[str, Any]:
    """Return what a report gave away, ready for a JSON column."""
    return {
        "first": known.first.isoformat(), "last": known.last.isoformat(), "stock": known.stock,
        "inflow": known.inflow, "outflow": known.outflow, "seen": dict(known.seen),
        "told": [
            [one.source, one.code, one.slot, one.first.isoformat() if one.first else None, one.last.isoformat(),
             each.low, None if each.high == inf else each.high, each.secret]
            for one, each in known.told.items() if each.high or not one.code  # a part that is not there is 0
        ],
        "columns": [
            {
                "key": one.key, "first": one.first.isoformat() if one.first else None, "last": one.last.isoformat(),
                "values": [list(pair) for pair in one.values], "parts": [list(codes) for codes in one.parts],
                "hidden": {
                    code: [veil.mark.value, veil.low, None if veil.high == inf else veil.high]
                    for code, veil in one.hidden.items()
                },
            }
            for one in known.columns
        ],
    }  # fmt: skip


def to_evidence(found: Mapping[str, Any]) -> Publication:
    """Return what `from_evidence` wrote."""
    return Publication(
        date.fromisoformat(found["first"]), date.fromisoformat(found["last"]), tuple(map(_column, found["columns"])),
        found["stock"], found["inflow"], found["outflow"], found["seen"], dict(map(_told, found.get("told", ()))),
    )  # fmt: skip


def from_figures(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """Return figures as they were counted, nothing hidden: numbers with the families behind them, no family."""
    return [
        {
            "id": one.id, "number": _all_of(one.number),
            "breakdowns": [
                [each.key, each.title, each.whole, each.unit,
                 [[part.code, part.label, _all_of(part.number)] for part in each.parts]]
                for each in one.breakdowns
            ],
        }
        for one in figures
    ]  # fmt: skip


def to_figures(found: Sequence[Mapping[str, Any]], period: Period) -> tuple[Figure, ...]:
    """Return what `from_figures` wrote."""
    return tuple(
        Figure(one["id"], period, Number(*one["number"]), tuple(map(_divided, one["breakdowns"]))) for one in found
    )


def definition(one: Indicator) -> dict[str, Any]:
    """Return an indicator's definition as it is today."""
    lines = [list(line) for line in one.lines()]
    return {"id": one.id, "title": one.title, "kind": one.kind.value, "unit": one.unit, "lines": lines}


def _all_of(number: Number) -> list[Any]:
    return [number.value, number.numerator, number.denominator, number.families, number.base]


def _divided(found: Sequence[Any]) -> Breakdown:
    key, title, whole, unit, parts = found
    return Breakdown(
        key, title, tuple(Part(code, label, Number(*number)) for code, label, number in parts), whole, unit
    )


def _told(found: Sequence[Any]) -> tuple[Cell, Known]:
    source, code, slot, first, last, low, high, secret = found
    days = date.fromisoformat(first) if first else None, date.fromisoformat(last)
    return Cell(source, code, slot, *days), Known(low, inf if high is None else high, secret)


def _number(number: Shown) -> list[Any]:
    return [number.value, number.numerator, number.denominator, str(number.mark)]


def _breakdown(found: Mapping[str, Any]) -> ShownBreakdown:
    parts = tuple(ShownPart(code, label, Shown(*number)) for code, label, number in found["parts"])
    return ShownBreakdown(found["key"], found["title"], parts, found["whole"], found["withheld"], found.get("unit", ""))


def _column(found: Mapping[str, Any]) -> Column:
    hidden = {
        code: Veil(Hidden(mark), low, inf if high is None else high)
        for code, (mark, low, high) in found["hidden"].items()
    }
    return Column(
        found["key"], date.fromisoformat(found["first"]) if found["first"] else None, date.fromisoformat(found["last"]),
        tuple((code, value) for code, value in found["values"]), hidden, tuple(map(tuple, found["parts"])),
    )  # fmt: skip
