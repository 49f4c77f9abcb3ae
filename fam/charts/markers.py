"""Markers on a chart over months: a line at the month from which on something is different, named below the axis."""

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import shorten, wrap

import plotly.graph_objects as go

from fam.charts.theme import HEIGHT, escaped, palette
from fam.rules.markers import Marker, MarkerKind

LETTERS = 34  # of a title below the axis
LINE, LINE_HEIGHT = 46, 14  # letters that a telephone can show, pixels
DASHES = {MarkerKind.CONCEPT: "dash", MarkerKind.DECISION: "dot"}


def mark(made: go.Figure, steps: Mapping[date, Sequence[Marker]], names: Mapping[str, str], dark: bool) -> go.Figure:
    """Draw markers, by the first day of their step, onto a chart over time; several of one step share a line.

    `names` is what each is called for short ("K1"), by its code: above the line; below the axis stands what it means.
    """
    colours = palette(dark)
    for month, many in steps.items():
        made.add_vline(
            x=month, line={"color": colours.quiet, "width": 1.5, "dash": DASHES[many[0].kind]}, layer="below"
        )
        made.add_annotation(
            x=month, y=1, yref="paper", yanchor="bottom", xanchor="center", showarrow=False,
            text=escaped(" ".join(names[one.code] for one in many)),
            hovertext="<br>".join(escaped(one.text) for one in many), font={"size": 11, "color": colours.quiet},
        )  # fmt: skip
    shown = [one for many in steps.values() for one in many]
    told = " · ".join(f"{names[one.code]} {shorten(one.title, LETTERS, placeholder=' …')}" for one in shown)
    lines = [line.removesuffix(" ·") for line in wrap(told, LINE)]
    made.update_xaxes(
        title={"text": "<br>".join(map(escaped, lines)), "font": {"size": 11, "color": colours.quiet}, "standoff": 6}
    )
    return made.update_layout(
        height=(made.layout.height or HEIGHT) + LINE_HEIGHT * (len(lines) + 1),
        margin_t=(made.layout.margin.t or 0) + LINE_HEIGHT,
    )
