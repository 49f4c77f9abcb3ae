"""The identity of the months, and the pace that the plan needs, in numbers and in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.rules import periods
from fam.rules.growth import MonthRow, identity_breaks, identity_holds, pace, pace_sentence
from fam.rules.periods import Interval

TODAY = date(2018, 10, 15)
PLAN = {date(2018, 9, 1): 25, date(2018, 10, 1): 27, date(2018, 12, 1): 40}
BALANCES = [5, 2, 3, 2, 1, 3, 2]  # the last six: 13 in six months


def test_a_wrong_stock_is_found_in_its_month() -> None:
    """The check names the month that does not add up, not all that follow."""
    rows = [
        MonthRow(date(2018, 1, 1), 3, 3, 0),
        MonthRow(date(2018, 2, 1), 5, 1, 0),
        MonthRow(date(2018, 3, 1), 4, 0, 1),
    ]
    assert identity_breaks(rows) == (date(2018, 2, 1),)
    assert not identity_holds(rows)
    assert identity_holds(rows[:1])
    assert not identity_holds(rows[:1], opening=1)


@given(
    st.lists(st.tuples(st.dates(date(2014, 1, 1), date(2016, 12, 31)), st.none() | st.integers(0, 400)), max_size=25)
)
def test_counted_rows_add_up(cases: list[tuple[date, int | None]]) -> None:
    """Rows whose sides are counted independently from the same cases keep the identity."""
    stays = [
        Interval(start, None if days is None else date.fromordinal(start.toordinal() + days)) for start, days in cases
    ]
    rows = [
        MonthRow(
            month,
            periods.stock(stays, periods.month_end(month)),
            periods.inflow(stays, month, periods.next_month(month)),
            periods.outflow(stays, month, periods.next_month(month)),
        )
        for month in periods.months_between(date(2014, 1, 1), date(2018, 3, 1))
    ]
    assert identity_holds(rows)
    assert sum(row.balance for row in rows) == rows[-1].stock


def test_the_pace_in_numbers() -> None:
    """9 families in October, November and December are 3 a month; the last six full months brought 13."""
    found = pace(31, TODAY, PLAN, BALANCES)
    assert (found.planned_now, found.goal, found.months_left, found.needed) == (27, 40, 3, 3.0)
    assert found.observed == pytest.approx(13 / 6)


def test_on_the_last_day_the_month_is_over() -> None:
    """On the Stichtag itself two months are left, one day before three."""
    assert pace(31, date(2018, 10, 30), PLAN, []).months_left == 3
    assert pace(31, date(2018, 10, 31), PLAN, []).months_left == 2
    assert pace(31, date(2018, 12, 31), PLAN, []).needed is None


@pytest.mark.parametrize(
    ("stock", "today", "plan", "balances", "sentence"),
    [
        (
            31, TODAY, PLAN, BALANCES,
            "31 Familien am 15.10.2018, 4 mehr als geplant. Bis Dezember 2018 fehlen noch 9: "
            "nötig sind 3,0 Aufnahmen netto im Monat, zuletzt waren es 2,2.",
        ),
        (
            39, TODAY, PLAN, [-1, 0],
            "39 Familien am 15.10.2018, 12 mehr als geplant. Bis Dezember 2018 fehlt noch 1: "
            "nötig sind 0,3 Aufnahmen netto im Monat, zuletzt waren es −0,5.",
        ),
        (
            27, TODAY, PLAN, [],
            "27 Familien am 15.10.2018, genau wie geplant. Bis Dezember 2018 fehlen noch 13: "
            "nötig sind 4,3 Aufnahmen netto im Monat.",
        ),
        (1, TODAY, {}, [], "1 Familie am 15.10.2018. Es ist kein Plan hinterlegt."),
        (
            2, TODAY, {}, [1, 1],
            "2 Familien am 15.10.2018. Es ist kein Plan hinterlegt. "
            "Zuletzt waren es 1,0 Aufnahmen netto im Monat.",
        ),
        (
            40, TODAY, PLAN, [],
            "40 Familien am 15.10.2018, 13 mehr als geplant. Das Planziel für Dezember 2018 (40) ist erreicht.",
        ),
        (
            38, date(2019, 2, 4), PLAN, [],
            "38 Familien am 04.02.2019, 2 weniger als für Dezember 2018 geplant. "
            "Der Plan endete im Dezember 2018 mit 40: Dazu fehlen 2 Familien.",
        ),
        (
            26, date(2018, 11, 2), PLAN, [],
            "26 Familien am 02.11.2018, 1 weniger als für Oktober 2018 geplant. Bis Dezember 2018 fehlen noch 14: "
            "nötig sind 7,0 Aufnahmen netto im Monat.",
        ),
        (
            0, date(2018, 8, 1), PLAN, [],
            "0 Familien am 01.08.2018. Bis Dezember 2018 fehlen noch 40: nötig sind 8,0 Aufnahmen netto im Monat.",
        ),
    ],
)  # fmt: skip
def test_the_pace_in_words(stock: int, today: date, plan: dict[date, int], balances: list[int], sentence: str) -> None:
    """One honest sentence for each state: no plan, no history, one family, reached, over, sparse plan."""
    assert pace_sentence(pace(stock, today, plan, balances), today) == sentence


plans = st.dictionaries(st.dates(date(2017, 1, 1), date(2019, 12, 1)).map(periods.month_start), st.integers(0, 80))


@given(
    st.integers(0, 100), st.dates(date(2016, 6, 1), date(2020, 6, 1)), plans, st.lists(st.integers(-9, 9), max_size=9)
)
def test_the_needed_pace_reaches_the_goal(stock: int, today: date, plan: dict[date, int], balances: list[int]) -> None:
    """Months left times the needed pace is exactly what is missing; every state has its sentence."""
    found = pace(stock, today, plan, balances)
    if found.needed is not None and found.goal is not None:
        assert found.months_left * found.needed == pytest.approx(found.goal - stock)
    sentence = pace_sentence(found, today)
    assert sentence.endswith(".")
    assert ".." not in sentence
    assert "None" not in sentence
