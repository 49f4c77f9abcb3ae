"""The charts: what they show, and that nobody needs colour to read them."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go
import pytest

from fam.charts import growth
from fam.charts.theme import DARK, LEGEND_LETTERS, LIGHT, Palette, config

MONTHS = [date(2018, 9, 1), date(2018, 10, 1), date(2018, 11, 1)]
FRAME = pd.DataFrame(
    {
        "month": MONTHS,
        "running": [False, True, False],
        "provisional": [True, True, False],
        "stock": [27, 28, None],
        "paused": [1, 2, None],
        "plan": [26, 28, 29],
        "inflow": [3, 1, None],
        "outflow": [1, 0, None],
        "balance": [2, 1, None],
        "proposed": [4, 5, None],
        "examination": [1, 2, None],
        "waiting": [3, 4, None],
        "received": [5, 6, None],
    }
)
COLOURS = ("stock", "plan", "inflow", "outflow", "paused", "old_plan", "waiting", "text", "quiet")


def figures(dark: bool) -> list[go.Figure]:
    """Return every chart once."""
    return [
        growth.stock(FRAME, {"Alt <b>": {MONTHS[0]: 20}}, "15.10.2018", dark),
        growth.flows(FRAME, "15.10.2018", dark),
        growth.cumulated(MONTHS, [1, 2, 3], "15.10.2018", dark),
        growth.pipeline(FRAME, "15.10.2018", dark),
        growth.places(["Pro Arbeit", "ASD"], [10, 12], [5, 0], "15.10.2018", dark),
        growth.plans([("Neu", {MONTHS[0]: 20}), ("Alt", {MONTHS[0]: 18})], dark),
    ]


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_contrast(palette: Palette) -> None:
    """Every colour of a series stands at least 3:1 on its ground, text 4.5:1 (WCAG 2.1 AA)."""
    ground = _luminance(palette.ground)
    for name in COLOURS:
        other = _luminance(getattr(palette, name))
        ratio = (max(ground, other) + 0.05) / (min(ground, other) + 0.05)
        assert ratio >= (4.5 if name in ("text", "quiet") else 3), name


@pytest.mark.parametrize("dark", [False, True])
def test_series_differ_without_colour(dark: bool) -> None:
    """Two series of a chart never look alike in black and white: shape, dash, sign or hatching tells them apart."""
    for made in figures(dark):
        looks = [
            (
                trace.type,
                getattr(getattr(trace, "line", None), "dash", None),
                str(trace.marker.symbol) if trace.type == "scatter" else trace.marker.pattern.shape,
                getattr(trace, "mode", None),
            )
            for trace in made.data
        ]
        assert len(set(looks)) == len(looks), made.layout.title.text


def test_every_chart_names_its_unit() -> None:
    """The subtitle says what is counted, and the titles of plans cannot become markup."""
    for made in figures(False):
        assert "Familien" in made.layout.title.subtitle.text
    assert figures(False)[0].data[3].name == "früher: Alt &lt;b&gt;"


def test_outflow_points_down_and_reads_positive() -> None:
    """Outflow hangs below the line but is read as it is."""
    down = growth.flows(FRAME, "15.10.2018", False).data[1]
    assert down.y[0] == -1
    assert down.customdata[0] == 1


def test_few_families_are_counted_one_by_one() -> None:
    """A young installation's axis shows 0, 1, 2, not 0, 0, 1, 1; a grown one lets Plotly choose."""
    assert growth.cumulated(MONTHS, [0, 1, 2], "15.10.2018", False).layout.yaxis.dtick == 1
    assert growth.stock(FRAME, {}, "15.10.2018", False).layout.yaxis.dtick is None


def test_plotly_speaks_german() -> None:
    """Months and the button for the picture come with the page, not from a network."""
    german = config("x")["locales"]["de"]
    assert german["format"]["months"][2] == "März"
    assert "Als Bild speichern" in german["dictionary"]["Download plot as a PNG"]


def test_a_legend_fits_on_a_telephone() -> None:
    """No line of a legend is wider than what 320 px show: the long titles of earlier plans stand in several lines."""
    title = "Ausbauplan 2017/2018 mit zusätzlichen Stellen (12.12.2016)"
    made = growth.stock(FRAME, {title: {MONTHS[0]: 20}}, "15.10.2018", False)
    plans = growth.plans([(title, {MONTHS[0]: 20})], False)
    names = [str(trace.name) for figure in (made, plans, *figures(False)) for trace in figure.data if trace.name]
    lines = [line for name in names for line in name.replace("&lt;", "<").replace("&gt;", ">").split("<br>")]
    assert max(map(len, lines)) <= LEGEND_LETTERS
    assert any(title in name.replace("<br>", " ") for name in names)
