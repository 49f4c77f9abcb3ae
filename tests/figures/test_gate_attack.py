"""Somebody with all reports of Leitung, the handbook and a linear program finds out no number that was hidden."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures.gate_attacker import Attacker
from tests.figures.gate_world import FOREVER, REASONS, SIZES, TOWNS, Family, reports

MONTHS = 6
FIXED = [("I01", "town"), ("I30", "town"), ("I35", "size"), ("I35", "children"), ("I30", "combination")]


@st.composite
def families(draw: st.DrawFn) -> Family:
    """Most are there from the beginning."""
    came = draw(st.sampled_from([0, 0, 0, *range(1, MONTHS + 1)]))
    left = draw(st.sampled_from([FOREVER, FOREVER, *range(came + 1, MONTHS + 2)]))
    town, reason, size = (draw(st.sampled_from([many[0], many[0], *many])) for many in (TOWNS, REASONS, SIZES))
    months = st.sampled_from([FOREVER, FOREVER, *range(1, MONTHS + 1)])
    person = st.tuples(st.booleans(), st.booleans(), months)
    return Family(
        came, left, town, reason, size,
        second=draw(st.sampled_from([0, 1, 1, 2])), eighth=draw(st.sampled_from([0, 0, 1, 2])),
        children=draw(st.sampled_from([0, 1, 1, 2, 2, 3, 5])), before=0 if came else draw(st.integers(0, 30)),
        lacks=draw(st.sampled_from(["", "", "A", "B", "AB"])), percent=draw(st.sampled_from([0, 40, 80, 100, 110])),
        exit=draw(months), persons=tuple(draw(st.lists(person, max_size=2))),
    )  # fmt: skip


@settings(max_examples=6, deadline=None)
@given(st.lists(families(), min_size=12, max_size=40))
def test_no_hidden_number_can_be_worked_out(found: list[Family]) -> None:
    """One table, successive months, months and quarters together, rates with numerator and denominator."""
    assert Attacker(reports(found, MONTHS), FIXED).found_out() == {}
