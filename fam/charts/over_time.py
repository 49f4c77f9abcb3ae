"""Numbers over months or quarters: stacked bars for what adds up, lines for shares; told apart without colour, too.

Every trace carries the code of its series in `meta["code"]`, every point the first day of its period as x: what a
click on it means to whoever may see the families behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go

from fam.charts.theme import Palette, figure, folded, hatch, palette

SHAPES = ("", "/", "x", ".", "-")
SYMBOLS = ("circle", "diamond-open", "square", "triangle-up-open", "x-thin-open")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
LONGEST = 13  # periods side by side


@dataclass(frozen=True, slots=True)
class Times:
    """The periods of a chart by their first days, oldest first; `quarters` or `years`: they are no months."""

    firsts: Sequence[date]
    quarters: bool = False
    years: bool = False

    @property
    def months(self) -> int:
        """How many months one step has."""
        return 12 if self.years else 3 if self.quarters else 1

    @property
    def unit(self) -> str:
        """What one step is: "im Monat", "im Quartal" or "im Jahr"."""
        return "im Jahr" if self.years else "im Quartal" if self.quarters else "im Monat"

    @property
    def stichtag(self) -> str:
        """On which day a stock is counted."""
        return "am Jahresende" if self.years else "am Ende des Quartals" if self.quarters else "am Monatsende"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers, None where there is none; `code` stays when the name changes."""

    code: str
    name: str
    values: Sequence[float | None]


def bars(times: Times, series: Sequence[Series], title: str, subtitle: str, dark: bool) -> go.Figure:
    """Return counts stacked upon each other, up to five series."""
    colours = palette(dark)
    traces = [
        go.Bar(
            x=list(times.firsts), y=list(one.values), name=folded(one.name), meta={"code": one.code},
            hovertemplate="%{y:,d}", marker=hatch(tint, shape, colours),
        )
        for one, tint, shape in zip(series, _tints(colours), SHAPES, strict=False)
    ]  # fmt: skip
    return _timed(figure(traces, title, subtitle, colours), times).update_layout(barmode="stack", bargap=0.25)


def shares(times: Times, series: Sequence[Series], title: str, subtitle: str, dark: bool) -> go.Figure:
    """Return shares (0 to 1) as lines from 0 to 100 percent; a missing one is a gap."""
    made = lines(times, series, title, subtitle, dark, hover="%{y:.0%}")
    return made.update_yaxes(range=[0, 1.05], tickformat=".0%", dtick=0.25)


def lines(
    times: Times, series: Sequence[Series], title: str, subtitle: str, dark: bool, *, hover: str = "%{y:,.1f}"
) -> go.Figure:
    """Return numbers as lines, up to five series; a missing one is a gap."""
    colours = palette(dark)
    looks = zip(series, _tints(colours), DASHES, SYMBOLS, strict=False)
    traces = [
        go.Scatter(
            x=list(times.firsts), y=list(one.values), name=folded(one.name), meta={"code": one.code},
            mode="lines+markers", line={"color": tint, "width": 2, "dash": dash},
            marker={"symbol": symbol, "size": 8, "color": tint}, hovertemplate=hover, connectgaps=False,
        )
        for one, tint, dash, symbol in looks
    ]  # fmt: skip
    made = _timed(figure(traces, title, subtitle, colours), times)
    return made.update_yaxes(tickformat=",.1~f", dtick=None)


def _tints(colours: Palette) -> tuple[str, ...]:
    return colours.stock, colours.plan, colours.inflow, colours.outflow, colours.old_plan


def _timed(made: go.Figure, times: Times) -> go.Figure:
    axis: dict[str, Any] = {"tickmode": "array", "tickvals": list(times.firsts)[:: _step(times)]}
    if times.quarters:
        named = [f"{(day.month + 2) // 3}. Q.<br>{day.year}" for day in axis["tickvals"]]
        axis |= {"ticktext": named, "hoverformat": "Quartal ab %B %Y"}
    if times.years:
        axis |= {"ticktext": [str(day.year) for day in axis["tickvals"]], "hoverformat": "%Y"}
    return made.update_xaxes(**axis)


def _step(times: Times) -> int:
    """On a telephone there is room for seven dates."""
    return 1 if len(times.firsts) <= LONGEST // 2 + 1 else 2
