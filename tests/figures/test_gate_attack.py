"""Somebody with all reports of Leitung, the handbook and a linear program finds out no number that was hidden."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fam.figures import report_json
from fam.figures.evidence import Publication
from fam.figures.gate import release
from fam.figures.gate_report import Limits
from fam.figures.indicator import Period, month_of, quarter_of
from fam.figures.restating import restated
from fam.rules.periods import add_months
from tests.figures import gate_world
from tests.figures.gate_attacker import Attacker, Report
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


@settings(max_examples=2, deadline=None)
@given(st.lists(families(), min_size=20, max_size=40))
def test_neither_can_what_a_higher_threshold_hides_later(found: list[Family]) -> None:
    """Three months and their quarter are frozen at 5, then it is 8: no number more, and nothing follows."""
    frozen: list[tuple[Period, dict[str, Any]]] = []
    already: list[Publication] = []
    now: list[Report] = []
    for first, last in ((1, 1), (2, 2), (3, 3), (1, 3)):
        day = add_months(date(2017, 1, 1), first - 1)
        period = month_of(day) if first == last else quarter_of(day)
        counted = gate_world.figures(found, first, last, period)
        made = release(counted, already)
        already.append(made.evidence)
        content = {
            "threshold": 5, "open_totals": True, "shown": {"leitung": report_json.from_published(made.figures)},
            "evidence": report_json.from_evidence(made.evidence), "counted": report_json.from_figures(counted),
        }  # fmt: skip
        frozen.append((period, content))
        *_, shown = restated(frozen, Limits(8))
        assert list(restated(frozen, Limits(3)))[-1] == made.figures
        for then, again in zip(made.figures, shown, strict=True):
            assert not then.number.mark or again.number.value is None
            assert again.number.mark or again.number == then.number
        now.append(Report(first, last, {one.id: one for one in shown}, {one.id: one for one in counted}))
    assert Attacker(now, FIXED, few=8).found_out() == {}
