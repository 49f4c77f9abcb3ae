"""An indicator before and after a marker: its months as points, the mean of each side with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go

from fam.charts.theme import faint, figure, palette

FORM = "%{y:,.1f}"


@dataclass(frozen=True, slots=True)
class Level:
    """The mean of one side over its months, and its interval."""

    months: Sequence[date]
    value: float
    low: float
    high: float


def course(
    months: Sequence[date],
    values: Sequence[float | None],
    levels: Sequence[Level],
    title: str,
    subtitle: str,
    dark: bool,
) -> go.Figure:
    """Return the months of an indicator, and a band for each side; a month without a value has no point."""
    colours = palette(dark)
    traces: list[Any] = []
    for number, one in enumerate(level for level in levels if level.months):
        ends = [one.months[0], one.months[-1]]
        edge: dict[str, Any] = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
        traces += [
            go.Scatter(x=ends, y=[one.low] * 2, **edge),
            go.Scatter(x=ends, y=[one.high] * 2, fill="tonexty", fillcolor=faint(colours.plan), **edge),
            go.Scatter(
                x=ends, y=[one.value] * 2, mode="lines", name="Mittel mit 95 %-Intervall", hovertemplate=FORM,
                showlegend=not number, legendgroup="mean", line={"color": colours.plan, "width": 2, "dash": "dash"},
            ),
        ]  # fmt: skip
    traces.append(
        go.Scatter(
            x=list(months), y=list(values), mode="lines+markers", name="Monat", hovertemplate=FORM, connectgaps=False,
            line={"color": colours.stock, "width": 1.5}, marker={"size": 7, "color": colours.stock},
        )
    )  # fmt: skip
    return figure(traces, title, subtitle, colours).update_yaxes(tickformat=None, dtick=None)
