"""The lines of concept and decisions on a time chart, and the picture of Planung."""

from datetime import date

import plotly.graph_objects as go

from fam.charts.markers import LETTERS, LINE_HEIGHT, mark
from fam.charts.planning import Panel, Ribbon, bands, trials
from fam.charts.theme import HEIGHT
from fam.rules.markers import Marker, MarkerKind, by_month, short_names

MONTHS = [date(2018, month, 1) for month in (1, 2, 3)]


def test_one_line_for_each_month() -> None:
    """A short name above the line, what it means below the axis, everything on hover, and no markup out of a title."""
    many = [
        Marker("decision:1", MarkerKind.DECISION, "<b>Sehr langer Titel einer Entscheidung", date(2018, 2, 20)),
        Marker("concept:1", MarkerKind.CONCEPT, "Konzept", date(2018, 2, 1)),
        Marker("decision:2", MarkerKind.DECISION, "Kurz", date(2018, 3, 1)),
    ]
    names = short_names(many)
    assert names == {"concept:1": "K1", "decision:1": "E1", "decision:2": "E2"}
    made = mark(go.Figure(), by_month(many), names, dark=False)
    assert [(one.x0, one.line.dash) for one in made.layout.shapes] == [(MONTHS[1], "dash"), (MONTHS[2], "dot")]
    first, second = made.layout.annotations
    assert (first.text, second.text) == ("K1 E1", "E2")
    below = made.layout.xaxis.title.text
    assert below == "K1 Konzept · E1 &lt;b&gt;Sehr langer Titel einer …<br>E2 Kurz"
    assert len("<b>Sehr langer Titel einer Entscheidung") > LETTERS
    assert "01.02.2018 Konzept: Konzept<br>20.02.2018 Entscheidung: &lt;b&gt;Sehr langer" in first.hovertext
    assert made.layout.height == HEIGHT + 3 * LINE_HEIGHT  # the short names, and two lines


def test_panels_share_one_axis_of_time() -> None:
    """Three small pictures under each other, none over another; the limits stand in the hover of the middle."""
    ribbon = Ribbon(0, "1: wie bisher", [1, 2, 3], [2, 3, 4], [3, 4, 5])
    other = Ribbon(1, "2: mehr", [1, 2, 3], [2, 3, 4], [3, 4, 5])
    made = bands(MONTHS, [Panel("Warteliste", [ribbon, other]), Panel("Frei", [ribbon]), Panel("Stellen", [ribbon], 1)],
                 "15.10.2018", dark=True)  # fmt: skip
    domains = [made.layout[name].domain for name in ("yaxis", "yaxis2", "yaxis3")]
    assert domains[0][0] >= domains[1][1] > domains[1][0] >= domains[2][1] > domains[2][0] >= 0
    assert {trace.xaxis for trace in made.data} == {None}
    named = [trace for trace in made.data if trace.showlegend]
    assert [trace.name for trace in named] == ["1: wie bisher", "2: mehr"]
    assert len({trace.line.dash for trace in named}) == len({trace.marker.symbol for trace in named}) == 2
    assert tuple(named[0].customdata[0]) == (1, 3)


def test_what_came_stands_in_the_band() -> None:
    """The points of what came lie beside the band of what was foreseen."""
    made = trials(MONTHS, Ribbon(0, "6 Monate vorher", [1, 2, 3], [2, 3, 4], [3, 4, 5]), [2, 5, 4], "15.10.2018", False)
    assert [trace.name for trace in made.data if trace.name] == ["6 Monate vorher", "gekommen"]
    assert list(made.data[-1].y) == [2, 5, 4]
