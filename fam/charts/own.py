"""Whatever somebody counts as a chart: groups, and series within them that signs and hatchings tell apart, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import plotly.graph_objects as go

from fam.charts.theme import FEW, HEIGHT, Palette, escaped, figure, hatch, palette
from fam.rules.crosstab import REST_NAMES, free_name
from fam.rules.suppression import Hidden

MOST_SERIES = 8
MOST_SIGNS = 24  # groups up to which every bar carries its number
SHAPES = ("", "/", "x", ".", "\\", "-", "+", "|")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "solid", "dash", "dot")
MARKS = ("circle", "diamond", "square", "triangle-up", "x", "star", "cross", "pentagon")
ROW, THIN, ABOVE, TALLEST = 30, 14, 120, 1600  # pixels: a lying bar, one among several, around them, all
LEGEND = 20  # pixels of one name in the legend


class Form(StrEnum):
    """How counts are drawn."""

    COLUMNS = "Säulen"
    BARS = "Balken"
    LINE = "Linie"
    STACKED = "gestapelte Säulen"
    TABLE = "nur Tabelle"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers over the groups; what is hidden is a text in place of a number."""

    name: str
    values: Sequence[int | str]

    @property
    def heights(self) -> list[int | None]:
        """The numbers, None for hidden ones."""
        return [value if isinstance(value, int) else None for value in self.values]

    @property
    def signs(self) -> list[str]:
        """What stands at each bar: its number or the sign of a hidden one; nothing for zero."""
        return [f"{value:,}".replace(",", ".") if isinstance(value, int) and value else str(value or "")
                for value in self.values]  # fmt: skip


def draw(groups: Sequence[str], series: Sequence[Series], form: Form, title: str, below: str, dark: bool) -> go.Figure:
    """Return the figure of these series over the groups; of too many the largest, and the others as one."""
    colours = palette(dark)
    shown = fewer(series)
    names = [escaped(name) for name in groups]
    trace = _line if form is Form.LINE else _bar
    signed = len(names) * (1 if form is Form.STACKED else len(shown)) <= MOST_SIGNS
    traces: list[Any] = [trace(names, one, place, form, colours, signed) for place, one in enumerate(shown)]
    if form is Form.STACKED and signed:
        traces.append(_totals(names, shown, colours))
    made = figure(traces, escaped(title), escaped(below), colours, showlegend=len(shown) > 1)
    made.update_layout(barmode="stack" if form is Form.STACKED else "group", bargap=0.25)
    made.update_layout(
        height=HEIGHT + LEGEND * max(0, len(shown) - 3)
    )  # narrow windows list the names below each other
    made.update_xaxes(type="category", tickformat="", hoverformat="")
    if form is Form.STACKED and signed:  # room for the totals
        made.update_yaxes(range=[0, max((sum(stack) for stack in _stacks(shown)), default=0) * 1.12 or 1])
    return _lay_down(made, names, shown) if form is Form.BARS else made


def fewer(series: Sequence[Series]) -> Sequence[Series]:
    """Return at most MOST_SERIES: the largest in their order, the rest added up; more nobody tells apart.

    Where a number of the rest is hidden, so is their sum.
    """
    if len(series) <= MOST_SERIES:
        return series
    by_size = sorted(range(len(series)), key=lambda place: -sum(height or 0 for height in series[place].heights))
    kept = [series[place] for place in sorted(by_size[: MOST_SERIES - 1])]
    rest = [series[place] for place in by_size[MOST_SERIES - 1 :]]
    return [*kept, Series(free_name(REST_NAMES, [one.name for one in kept]), _added(rest))]


def _added(rest: Sequence[Series]) -> list[int | str]:
    columns = zip(*(one.heights for one in rest), strict=True)
    return [Hidden.OTHER.value if None in column else sum(filter(None, column)) for column in columns]


def _lay_down(made: go.Figure, names: Sequence[str], series: Sequence[Series]) -> go.Figure:
    """Horizontal bars: groups below each other from the top, as tall as there are many."""
    most = max((height or 0 for one in series for height in one.heights), default=0)
    tall = ABOVE + len(names) * max(ROW, THIN * len(series))
    made.update_layout(hovermode="closest", height=min(max(made.layout.height, tall), TALLEST))
    made.update_xaxes(type="linear", tickformat=",d", showgrid=True, rangemode="tozero", **_steps(most))
    return made.update_yaxes(type="category", tickformat="", autorange="reversed", rangemode="normal", showgrid=False)


def _steps(most: int) -> dict[str, int]:
    return {"dtick": 1} if most < FEW else {}


def _colour(place: int, colours: Palette) -> str:
    tints = (colours.stock, colours.plan, colours.inflow, colours.outflow, colours.waiting, colours.paused,
             colours.old_plan, colours.text)  # fmt: skip
    return tints[place % len(tints)]


def _bar(names: Sequence[str], one: Series, place: int, form: Form, colours: Palette, signed: bool) -> go.Bar:
    heights, lying = [height or 0 for height in one.heights], form is Form.BARS
    across: dict[str, Any] = {"orientation": "h", "x": heights, "y": names} if lying else {"x": names, "y": heights}
    return go.Bar(
        **across,
        name=escaped(one.name),
        marker=hatch(_colour(place, colours), SHAPES[place % len(SHAPES)], colours),
        customdata=[str(sign or 0) for sign in one.signs],
        hovertemplate=("%{y}: " if lying else "") + "%{customdata}",
        text=one.signs if signed and form is not Form.STACKED else None,
        textposition="outside",
        textangle=0,
        textfont={"color": colours.text},
        cliponaxis=False,
    )


def _stacks(series: Sequence[Series]) -> list[list[int]]:
    """What lies above each other at each group; hidden numbers have no height."""
    return [[height or 0 for height in stack] for stack in zip(*(one.heights for one in series), strict=True)]


def _totals(names: Sequence[str], series: Sequence[Series], colours: Palette) -> go.Scatter:
    """The number above each stack; inside, hatchings would cross it. None where a part of it is not shown."""
    hidden = [None in stack for stack in zip(*(one.heights for one in series), strict=True)]
    whole = [None if part else sum(stack) for part, stack in zip(hidden, _stacks(series), strict=True)]
    return go.Scatter(
        x=names,
        y=whole,
        mode="text",
        text=[f"{total:,}".replace(",", ".") if total else "" for total in whole],
        textposition="top center",
        textfont={"color": colours.text},
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
    )


def _line(names: Sequence[str], one: Series, place: int, _form: Form, colours: Palette, _signed: bool) -> go.Scatter:
    colour = _colour(place, colours)
    return go.Scatter(
        x=names,
        y=one.heights,
        name=escaped(one.name),
        mode="lines+markers",
        line={"color": colour, "width": 2, "dash": DASHES[place % len(DASHES)]},
        marker={"symbol": MARKS[place % len(MARKS)], "size": 7, "color": colour},
        hovertemplate="%{y:,d}",
        connectgaps=False,
    )
