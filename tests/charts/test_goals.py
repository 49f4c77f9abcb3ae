"""The course of a goal: every side has its dash and sign, same levels lie beside each other, levels are named."""

from datetime import date

import pytest

from fam.charts.goals import course
from fam.rules.plan_terms import Perspective

DAY = date(2018, 9, 3)


@pytest.mark.parametrize("dark", [False, True])
def test_nobody_needs_colour(dark: bool) -> None:
    """Two sides at the same level of the same day are two points, each with its sign; the level is said as it is."""
    made = course({who: [(DAY, 1)] for who in Perspective}, "Verlauf <b>", "15.10.2018", dark)
    assert len({trace.line.dash for trace in made.data}) == len({trace.marker.symbol for trace in made.data}) == 3
    assert len({trace.y[0] for trace in made.data}) == 3
    assert {trace.customdata[0] for trace in made.data} == {"+1"}
    assert list(made.layout.yaxis.ticktext) == ["+2", "+1", "0", "−1", "−2"]
    assert list(made.layout.xaxis.ticktext) == ["03.09.<br>2018"]
    assert "Verlauf <b>" not in made.layout.title.text
