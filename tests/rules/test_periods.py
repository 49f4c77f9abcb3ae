"""Half-open periods, months and the identity of stock and flow."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.rules import periods
from fam.rules.periods import Interval

DAYS = st.dates(date(2013, 6, 1), date(2019, 6, 1))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    """A period of 0 to 900 days, or a running one."""
    starts = draw(DAYS)
    length = draw(st.none() | st.integers(0, 900))
    return Interval(starts, None if length is None else starts + timedelta(days=length))


def test_the_end_is_the_first_day_out() -> None:
    """In from the first day, out from `ends_on` on (domain handbook §6.1)."""
    stay = Interval(date(2017, 4, 3), date(2017, 5, 1))
    days = (date(2017, 4, 2), date(2017, 4, 3), date(2017, 4, 30), date(2017, 5, 1))
    assert [stay.contains(day) for day in days] == [False, True, True, False]
    assert periods.last_day_to_end(date(2017, 4, 30)) == stay.ends_on
    assert periods.end_to_last_day(date(2017, 5, 1)) == date(2017, 4, 30)


def test_an_end_before_the_start_is_a_programming_error() -> None:
    """A period cannot run backwards."""
    with pytest.raises(ValueError, match="before"):
        Interval(date(2017, 4, 3), date(2017, 4, 2))


@given(intervals(), intervals())
def test_overlap_means_a_common_day(one: Interval, two: Interval) -> None:
    """Two periods overlap exactly if some day lies in both; periods that touch do not."""
    first = date(2013, 1, 1)
    common = any(one.contains(day) and two.contains(day) for day in (first + timedelta(days=n) for n in range(3500)))
    assert one.overlaps(two) is two.overlaps(one) is common


@given(st.lists(intervals(), max_size=30), st.dates(date(2013, 8, 1), date(2021, 1, 1)))
def test_stock_grows_by_inflow_less_outflow(cases: list[Interval], day: date) -> None:
    """Bestand(t) = Bestand(t-1) + Zugang - Abgang, for every month, with each side counted by itself."""
    first, after = periods.month_start(day), periods.next_month(day)
    before, end = periods.end_to_last_day(first), periods.month_end(day)
    change = periods.inflow(cases, first, after) - periods.outflow(cases, first, after)
    assert periods.stock(cases, end) == periods.stock(cases, before) + change


def test_a_short_case_counts_in_both_flows() -> None:
    """Opened and closed between two Stichtage: Zugang and Abgang, never Bestand."""
    cases = [Interval(date(2017, 4, 3), date(2017, 4, 20))]
    april, may = date(2017, 4, 1), date(2017, 5, 1)
    assert (periods.inflow(cases, april, may), periods.outflow(cases, april, may)) == (1, 1)
    assert periods.stock(cases, date(2017, 4, 30)) == 0


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2017, 1, 31), 1, date(2017, 2, 28)),
        (date(2016, 1, 31), 1, date(2016, 2, 29)),
        (date(2017, 11, 15), 3, date(2018, 2, 15)),
        (date(2018, 2, 15), -2, date(2017, 12, 15)),
        (date(2018, 12, 1), 0, date(2018, 12, 1)),
    ],
)
def test_months_are_added(day: date, months: int, expected: date) -> None:
    """The day stays, or becomes the last of a shorter month."""
    assert periods.add_months(day, months) == expected


def test_months_between_includes_both() -> None:
    """From November to February are four months; backwards there are none."""
    found = periods.months_between(date(2017, 11, 30), date(2018, 2, 1))
    assert found == (date(2017, 11, 1), date(2017, 12, 1), date(2018, 1, 1), date(2018, 2, 1))
    assert periods.months_between(date(2018, 2, 1), date(2018, 1, 31)) == ()


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2018, 10, 15), 10, date(2018, 10, 29)),
        (date(2018, 10, 19), 1, date(2018, 10, 22)),
        (date(2018, 10, 20), 1, date(2018, 10, 22)),
        (date(2018, 10, 15), 0, date(2018, 10, 15)),
    ],
)
def test_weekends_are_no_working_days(day: date, count: int, expected: date) -> None:
    """Ten working days are two weeks; a Saturday counts for nothing."""
    assert periods.working_days_after(day, count) == expected


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(1993, 10, 15), date(2018, 10, 14), 24),
        (date(1993, 10, 15), date(2018, 10, 15), 25),
        (date(2000, 2, 29), date(2018, 2, 28), 17),
        (date(2000, 2, 29), date(2018, 3, 1), 18),
    ],
)
def test_age_turns_on_the_birthday(birth: date, day: date, age: int) -> None:
    """Somebody is 25 from the 25th birthday on."""
    assert periods.age_on(birth, day) == age
