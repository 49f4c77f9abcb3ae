"""Paths: age limits, transitions (I23), work on a day (I27), how long it lasts, gaps, leaving SGB II (I25)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.rules import paths
from fam.rules.paths import Drawn, Stay, elb_born_since, is_elb, is_elb_by_month, pension_on
from fam.rules.periods import Interval, month_end
from fam.rules.plan_terms import ReceiptClass, StationKind

K, R = StationKind, ReceiptClass
BORN = date(2000, 5, 10)
ADMITTED = date(2017, 3, 1)
TODAY = date(2018, 10, 15)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2015, 5, 9), False), (date(2015, 5, 10), True), (date(2025, 5, 9), True), (date(2025, 5, 10), False),
    ],
)  # fmt: skip
def test_u25_is_fifteen_to_twenty_four_on_the_day(day: date, expected: bool) -> None:
    """Both birthdays to the day."""
    assert paths.is_u25(BORN, day) is expected


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(1946, 12, 31), date(2012, 1, 1)),
        (date(1947, 3, 15), date(2012, 5, 1)),
        (date(1953, 6, 1), date(2019, 1, 1)),
        (date(1958, 12, 31), date(2025, 1, 1)),
        (date(1960, 1, 20), date(2026, 6, 1)),
        (date(1964, 1, 1), date(2031, 1, 1)),
        (date(1980, 7, 2), date(2047, 8, 1)),
    ],
)
def test_the_age_limit_rises_from_65_to_67(born: date, expected: date) -> None:
    """§ 7a SGB II; who is born on a first completes the year the day before."""
    assert paths.pension_on(born) == expected


@pytest.mark.parametrize(
    ("employable", "born", "expected"),
    [
        (None, date(1985, 1, 1), True), (False, date(1985, 1, 1), False), (True, date(2005, 1, 1), False),
        (None, date(2003, 10, 15), True), (None, date(2003, 10, 16), False), (None, date(1950, 1, 1), False),
        (None, None, False), (True, None, True),
    ],
)  # fmt: skip
def test_who_is_elb(employable: bool | None, born: date | None, expected: bool) -> None:
    """Age decides unless Pro Arbeit found otherwise; without a birth date only what was found."""
    assert paths.is_elb(employable, born, TODAY) is expected


SCHOOL = Stay(K.SCHOOL, date(2010, 8, 1), date(2017, 7, 1))
TRAINING = Stay(K.TRAINING_COMPANY, date(2017, 9, 1))


@pytest.mark.parametrize(
    ("stays", "born", "expected"),
    [
        ([SCHOOL, TRAINING], BORN, [TRAINING]),
        ([Stay(K.TRAINING_COMPANY, ADMITTED)], BORN, []),  # held on the day of admission
        ([Stay(K.EMPLOYED, date(2016, 1, 1), date(2017, 6, 1)), Stay(K.EMPLOYED, date(2018, 1, 1))], BORN, []),
        ([Stay(K.EMPLOYED, date(2016, 1, 1), date(2017, 6, 1)), TRAINING], BORN, [TRAINING]),
        ([TRAINING], date(1990, 1, 1), []),  # not young any more
        ([Stay(K.MINIJOB, date(2018, 1, 1))], BORN, []),
        ([Stay(K.STUDY, date(2018, 11, 1))], BORN, []),  # to come
        ([TRAINING], None, []),
    ],
)
def test_transitions(stays: list[Stay], born: date | None, expected: list[Stay]) -> None:
    """First days in a target state that was not held at admission (I23)."""
    assert paths.transitions(stays, born, ADMITTED, TODAY) == expected


def test_another_employer_is_no_new_transition() -> None:
    """What follows without a gap is one state."""
    first = Stay(K.EMPLOYED, date(2017, 6, 1), date(2017, 9, 1))
    assert paths.transitions([Stay(K.EMPLOYED, date(2017, 9, 1)), first], BORN, ADMITTED, TODAY) == [
        Stay(K.EMPLOYED, date(2017, 6, 1))
    ]


@pytest.mark.parametrize(
    ("ends", "months", "expected"),
    [
        (None, 3, True), (date(2017, 12, 1), 3, False), (date(2017, 12, 2), 3, True), (date(2018, 2, 1), 6, False),
        (None, 14, None),
    ],
)  # fmt: skip
def test_how_long_it_lasts(ends: date | None, months: int, expected: bool | None) -> None:
    """In a target state on the day so many months later; what is to come is not known."""
    stays = [Stay(K.TRAINING_COMPANY, date(2017, 9, 1), ends)]
    assert paths.sustained(stays, date(2017, 9, 1), months, TODAY) is expected


def test_several_states_hold_at_once() -> None:
    """School and minijob; the newest first, the end day is not in it."""
    stays = [Stay(K.SCHOOL, date(2010, 8, 1), TODAY), Stay(K.SCHOOL_HIGHER, TODAY), Stay(K.MINIJOB, date(2018, 2, 1))]
    assert [one.kind for one in paths.current(stays, TODAY)] == [K.SCHOOL_HIGHER, K.MINIJOB]
    assert paths.in_work(stays, TODAY)
    assert not paths.in_work(stays, date(2018, 1, 31))


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ([], []),
        ([SCHOOL, TRAINING], [Interval(date(2017, 7, 1), date(2017, 9, 1))]),
        ([SCHOOL], [Interval(date(2017, 7, 1))]),
        ([SCHOOL, Stay(K.MINIJOB, date(2016, 1, 1), date(2016, 2, 1)), Stay(K.STUDY, date(2017, 7, 1))], []),
        ([Stay(K.SCHOOL, date(2010, 8, 1), date(2019, 1, 1))], []),
        ([SCHOOL, Stay(K.STUDY, date(2018, 11, 1))], [Interval(date(2017, 7, 1))]),
    ],
)
def test_gaps(stays: list[Stay], expected: list[Interval]) -> None:
    """Times of which nothing is known, up to today; what is planned closes none."""
    assert paths.gaps(stays, TODAY) == expected


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ([], None),
        ([Drawn(1, R.FULL, ADMITTED)], None),
        ([Drawn(1, R.FULL, ADMITTED, date(2018, 1, 1))], None),  # ended, and nobody knows what then
        ([Drawn(1, R.FULL, ADMITTED, date(2018, 1, 1)), Drawn(1, R.NONE, date(2018, 1, 1))], date(2018, 1, 1)),
        ([Drawn(1, R.NONE, date(2018, 1, 1)), Drawn(2, R.SUPPLEMENT, ADMITTED)], None),
        ([Drawn(1, R.NONE, date(2018, 1, 1)), Drawn(2, R.NONE, date(2018, 5, 1))], date(2018, 5, 1)),
    ],
)
def test_since_when_a_family_is_out(drawn: list[Drawn], expected: date | None) -> None:
    """All its BGs count (I25)."""
    assert paths.out_since(drawn, TODAY) == expected


@given(st.dates(date(1940, 1, 1), date(2010, 12, 31)), st.dates(date(2014, 1, 1), date(2035, 12, 31)))
def test_elb_by_month_of_birth_is_the_same_in_sql(born_on: date, day: date) -> None:
    """The first month of birth that SQL asks for is that of the rule; only who was born on the first differs."""
    limit = born_on.replace(day=1) >= elb_born_since(day)
    assert limit == (day < pension_on(born_on.replace(day=2)))
    assert is_elb_by_month(None, born_on, day) == is_elb_by_month(None, born_on.replace(day=1), day)
    last = month_end(day)
    if born_on.day > 1 and (born_on.month, born_on.day) != (2, 29):
        assert is_elb_by_month(None, born_on, last) == is_elb(None, born_on, last)
