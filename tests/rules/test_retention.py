"""The day of a case: by the Löschkonzept's table, from the first day on, and never earlier for a later end."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.errors import InvalidForm
from fam.rules.retention import SETTINGS, Basis, Periods, checked, deletion, last_end_due, periods
from fam.rules.terms import ENDED, Status

RECEIVED, TODAY = date(2017, 3, 1), date(2018, 10, 15)
DAYS = st.dates(date(2014, 1, 1), date(2020, 12, 31))
KEPT = st.builds(Periods, st.integers(1, 6), st.integers(12, 24))


@pytest.mark.parametrize(
    ("status", "ended_on", "basis", "due_on", "settled"),
    [
        (Status.NOT_ADMITTED, date(2017, 8, 31), Basis.DECLINED, date(2018, 2, 28), True),
        (Status.WITHDRAWN, date(2018, 6, 1), Basis.DECLINED, date(2018, 12, 1), True),
        (Status.NOT_ADMITTED, None, Basis.DECLINED, date(2017, 9, 1), True),
        (Status.CLOSED, date(2016, 2, 29), Basis.CLOSED, date(2018, 2, 28), True),
        (Status.CLOSED, date(2018, 10, 15), Basis.CLOSED, date(2020, 10, 15), True),
        (Status.PROPOSED, None, Basis.PIPELINE, date(2019, 4, 15), False),
        (Status.EXAMINATION, None, Basis.PIPELINE, date(2019, 4, 15), False),
        (Status.WAITING, None, Basis.PIPELINE, date(2019, 4, 15), False),
        (Status.ACTIVE, None, Basis.RUNNING, date(2020, 10, 15), False),
        (Status.PAUSED, None, Basis.RUNNING, date(2020, 10, 15), False),
        (Status.ANONYMISED, None, Basis.DONE, None, True),
    ],
)
def test_the_table(status: Status, ended_on: date | None, basis: Basis, due_on: date | None, settled: bool) -> None:
    """Six months after a decision, 24 after the end, and for what runs the earliest possible day."""
    found = deletion(status, received_on=RECEIVED, ended_on=ended_on, today=TODAY)
    assert (found.basis, found.due_on, found.settled) == (basis, due_on, settled)
    assert found.why.endswith(".")


@given(st.sampled_from(Status), DAYS, DAYS, DAYS, KEPT)
def test_every_case_has_a_day_and_only_ended_ones_are_due(
    status: Status, received_on: date, ended_on: date, today: date, kept: Periods
) -> None:
    """A day from the first one on; nothing that runs is ever due, on no day."""
    found = deletion(status, received_on=received_on, ended_on=ended_on, today=today, kept=kept)
    assert (found.due_on is None) is (status is Status.ANONYMISED)
    assert not found.due(today) or (status in ENDED and status is not Status.ANONYMISED)
    if status not in ENDED:
        assert found.due_on
        assert found.due_on > today


@given(st.sampled_from((Status.CLOSED, Status.NOT_ADMITTED, Status.WITHDRAWN)), DAYS, DAYS, KEPT, KEPT)
def test_later_ends_and_longer_periods_never_come_earlier(
    status: Status, one: date, other: date, short: Periods, long: Periods
) -> None:
    """Monotone in the end and in the period, and the same on every day on which one asks."""
    first, second = sorted((one, other))
    least = Periods(min(short.declined_months, long.declined_months), min(short.closed_months, long.closed_months))
    most = Periods(max(short.declined_months, long.declined_months), max(short.closed_months, long.closed_months))

    def day(ended_on: date, kept: Periods, today: date = TODAY) -> date:
        found = deletion(status, received_on=RECEIVED, ended_on=ended_on, today=today, kept=kept).due_on
        assert found
        return found

    assert first < day(first, least) <= day(second, least) <= day(second, most)
    assert day(first, least) == day(first, least, date(2030, 1, 1))


@given(DAYS, st.integers(1, 24), st.integers(0, 900))
def test_the_query_compares_with_the_right_end(today: date, months: int, back: int) -> None:
    """An end is due exactly if it is not after the limit, whatever the lengths of the months."""
    ended_on = date.fromordinal(today.toordinal() - back)
    status, kept = (Status.CLOSED, Periods(6, months))
    due = deletion(status, received_on=RECEIVED, ended_on=ended_on, today=today, kept=kept).due(today)
    assert due is (ended_on <= last_end_due(today, months))


STRANGE: tuple[object, ...] = (None, [], "x", {"closed_months": 3}, {"closed_months": True}, {"closed_months": "24"})


@pytest.mark.parametrize("stored", STRANGE)
def test_a_strange_setting_is_the_default(stored: object) -> None:
    """Nothing that stands in the database makes a case due earlier than the Löschkonzept allows."""
    assert periods(stored) == Periods()


def test_periods_stay_within_the_concept() -> None:
    """Each with its own sentence, and a setting that is kept is read again."""
    with pytest.raises(InvalidForm) as error:
        checked({"declined_months": 7, "closed_months": None})
    assert set(error.value.fields) == set(SETTINGS)
    assert periods(checked({"declined_months": 1, "closed_months": 12})) == Periods(1, 12)
