"""Needs then and now: per area a line for each perspective, from an open sign to a filled one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from fam.charts.theme import Palette, escaped, figure, palette
from fam.rules.plan_terms import Perspective

SIGNS = {Perspective.FAMILY: "circle", Perspective.PRO_ARBEIT: "square", Perspective.ASD: "diamond"}
LABEL, STEP, AROUND = 1.0, 0.8, 150  # a line of text, one perspective (in units of 24 pixels), pixels around them
UNIT = 24


@dataclass(frozen=True, slots=True)
class Line:
    """One perspective on one area: from the first level to the latest."""

    area: str
    perspective: Perspective
    then: int
    now: int
    words: str


def then_now(lines: Sequence[Line], day: str, dark: bool) -> go.Figure:
    """Return the picture; the lines come in the order of their areas. Labels stand above: a telephone has no margin."""
    colours = palette(dark)
    tints = {Perspective.FAMILY: colours.plan, Perspective.PRO_ARBEIT: colours.stock, Perspective.ASD: colours.outflow}
    places, labels, height = _places(lines)
    traces: list[Any] = []
    for who in Perspective:
        mine = [(one, place) for one, place in zip(lines, places, strict=True) if one.perspective is who]
        if mine:
            traces += _traces(who, mine, tints[who], colours)
    made = figure(traces, "Bedarfe damals und jetzt", f"leer: erste, gefüllt: letzte Einschätzung · Stand {day}",
                  colours, height=int(height * UNIT) + AROUND, hovermode="closest")  # fmt: skip
    for text, place in labels:
        made.add_annotation(x=-0.2, y=place, text=f"<b>{escaped(text)}</b>", xanchor="left", showarrow=False)
    for one, place in zip(lines, places, strict=True):
        if one.then != one.now:
            arrow = {"arrowhead": 2, "arrowwidth": 2, "arrowcolor": tints[one.perspective], "standoff": 8}
            made.add_annotation(
                x=one.now, y=place, ax=one.then, ay=place, axref="x", ayref="y", startstandoff=6, **arrow
            )
    ticks = ["0<br>akut", "1", "2", "3", "4<br>kein Bedarf"]
    made.update_xaxes(
        range=[-0.3, 4.4], tickvals=[0, 1, 2, 3, 4], ticktext=ticks, showgrid=True, hoverformat="", zeroline=False
    )
    return made.update_yaxes(range=[height, -0.6], showticklabels=False, showgrid=False, rangemode="normal",
                             zeroline=False)  # fmt: skip


def _places(lines: Sequence[Line]) -> tuple[list[float], list[tuple[str, float]], float]:
    places, labels, at, area = [], [], 0.0, ""
    for one in lines:
        if one.area != area:
            area, at = one.area, at + (0.4 if area else 0)
            labels.append((area, at))
            at += LABEL
        places.append(at)
        at += STEP
    return places, labels, at


def _traces(who: Perspective, mine: Sequence[tuple[Line, float]], tint: str, colours: Palette) -> list[go.Scatter]:
    moved = [(one, place) for one, place in mine if one.then != one.now]
    before = go.Scatter(
        x=[one.then for one, _place in moved], y=[place for _one, place in moved], mode="markers", showlegend=False,
        marker={"symbol": f"{SIGNS[who]}-open", "size": 10, "color": tint, "line": {"width": 2}}, hoverinfo="skip",
    )  # fmt: skip
    after = go.Scatter(
        x=[one.now for one, _place in mine], y=[place for _one, place in mine], name=who.label, mode="markers",
        marker={"symbol": SIGNS[who], "size": 12, "color": tint, "line": {"width": 1, "color": colours.ground}},
        customdata=[escaped(f"{one.area}, {who.label}: {one.words}") for one, _place in mine],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    return [before, after]
