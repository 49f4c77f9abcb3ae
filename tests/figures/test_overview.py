"""What stands beside the growth curve: waiting, decided, present, places, the plan in force, indicators (I05-I09)."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fam.figures.catalogue import BY_ID, count
from fam.figures.decisions import Cohort
from fam.figures.indicator import Kind, Openness, Period
from fam.figures.overview import overview, proposal_cohorts
from fam.figures.plan import PlanPath, in_force
from fam.rules.periods import Interval
from fam.rules.terms import Status
from tests.figures.entries import day
from tests.figures.histories import Case, case, write
from tests.figures.test_growth import FIRST, HAND, LAST, A, C, E, N, P, R, days, random_case


@pytest.fixture
def database(database_url: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return database_url


def test_cohorts_by_hand(database: str) -> None:
    """Each quarter's proposals and what has become of them by the day; what comes later is still open."""
    write(
        [
            case((P, "01.01."), (E, "02.01."), (A, "03.01."), (C, "05.01.")),
            case((P, "31.03."), (E, "31.03."), (N, "10.04.")),
            case((P, "01.02."), (E, "02.02."), (A, "01.05.")),
            case((P, "01.04.")),
        ]
    )
    assert proposal_cohorts(day("30.04.")) == (Cohort(2017, 1, 3, 1, 1), Cohort(2017, 2, 1, 0, 0))
    assert proposal_cohorts(day("30.04."))[0].open == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(random_case(), max_size=10), as_of=days)
def test_like_plain_python(database: str, cases: list[Case], as_of: date) -> None:
    """Presence, waiting list and active families agree with a plain walk over the intervals, on any history."""
    write(cases)
    seen = overview(as_of)
    year = as_of.replace(month=1, day=1)
    times = [time for one in cases if (time := one.in_fam) and _meets(time, year, as_of)]
    (present,) = count(Period(year, as_of), ["I05"])
    waiting = [period for one in cases for period in one.in_status([Status.WAITING]) if period.contains(as_of)]
    active = [period for one in cases for period in one.in_status([Status.ACTIVE]) if period.contains(as_of)]
    assert present.number.value == len(times) >= (seen.now.stock or 0)
    assert seen.waiting.families == len(waiting) == (seen.now.pipeline or {})[Status.WAITING]
    assert {one.active for one in seen.places} == {len(active)}
    since = [row.balance or 0 for row in seen.counted if row.month >= date(2017, 1, 1)]
    assert [number for _month, number in seen.cumulated] == [sum(since[: end + 1]) for end in range(len(since))]


def _meets(time: Interval, first: date, last: date) -> bool:
    """Return whether at least one day of [first, last] lies in the interval."""
    span = (last - first).days + 1
    return any(time.contains(first + timedelta(days=number)) for number in range(span))


def test_the_plan_in_force() -> None:
    """A version counts from its first month on, also where it leaves a month out; before that the earlier ones do."""
    old = PlanPath(1, "alt", FIRST, {date(2017, month, 1): month for month in range(1, 7)})
    empty = PlanPath(2, "leer", FIRST, {})
    new = PlanPath(3, "neu", LAST, {date(2017, 3, 1): 30, date(2017, 5, 1): 50})
    assert [(month.month, count) for month, count in in_force([new, empty, old]).items()] == [
        (1, 1), (2, 2), (3, 30), (5, 50),
    ]  # fmt: skip
    assert in_force([]) == {}


def test_every_indicator_has_its_definition_and_counts(database: str) -> None:
    """All of them count on the hand-counted list and on nothing, and say what, against what, and on which day."""
    write(HAND)
    april = Period(day("01.04."), day("30.04."))
    for one, found in zip(BY_ID.values(), count(april), strict=True):
        assert one.id == found.id
        assert one.numerator
        assert one.date_rule
        keys = [breakdown.key for breakdown in found.breakdowns]
        assert len(keys) == len(set(keys))
        for breakdown in found.breakdowns:
            codes = [part.code for part in breakdown.parts]
            assert len(codes) == len(set(codes)), breakdown.title
            if breakdown.whole:
                total = sum(part.number.value or 0 for part in breakdown.parts)
                assert total in (found.number.value, found.number.denominator)
    values = {one.id: one.number.numerator for one in count(april, [f"I0{number}" for number in range(1, 10)])}
    assert values == {"I01": 3, "I02": 0, "I03": 0, "I04": 0, "I05": 3, "I06": 3, "I07": 1, "I08": 0, "I09": 0}
    write([])
    assert {one.id: one.number.value for one in count(april)} == {
        one.id: None if one.kind is not Kind.COUNT else 0 for one in BY_ID.values()
    }


def test_leitung_gets_what_the_handbook_says() -> None:
    """Undivided I01-I04, I06, I07, I09 are open; numbers about single Fachkräfte are never for Leitung (§5.11)."""
    openness = {one.id: one.openness for one in BY_ID.values()}
    assert {key for key, one in openness.items() if one is Openness.OPEN} == {
        "I01", "I02", "I03", "I04", "I06", "I07", "I09",
    }  # fmt: skip
    assert [key for key, one in openness.items() if one is Openness.TEAM] == ["I14"]


def test_an_empty_database_has_figures(database: str) -> None:
    """Nothing there: zeros, no median, no rate, no plan, and the page knows that it is empty."""
    seen = overview(day("15.03."))
    assert (seen.empty, seen.now.stock, seen.broken, seen.plan) == (True, 0, (), {})


def test_a_pause_holds_no_place(database: str) -> None:
    """A paused family stands apart: in stock, but not among those who take a place."""
    write([case((P, "01.01."), (E, "02.01."), (A, "03.01."), (R, "01.02."))])
    assert [(one.active, one.paused, one.free) for one in overview(day("15.02.")).places] == [(0, 1, None)] * 2
