"""Charts over months and quarters: every series is told apart without colour, gaps stay gaps, clicks find their row."""

from datetime import date

import pytest

from fam.charts.over_time import Series, Times, bars, lines, shares

MONTHS = Times([date(2018, 7, 1), date(2018, 8, 1), date(2018, 9, 1)])
QUARTERS = Times([date(2018, 4, 1), date(2018, 7, 1)], quarters=True)
SERIES = [Series(f"code{number}", f"Reihe {number}", [0.2, None, 0.4]) for number in range(5)]


@pytest.mark.parametrize("dark", [False, True])
def test_series_differ_without_colour(dark: bool) -> None:
    """Each of five bars has its own hatching, each of five lines its own dash and sign."""
    stacked, drawn = bars(MONTHS, SERIES, "Titel", "Einheit", dark), lines(MONTHS, SERIES, "Titel", "Einheit", dark)
    assert len({str(one.marker.pattern.shape) for one in stacked.data}) == 5
    assert len({(one.line.dash, one.marker.symbol) for one in drawn.data}) == 5
    for made in (stacked, drawn):
        assert [one.meta["code"] for one in made.data] == [one.code for one in SERIES]
        assert list(made.data[0].y) == [0.2, None, 0.4]
        assert made.layout.title.subtitle.text == "Einheit"


def test_axes() -> None:
    """Shares run from 0 to 100 percent; quarters are named as such."""
    made = shares(QUARTERS, SERIES[:1], "Titel", "Prozent", False)
    assert made.layout.yaxis.tickformat == ".0%"
    assert made.layout.xaxis.ticktext == ("2. Q.<br>2018", "3. Q.<br>2018")
    assert (QUARTERS.unit, MONTHS.unit) == ("im Quartal", "im Monat")
