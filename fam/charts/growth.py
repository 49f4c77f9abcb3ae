"""The charts of the page Wachstum: one row per month in, one figure out. Signs and dashes tell series apart, too.

The frame of a chart has a column `month` (first days) and the named columns; a missing number is None. As in
`over_time`, a trace with families behind it carries its code in `meta`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from fam.charts.theme import Palette, faint, figure, folded, hatch, palette

COUNT = "%{y:,d}"


def stock(frame: pd.DataFrame, old_plans: Mapping[str, Mapping[date, int]], day: str, dark: bool) -> go.Figure:
    """Return stock against plan; columns stock, paused, plan, running (bool), provisional (bool): open points.

    Earlier plans hide in the legend. `paused` may be missing (Leitung).
    """
    colours = palette(dark)
    running = frame["running"]
    symbols = ["circle-open" if open_ else "circle" for open_ in frame["provisional"]]
    traces = [
        _line(
            frame["month"],
            frame["stock"],
            "Bestand",
            colours.stock,
            symbol=symbols,
            size=[10 if n else 6 for n in running],
        ).update(meta={"code": "stock"}),
        _line(frame["month"], frame["plan"], "Plan", colours.plan, dash="dash", symbol="diamond-open", size=6),
    ]
    if "paused" in frame and (paused := frame["paused"].fillna(0)).any():
        some = frame["paused"].where(paused > 0)  # a long row of zeros says nothing
        line = _line(frame["month"], some, "davon ruhend", colours.paused, dash="dot", symbol="square")
        traces.append(line.update(meta={"code": "paused"}))
    for title, points in old_plans.items():
        earlier = _line(
            list(points), list(points.values()), folded(f"früher: {title}"), colours.old_plan, dash="dashdot"
        )
        traces.append(earlier.update(visible="legendonly", marker={"symbol": "x-thin-open", "size": 6}))
    below = f"Familien am Monatsende, offene Punkte vorläufig · Stand {day}"
    made = figure(traces, "Bestand und Plan", below, colours)
    for month, count in frame.loc[running, ["month", "stock"]].itertuples(index=False):
        quiet = {"font": {"color": colours.quiet}, "arrowcolor": colours.quiet, "arrowwidth": 1, "arrowhead": 0}
        made.add_annotation(x=month, y=count, text="laufender Monat", ax=10, ay=40, standoff=6, **quiet)
    return made


def flows(frame: pd.DataFrame, day: str, dark: bool) -> go.Figure:
    """Return inflow upwards, outflow downwards and the balance; columns inflow, outflow, balance."""
    colours = palette(dark)
    down = frame["outflow"].mul(-1)
    traces = [
        go.Bar(
            x=frame["month"], y=frame["inflow"], name="Zugang", hovertemplate=COUNT, marker={"color": colours.inflow},
            meta={"code": "inflow"},
        ),
        go.Bar(
            x=frame["month"], y=down, name="Abgang", customdata=frame["outflow"], hovertemplate="%{customdata:,d}",
            marker=hatch(colours.outflow, "/", colours), meta={"code": "outflow"},
        ),
        _line(frame["month"], frame["balance"], "Saldo", colours.text, symbol="diamond", size=7).update(mode="markers"),
    ]  # fmt: skip
    made = figure(traces, "Zugang und Abgang", f"Familien im Monat · Stand {day}", colours)
    return made.update_layout(barmode="relative", bargap=0.25).update_yaxes(rangemode="normal")


def cumulated(months: Sequence[date], families: Sequence[int], day: str, dark: bool) -> go.Figure:
    """Return the net growth added up since 1 January 2017."""
    colours = palette(dark)
    line = _line(months, families, "Nettowachstum", colours.stock, size=5)
    line.update(fill="tozeroy", fillcolor=faint(colours.stock))
    made = figure([line], "Nettowachstum", f"Familien seit 01.01.2017 · Stand {day}", colours)
    return made.update_layout(showlegend=False).update_yaxes(rangemode="tozero")


def pipeline(frame: pd.DataFrame, day: str, dark: bool) -> go.Figure:
    """Return who was on the way in at each month's end, stacked, and the proposals that came in.

    Columns proposed, examination, waiting, received; the first two may be missing (Leitung).
    """
    colours = palette(dark)
    looks = {
        "proposed": ("vorgeschlagen", colours.waiting, ""),
        "examination": ("in Prüfung", colours.inflow, "/"),
        "waiting": ("Warteliste", colours.plan, "x"),
    }
    bars: list[Any] = [
        go.Bar(
            x=frame["month"], y=frame[key], name=name, hovertemplate=COUNT,
            marker=hatch(colour, shape, colours), meta={"code": key},
        )
        for key, (name, colour, shape) in looks.items() if key in frame
    ]  # fmt: skip
    came = _line(frame["month"], frame["received"], "eingegangen im Monat", colours.text, symbol="diamond", size=7)
    bars.append(came.update(mode="markers", meta={"code": "received"}))
    made = figure(bars, "Vorschläge und Warteliste", f"Familien am Monatsende · Stand {day}", colours)
    return made.update_layout(barmode="stack", bargap=0.25)


def places(names: Sequence[str], taken: Sequence[int], free: Sequence[int], day: str, dark: bool) -> go.Figure:
    """Return places per institution: taken by active families, and free."""
    colours = palette(dark)
    pattern = {"shape": "/", "fgcolor": colours.ground, "bgcolor": colours.grid, "solidity": 0.2}
    edge = {"color": colours.quiet, "width": 1}
    traces = [
        _bar(names, taken, "belegt", {"color": colours.stock}, colours),
        _bar(names, free, "frei", {"color": colours.grid, "pattern": pattern, "line": edge}, colours),
    ]
    made = figure(traces, "Plätze je Institution", f"Familien · Stand {day}", colours, height=240)
    made.update_layout(barmode="stack", hovermode="closest", bargap=0.35)
    made.update_xaxes(tickformat=",d", showgrid=True, hoverformat=",d")
    return made.update_yaxes(tickformat="", autorange="reversed", rangemode="normal")


def plans(paths: Sequence[tuple[str, Mapping[date, int]]], dark: bool) -> go.Figure:
    """Return every version of the plan, (title, month -> families), the newest first and strongest."""
    colours = palette(dark)
    dashes = ("solid", "dash", "dot", "dashdot", "longdash")
    marks = ("diamond", "circle-open", "square-open", "triangle-up-open", "x-thin-open")
    tints = (colours.plan, colours.old_plan, colours.stock, colours.outflow, colours.inflow)
    traces = [
        _line(list(points), list(points.values()), folded(title), tints[number % 5], dash=dashes[number % 5],
              symbol=marks[number % 5], width=2.5 if not number else 1.5)
        for number, (title, points) in enumerate(paths)
    ]  # fmt: skip
    return figure(traces, "Geplanter Bestand", "Familien am Monatsende, alle Fassungen", colours)


def _line(
    x: Any,
    y: Any,
    name: str,
    colour: str,
    *,
    dash: str = "solid",
    symbol: Any = "circle",
    size: Any = 5,
    width: float = 2,
) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=y,
        name=name,
        mode="lines+markers",
        line={"color": colour, "width": width, "dash": dash},
        marker={"symbol": symbol, "size": size, "color": colour},
        hovertemplate=COUNT,
        connectgaps=False,
    )


def _bar(names: Sequence[str], values: Sequence[int], name: str, marker: dict[str, Any], colours: Palette) -> go.Bar:
    return go.Bar(
        y=names,
        x=values,
        name=name,
        orientation="h",
        marker=marker,
        text=[f"{value} {name}" if value else "" for value in values],
        insidetextanchor="middle",
        textfont={"color": colours.ground if name == "belegt" else colours.text},
        hovertemplate="%{y}: %{x:,d} " + name + "<extra></extra>",
    )
