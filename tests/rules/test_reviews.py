"""Reviews: windows, standing, names by law, one day for several."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.rules.plan_terms import ReviewKind
from fam.rules.reviews import AHEAD, NEAR, Standing, common_day, kind_on, kinds_on, next_computed, standing

DUE = date(2018, 10, 15)
DAYS = st.dates(date(2014, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("held", "today", "expected"),
    [
        (None, date(2018, 9, 30), Standing.LATER),
        (None, date(2018, 10, 1), Standing.OPEN),
        (None, date(2018, 10, 29), Standing.OPEN),
        (None, date(2018, 10, 30), Standing.OVERDUE),
        (date(2018, 10, 29), date(2018, 12, 1), Standing.IN_TIME),
        (date(2018, 10, 30), date(2018, 12, 1), Standing.LATE),
        (date(2018, 8, 1), date(2018, 12, 1), Standing.IN_TIME),  # I20: at the latest
    ],
)
def test_standing(held: date | None, today: date, expected: Standing) -> None:
    """From 14 days before to 14 days after the day."""
    assert standing(DUE, held, today) is expected


def test_names_by_law() -> None:
    """EGV until 30.6.2023, Kooperationsplan from 1.7.2023; the others always."""
    assert kind_on(ReviewKind.EGV, date(2023, 7, 1)) is ReviewKind.COOPERATION
    assert kind_on(ReviewKind.COOPERATION, date(2023, 6, 30)) is ReviewKind.EGV
    assert kinds_on(DUE) == (ReviewKind.FAM, ReviewKind.EGV, ReviewKind.HILFEPLAN)


def test_one_day_for_what_falls_near() -> None:
    """The earliest of them, so that none is late; a Saturday becomes the Friday; alone: none."""
    assert common_day([date(2018, 11, 20), date(2018, 11, 10), date(2019, 3, 1)], DUE) == date(2018, 11, 9)
    assert common_day([date(2018, 11, 10), date(2019, 3, 1)], DUE) is None
    assert common_day([date(2018, 10, 1), date(2018, 10, 20)], DUE) == DUE


@given(st.lists(DAYS, min_size=2, max_size=5), DAYS)
def test_a_common_day_comes_too_late_for_none(due: list[date], today: date) -> None:
    """Never in the past; not after the first of them unless that has passed."""
    day = common_day(due, today)
    if day is not None:
        assert today <= day <= max(min(due), today)
        assert sum(one - min(due) <= NEAR for one in due) > 1


@given(DAYS, st.integers(0, 4000), st.integers(1, 24))
def test_a_computed_day_is_never_over(admitted: date, later: int, months: int) -> None:
    """The first one after the admission that can still be held in time."""
    today = admitted + timedelta(days=later)
    assert next_computed(admitted, today, months) + AHEAD >= today
