"""The picture of Planung: waiting list, free places and needed positions under each other, on one axis of time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import plotly.graph_objects as go

from fam.charts.theme import Palette, escaped, faint, figure, folded, palette

DASHES, SYMBOLS = ("solid", "dash", "dot"), ("circle", "diamond", "square")
PANEL = 190  # pixels
GAP = 0.07  # between two panels, of the whole height
Line = Sequence[float]


@dataclass(frozen=True, slots=True)
class Ribbon:
    """One scenario in one panel: low, middle and high per month."""

    scenario: int  # 0, 1, 2
    name: str
    low: Line
    middle: Line
    high: Line


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the small pictures, with its unit in the title."""

    title: str
    ribbons: Sequence[Ribbon] = field(default_factory=tuple)
    decimals: int = 0


def bands(months: Sequence[date], panels: Sequence[Panel], day: str, dark: bool) -> go.Figure:
    """Return the panels under each other: bands of 80 of 100 paths with their middle, a line style per scenario."""
    colours = palette(dark)
    traces = [one for row, panel in enumerate(panels) for one in _panel(months, row, panel, colours)]
    made = figure(traces, "Ausblick", f"Band: 80 von 100 Durchläufen · Stand {day}", colours)
    made.update_layout(height=150 + PANEL * len(panels), hovermode="x unified", margin={"t": 96, "b": 48})
    size = (1 - GAP * (len(panels) - 1)) / len(panels)
    for row, panel in enumerate(panels):
        top = 1 - row * (size + GAP)
        axis = made.layout.yaxis.to_plotly_json() | {"domain": [max(0, top - size), top], "dtick": None}
        axis["tickformat"] = ",.1f" if panel.decimals else ",d"
        made.update_layout({f"yaxis{row + 1 if row else ''}": axis})
        made.add_annotation(
            text=f"<b>{escaped(panel.title)}</b>", x=0, xref="paper", y=top, yref="paper", yanchor="bottom",
            xanchor="left", showarrow=False, font={"size": 13, "color": colours.text},
        )  # fmt: skip
    return made.update_xaxes(anchor=f"y{len(panels) if len(panels) > 1 else ''}")


def _panel(months: Sequence[date], row: int, panel: Panel, colours: Palette) -> list[Any]:
    found: list[Any] = []
    for one in panel.ribbons:
        colour = (colours.stock, colours.plan, colours.outflow)[one.scenario % 3]
        where: dict[str, Any] = {"x": list(months), "yaxis": f"y{row + 1 if row else ''}", "legendgroup": one.name}
        edge = {"width": 0, "color": colour}
        form = f":,.{panel.decimals}f"
        hover = f"%{{y{form}}} (%{{customdata[0]{form}}} bis %{{customdata[1]{form}}})"
        found += [
            go.Scatter(y=list(one.low), mode="lines", line=edge, hoverinfo="skip", showlegend=False, **where),
            go.Scatter(
                y=list(one.high), mode="lines", line=edge, fill="tonexty", fillcolor=faint(colour), hoverinfo="skip",
                showlegend=False, **where,
            ),
            go.Scatter(
                y=list(one.middle), name=folded(one.name), mode="lines+markers", showlegend=row == 0,
                line={"color": colour, "width": 2, "dash": DASHES[one.scenario % 3]},
                marker={"symbol": SYMBOLS[one.scenario % 3], "size": 5, "color": colour},
                customdata=list(zip(one.low, one.high, strict=True)), hovertemplate=hover, **where,
            ),
        ]  # fmt: skip
    return found


def trials(months: Sequence[date], ribbon: Ribbon, actual: Line, day: str, dark: bool) -> go.Figure:
    """Return what was foreseen for each month as a band, and what came as points."""
    colours = palette(dark)
    traces = _panel(months, 0, Panel("", (ribbon,)), colours)
    traces.append(
        go.Scatter(
            x=list(months), y=list(actual), name="gekommen", mode="markers", hovertemplate="%{y:,d}",
            marker={"symbol": "x", "size": 9, "color": colours.text},
        )
    )  # fmt: skip
    return figure(traces, "Rückprobe", f"Familien in FAM am Monatsende · Stand {day}", colours)
