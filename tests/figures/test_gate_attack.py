"""Somebody with all reports of Leitung and a linear program finds out no number that was hidden."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures.gate_attacker import Attacker
from tests.figures.gate_world import FOREVER, REASONS, SIZES, TOWNS, Family, reports

MONTHS = 6


@st.composite
def families(draw: st.DrawFn) -> Family:
    """Most are there from the beginning."""
    came = draw(st.sampled_from([0, 0, 0, *range(1, MONTHS + 1)]))
    left = draw(st.sampled_from([FOREVER, FOREVER, *range(came + 1, MONTHS + 2)]))
    town, reason, size = (draw(st.sampled_from([many[0], many[0], *many])) for many in (TOWNS, REASONS, SIZES))
    return Family(came, left, town, reason, size, draw(st.booleans()))


@settings(max_examples=12, deadline=None)
@given(st.lists(families(), min_size=8, max_size=45))
def test_no_hidden_number_can_be_worked_out(found: list[Family]) -> None:
    """One table, successive months, months and quarters together, rates with numerator and denominator."""
    assert list(Attacker(reports(found, MONTHS)).found_out()) == []
