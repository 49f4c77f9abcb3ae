"""One look for every chart: colours that all eyes tell apart, German numbers and months, light and dark."""

from dataclasses import dataclass
from html import escape
from numbers import Real
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from fam.rules.german import MONTHS

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
SHORT_MONTHS = tuple(name if len(name) <= 4 else f"{name[:3]}." for name in MONTHS)
HEIGHT = 380  # pixels
LEGEND_LETTERS = 28  # in one line of a legend
FEW = 5  # families up to which every one has its line


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one mode, by meaning; each at least 3:1 on its ground (the values of .streamlit/config.toml)."""

    ground: str
    text: str
    quiet: str
    grid: str
    stock: str
    plan: str
    inflow: str
    outflow: str
    paused: str
    old_plan: str
    waiting: str


LIGHT = Palette(
    ground="#ffffff", text="#1c2830", quiet="#4d5a63", grid="#dde3e7", stock="#1b5e86", plan="#c4560a",
    inflow="#2a8c6e", outflow="#93407f", paused="#8a7100", old_plan="#4f5b66", waiting="#3f8fd2",
)  # fmt: skip
DARK = Palette(
    ground="#151b20", text="#e8edf1", quiet="#a9b5be", grid="#2c363e", stock="#7db8dc", plan="#f2a15f",
    inflow="#64c9a6", outflow="#d58ac4", paused="#d8c35a", old_plan="#b4bfc8", waiting="#5b9bd5",
)  # fmt: skip


def palette(dark: bool) -> Palette:
    """Return the colours for the mode that the person looks at."""
    return DARK if dark else LIGHT


def figure(traces: list[Any], title: str, subtitle: str, colours: Palette, **layout: Any) -> go.Figure:
    """Return a figure in the common look; title and subtitle (unit, day) stand in the picture, for the PNG too."""
    axis = {"gridcolor": colours.grid, "linecolor": colours.quiet, "zerolinecolor": colours.quiet, "automargin": True}
    look: dict[str, Any] = {
        "title": {
            "text": f"<b>{title}</b>",
            "subtitle": {"text": subtitle, "font": {"size": 13, "color": colours.quiet}},
            "x": 0,
            "xref": "container",  # not the plot: on a narrow screen every pixel counts
            "yref": "container",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 14},
            "font": {"size": 16},
        },
        "font": {"family": FONT, "size": 13, "color": colours.text},
        "paper_bgcolor": colours.ground,
        "plot_bgcolor": colours.ground,
        "separators": ",.",
        "height": HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 68, "b": 8},
        "legend": {
            "orientation": "h",
            "yref": "container",
            "y": 0,
            "yanchor": "bottom",
            "x": 0,
            "traceorder": "normal",
        },
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": colours.ground, "font": {"color": colours.text}},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": colours.quiet, "activecolor": colours.text},
        "dragmode": False,
        "xaxis": axis | {"showgrid": False, "tickformat": "%b<br>%Y", "hoverformat": "%B %Y", "fixedrange": True},
        "yaxis": axis | {"rangemode": "tozero", "tickformat": ",d", "fixedrange": True} | _whole_steps(traces),
    }
    made = go.Figure(data=traces, layout=go.Layout(**look))
    made.update_layout(**layout)
    return made


def escaped(text: str) -> str:
    """Return a text that is no markup in a chart; Plotly would show the code of a quotation mark as it is."""
    return escape(text, quote=False)


def folded(text: str) -> str:
    """Return a name for the legend in lines that a telephone can show (320 px)."""
    return "<br>".join(escaped(line) for line in wrap(text, LEGEND_LETTERS))


def _whole_steps(traces: list[Any]) -> dict[str, Any]:
    """Few families are counted one by one: without this the axis shows 0, 0, 1, 1."""
    heights = [abs(y) for trace in traces for y in (() if trace.y is None else trace.y) if isinstance(y, Real)]
    return {} if any(float(height) >= FEW for height in heights) else {"dtick": 1}  # NaN is never many


def faint(colour: str, share: float = 0.15) -> str:
    """Return a colour ("#rrggbb") as an area that lets shine through what lies behind; `share` is what it covers."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def hatch(colour: str, shape: str, colours: Palette) -> dict[str, Any]:
    """Return the marker of bars in a colour with a hatching that tells them apart without it; "" for none."""
    if not shape:
        return {"color": colour}
    return {"color": colour, "pattern": {"shape": shape, "bgcolor": colour, "fgcolor": colours.ground, "solidity": 0.2}}


def config(file_name: str, picture: str = "png") -> dict[str, Any]:
    """Return Plotly's settings: German words and months without a network, "png" or "svg" under a sensible name."""
    german = {
        "moduleType": "locale",
        "name": "de",
        "dictionary": {
            "Download plot as a PNG": "Als Bild speichern (PNG)",
            "Download plot": f"Als Bild speichern ({picture.upper()})",
            "Download plot as a png": "Als Bild speichern (PNG)",
            "Taking snapshot - this may take a few seconds": "Das Bild wird erstellt …",
            "Snapshot succeeded": "Das Bild ist gespeichert.",
            "Sorry, there was a problem downloading your snapshot!": "Das Bild konnte nicht gespeichert werden.",
            "Double-click on legend to isolate one trace": "Doppelklick: nur diese Reihe zeigen",
        },
        "format": {
            "days": ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"],
            "shortDays": ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"],
            "months": list(MONTHS),
            "shortMonths": list(SHORT_MONTHS),
            "date": "%d.%m.%Y",
            "decimal": ",",
            "thousands": ".",
        },
    }
    return {
        "locale": "de",
        "locales": {"de": german},
        "displaylogo": False,
        "displayModeBar": True,
        "responsive": True,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": picture, "filename": file_name, "width": 1200, "height": 560, "scale": 2},
    }
