"""What stands beside the growth curve: waiting, decided, present, places, the plan in force, indicators (I05-I09)."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fam.figures.decisions import Cohort, Decisions
from fam.figures.indicators import INDICATORS
from fam.figures.overview import overview, proposal_cohorts
from fam.figures.plan import PlanPath, in_force
from fam.figures.waiting import median
from fam.rules.periods import Interval
from fam.rules.terms import Status
from tests.figures.histories import Case, write
from tests.figures.test_growth import FIRST, HAND, LAST, A, C, E, N, P, R, W, Z, case, day, days, plan, random_case


@pytest.fixture
def database(database_url: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return database_url


def test_the_median_wait_by_hand(database: str) -> None:
    """Days so far from the beginning of the present wait: 30, 20 and 1 days give 20; a fourth of 10 gives 15."""
    waits = [case((P, "01.01."), (E, "02.01."), (W, text)) for text in ("01.03.", "11.03.", "30.03.")]
    write([*waits, case((P, "01.01."), (E, "02.01."), (W, "01.02."), (A, "03.02."))])
    assert overview(day("31.03.")).waiting.median_days == 20
    write([*waits, case((P, "01.01."), (W, "21.03."))])
    found = overview(day("31.03.")).waiting
    assert (found.families, found.median_days) == (4, 15)
    assert overview(day("31.01.")).waiting.median_days is None


@given(st.lists(st.integers(0, 400), max_size=30))
def test_the_median_is_a_median(values: list[int]) -> None:
    """The median of counted values is that of the plain list."""
    counted = sorted((value, values.count(value)) for value in set(values))
    ordered = sorted(values)
    middle = (ordered[(len(values) - 1) // 2] + ordered[len(values) // 2]) / 2 if values else None
    assert median(counted) == middle


def test_decided_by_hand(database: str) -> None:
    """Admitted, not admitted and withdrawn in the year until the day; open ones and the day after do not count."""
    write(
        [
            case((P, "01.01."), (E, "02.01."), (A, "03.01.")),
            case((P, "01.01."), (E, "02.01."), (N, "03.02.")),
            case((P, "01.01."), (E, "02.01."), (W, "03.02."), (Z, "31.03.")),
            case((P, "01.01."), (E, "02.01."), (A, "01.04.")),
            Case(((P, date(2016, 12, 1)), (E, date(2016, 12, 2)), (A, date(2016, 12, 3)))),
        ]
    )
    found = overview(day("31.03.")).this_year
    assert found == Decisions(admitted=1, not_admitted=1, withdrawn=1)


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
    present = [time for one in cases if (time := one.in_fam) and _meets(time, year, as_of)]
    waiting = [period for one in cases for period in one.in_status([Status.WAITING]) if period.contains(as_of)]
    active = [period for one in cases for period in one.in_status([Status.ACTIVE]) if period.contains(as_of)]
    assert seen.present == len(present)
    assert seen.present >= (seen.now.stock or 0)
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


def test_every_indicator_reads_its_value(database: str) -> None:
    """I01-I09 on the hand-counted list; a rate over fewer than five stays hidden, without a plan there is none."""
    write(HAND)
    seen = overview(day("30.04."))
    values = {one.id: one.read(seen) for one in INDICATORS}
    assert list(values) == [f"I0{number}" for number in range(1, 10)]
    assert {key: value.numerator for key, value in values.items()} == {
        "I01": 3, "I02": 0, "I03": 0, "I04": 3, "I05": 6, "I06": None, "I07": 1, "I08": 6, "I09": 0,
    }  # fmt: skip
    assert values["I08"].denominator == 7
    assert values["I06"].rate is None
    plan("Plan", FIRST, {"01.04.": 4})
    assert INDICATORS[5].read(overview(day("30.04."))).denominator == 4
    assert all(one.numerator and one.date_rule for one in INDICATORS)


def test_an_empty_database_has_figures(database: str) -> None:
    """Nothing there: zeros, no median, no rate, no plan, and the page knows that it is empty."""
    seen = overview(day("15.03."))
    assert (seen.empty, seen.now.stock, seen.broken, seen.plan) == (True, 0, (), {})
    assert [one.read(seen).rate for one in INDICATORS] == [None] * 9


def test_a_pause_holds_no_place(database: str) -> None:
    """A paused family stands apart: in stock, but not among those who take a place."""
    write([case((P, "01.01."), (E, "02.01."), (A, "03.01."), (R, "01.02."))])
    assert [(one.active, one.paused, one.free) for one in overview(day("15.02.")).places] == [(0, 1, None)] * 2
