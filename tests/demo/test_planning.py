"""The demo has enough past for Planung, and what the page says about it is about this past."""

import pytest

from fam.demo.cast import TODAY
from fam.figures.past import past
from fam.rules.backtest import backtest, coverage
from fam.rules.forecast import answer, forecast, reliability
from fam.rules.planning import Question


@pytest.mark.usefixtures("demo")
def test_the_demo_can_be_planned() -> None:
    """Places are entered, the answer names them; the expansion since 2017 makes the trials miss, and it is said."""
    known = past(TODAY)
    assert known.enough
    assert known.places
    assert known.keys
    said = answer(forecast(known, Question(places=known.places)))
    assert f"{known.places} Plätzen sind im Oktober 2020 voraussichtlich" in said
    found = coverage(backtest(known))
    assert {one.ahead for one in found} == {3, 6, 12}
    assert "Rückprobe: In " in reliability(found)
