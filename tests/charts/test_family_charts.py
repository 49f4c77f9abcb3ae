"""The pictures of Bedarfe and Wege: signs tell the sides apart, nothing covers anything, names are no markup."""

from datetime import date

import pytest

from fam.charts import needs, paths
from fam.charts.needs import Line
from fam.charts.paths import Lane, Span
from fam.rules.plan_terms import Perspective

TODAY = date(2018, 10, 15)


@pytest.mark.parametrize("dark", [False, True])
def test_then_and_now_by_sign_and_arrow(dark: bool) -> None:
    """One sign per side, open then and filled now; an arrow only where something changed."""
    lines = [
        Line("Wohnen <b>", Perspective.FAMILY, 1, 3, "besser"), Line("Wohnen <b>", Perspective.ASD, 2, 2, "gleich"),
    ]  # fmt: skip
    made = needs.then_now(lines, "15.10.2018", dark)
    assert [trace.name for trace in made.data if trace.name] == ["Familie", "ASD"]
    assert len({trace.marker.symbol for trace in made.data if trace.name}) == 2
    assert [(one.ax, one.x) for one in made.layout.annotations if one.arrowhead] == [(1, 3)]
    assert made.layout.annotations[0].text == "<b>Wohnen &lt;b&gt;</b>"


def test_overlapping_states_stand_below_one_another() -> None:
    """School and minijob share a lane in two rows; what follows uses the first row again."""
    spans = [
        Span("Schule", date(2016, 1, 1), date(2018, 7, 1)), Span("Minijob", date(2017, 1, 1), date(2017, 6, 1)),
        Span("Ausbildung", date(2018, 7, 1), None),
    ]  # fmt: skip
    assert paths.rows_of(spans) == ([0, 1, 0], 2)


@pytest.mark.parametrize("dark", [False, True])
def test_lanes_name_every_state(dark: bool) -> None:
    """A name above each lane, the state in each bar, one hatching for each look."""
    found = [
        Lane("Emir", [Span("Schule", date(2016, 1, 1), date(2018, 7, 1), "school"),
                      Span("nichts bekannt", date(2018, 7, 1), None, "gap")]),
        Lane("BG 1", [Span("voller Bezug", date(2017, 1, 1), None, "receipt")]),
    ]  # fmt: skip
    made = paths.lanes(found, TODAY, "15.10.2018", dark)
    assert {text for bar in made.data for text in bar.text} == {"Schule", "nichts bekannt", "voller Bezug"}
    assert [one.text for one in made.layout.annotations] == ["<b>Emir</b>", "<b>BG 1</b>"]
    assert len({(bar.marker.pattern.shape, bar.marker.line.width) for bar in made.data}) == 3
