"""Paths between school and work: one lane per person or Bedarfsgemeinschaft, states as bars with their names, gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import Any

import plotly.graph_objects as go

from fam.charts.theme import Palette, escaped, figure, palette

UNIT, AROUND = 30, 120  # pixels of one row, and around the picture
DAY_MS = 86_400_000
LETTERS = 40
FAR = 30  # days that an open state is drawn past today


@dataclass(frozen=True, slots=True)
class Span:
    """One state from/to (half-open) with its name; `look` says how it is hatched."""

    text: str
    starts_on: date
    ends_on: date | None
    look: str = "other"


@dataclass(frozen=True, slots=True)
class Lane:
    """One person's states (or one BG's receipt)."""

    name: str
    spans: Sequence[Span]


LOOKS = {
    "school": ("Schule", ""), "preparing": ("Übergang, Maßnahme", "/"), "training": ("Ausbildung, Studium", "x"),
    "work": ("Arbeit", "."), "other": ("anderes", "\\"), "gap": ("nichts bekannt", ""),
    "receipt": ("SGB II-Bezug", "|"), "free": ("kein SGB II-Bezug", "+"),
}  # fmt: skip


def lanes(found: Sequence[Lane], today: date, day: str, dark: bool) -> go.Figure:
    """Return the picture: names stand above their lanes, overlapping states below one another."""
    colours = palette(dark)
    until = max(
        [date.fromordinal(today.toordinal() + FAR), *(_end(span, today) for lane in found for span in lane.spans)]
    )
    bars: dict[str, list[tuple[Span, int]]] = {}
    row, labels = 0, []
    for lane in found:
        labels.append((lane.name, row))
        places, used = rows_of(lane.spans)
        for span, place in zip(lane.spans, places, strict=True):
            bars.setdefault(span.look, []).append((span, row + 1 + place))
        row += 1 + max(used, 1)
    traces: list[Any] = [_bars(look, bars[look], until, colours) for look in LOOKS if look in bars]
    made = figure(traces, "Schule, Ausbildung, Arbeit und SGB II-Bezug", f"Stand {day}", colours,
                  height=row * UNIT + AROUND, hovermode="closest", barmode="overlay",
                  uniformtext={"minsize": 10, "mode": "hide"})  # fmt: skip
    start = min((span.starts_on for lane in found for span in lane.spans), default=today)
    for text, place in labels:
        made.add_annotation(
            x=start.isoformat(), y=place, text=f"<b>{escaped(text)}</b>", xanchor="left", showarrow=False
        )
    made.add_vline(x=today.isoformat(), line={"color": colours.text, "width": 1, "dash": "dot"})
    made.update_xaxes(type="date", showgrid=True, range=[start.isoformat(), until.isoformat()], tickformat="%m/%Y",
                      hoverformat="%d.%m.%Y", nticks=6)  # fmt: skip
    return made.update_yaxes(range=[row - 0.3, -0.7], showticklabels=False, showgrid=False, rangemode="normal",
                             zeroline=False)  # fmt: skip


def rows_of(spans: Sequence[Span]) -> tuple[list[int], int]:
    """Return the row of each span so that none covers another, and how many rows that takes."""
    ends: list[date] = []
    places = []
    for span in spans:
        free = next((row for row, end in enumerate(ends) if end <= span.starts_on), len(ends))
        if free == len(ends):
            ends.append(date.max)
        ends[free] = span.ends_on or date.max
        places.append(free)
    return places, len(ends)


def _end(span: Span, today: date) -> date:
    return span.ends_on or max(span.starts_on, today)


def _bars(look: str, spans: Sequence[tuple[Span, int]], until: date, colours: Palette) -> go.Bar:
    name, shape = LOOKS[look]
    days = [((span.ends_on or until) - span.starts_on).days for span, _row in spans]
    return go.Bar(
        base=[span.starts_on.isoformat() for span, _row in spans], x=[max(count, 1) * DAY_MS for count in days],
        y=[row for _span, row in spans], name=name, orientation="h", width=0.8, marker=_marker(look, shape, colours),
        text=[escaped(shorten(span.text, LETTERS, placeholder="…")) for span, _row in spans],
        textposition="inside", insidetextanchor="start", constraintext="inside", cliponaxis=True, textangle=0,
        textfont={"color": colours.text}, customdata=[[escaped(span.text), _span_text(span)] for span, _row in spans],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    )  # fmt: skip


def _marker(look: str, shape: str, colours: Palette) -> dict[str, Any]:
    """Bars are pale so that their names are read on them; an edge and a hatching in the colour tell them apart."""
    tint = {"school": colours.waiting, "preparing": colours.paused, "training": colours.inflow, "work": colours.stock,
            "receipt": colours.outflow, "free": colours.inflow}.get(look, colours.quiet)  # fmt: skip
    found: dict[str, Any] = {"color": colours.ground}
    if shape:
        found["pattern"] = {"shape": shape, "bgcolor": colours.ground, "fgcolor": tint, "solidity": 0.08}
    return found | {"line": {"color": tint, "width": 1 if look == "gap" else 2}}


def _span_text(span: Span) -> str:
    last = f"{date.fromordinal(span.ends_on.toordinal() - 1):%d.%m.%Y}" if span.ends_on else "offen"
    return f"{span.starts_on:%d.%m.%Y} bis {last}"
