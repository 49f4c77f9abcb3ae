"""Markers on a chart over months: a line at the month from which on something is different, with a short label."""

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import shorten

import plotly.graph_objects as go

from fam.charts.theme import escaped, faint, palette
from fam.rules.markers import Marker, MarkerKind

LETTERS = 24  # of a label
DASHES = {MarkerKind.CONCEPT: "dash", MarkerKind.DECISION: "dot"}


def mark(made: go.Figure, steps: Mapping[date, Sequence[Marker]], dark: bool) -> go.Figure:
    """Draw markers, by the first day of their step, onto a chart over time; several of one step share a line."""
    colours = palette(dark)
    for month, many in steps.items():
        label = shorten(" · ".join(one.title for one in many), LETTERS, placeholder=" …")
        made.add_vline(
            x=month, line={"color": colours.quiet, "width": 1.5, "dash": DASHES[many[0].kind]}, layer="below"
        )
        made.add_annotation(
            x=month, y=1, yref="paper", yanchor="top", xanchor="right", textangle=-90, showarrow=False,
            text=escaped(label), hovertext="<br>".join(escaped(one.text) for one in many),
            font={"size": 11, "color": colours.quiet}, bgcolor=faint(colours.ground, 0.6),
        )  # fmt: skip
    return made
