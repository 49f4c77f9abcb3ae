"""The course of one goal: a line per perspective over the five levels, told apart by dash and sign."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from fam.charts.theme import Palette, escaped, figure, palette
from fam.rules.goals import LEVELS, sign
from fam.rules.plan_terms import Perspective

DASHES = {Perspective.FAMILY: "solid", Perspective.PRO_ARBEIT: "dash", Perspective.ASD: "dot"}
MARKS = {Perspective.FAMILY: "circle", Perspective.PRO_ARBEIT: "square", Perspective.ASD: "diamond"}
APART = {Perspective.FAMILY: 0.0, Perspective.PRO_ARBEIT: 0.07, Perspective.ASD: -0.07}  # same level: both are seen
HEIGHT = 260

Points = Mapping[Perspective, Sequence[tuple[date, int]]]


def course(points: Points, title: str, day: str, dark: bool) -> go.Figure:
    """Return the figure of a goal's ratings by perspective, in the order of their days."""
    colours = palette(dark)
    traces: list[Any] = [_line(who, points[who], colours) for who in Perspective if points.get(who)]
    made = figure(traces, escaped(title), f"Stand {day}; 0: erreicht, was vereinbart war", colours, showlegend=True)
    made.update_layout(height=HEIGHT)
    ticks = {"tickvals": list(LEVELS), "ticktext": [sign(level) for level in LEVELS]}
    made.update_yaxes(range=[-2.4, 2.4], rangemode="normal", dtick=None, tickformat="", zeroline=True, **ticks)
    days = sorted({on for rows in points.values() for on, _rating in rows})
    if len(days) <= 6:  # few days are named, else the axis would invent hours
        made.update_xaxes(tickvals=days, ticktext=[f"{on:%d.%m.}<br>{on.year}" for on in days])
    return made.update_xaxes(hoverformat="%d.%m.%Y")


def _line(who: Perspective, rows: Sequence[tuple[date, int]], colours: Palette) -> go.Scatter:
    colour = {Perspective.FAMILY: colours.stock, Perspective.PRO_ARBEIT: colours.plan, Perspective.ASD: colours.inflow}
    return go.Scatter(
        x=[on for on, _rating in rows],
        y=[rating + APART[who] for _on, rating in rows],
        name=who.label,
        mode="lines+markers",
        line={"color": colour[who], "width": 2, "dash": DASHES[who]},
        marker={"symbol": MARKS[who], "size": 9, "color": colour[who]},
        customdata=[sign(rating) for _on, rating in rows],
        hovertemplate="%{customdata}",
    )
