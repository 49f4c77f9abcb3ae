"""How long one waits after failed log-ins."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fam.rules import throttle

LAST = datetime(2018, 10, 15, 8, 0, tzinfo=UTC)
ZERO = timedelta(0)


def test_the_first_tries_are_free() -> None:
    """Four typing errors cost nothing, the fifth half a minute; an address has fifty."""
    assert throttle.wait(4, throttle.PER_ACCOUNT, LAST, LAST) == ZERO
    assert throttle.wait(5, throttle.PER_ACCOUNT, LAST, LAST) == timedelta(seconds=30)
    assert throttle.wait(49, throttle.PER_ADDRESS, LAST, LAST) == ZERO
    assert throttle.wait(50, throttle.PER_ADDRESS, LAST, LAST) == timedelta(seconds=30)


def test_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    """30 s, 1, 2, 4, 8 and then 15 minutes, however many tries there were."""
    waits = [throttle.wait(fails, 5, LAST, LAST).total_seconds() for fails in (5, 6, 7, 8, 9, 10, 11, 10**9)]
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_the_wait_runs_off() -> None:
    """After it has passed the next try may come at once; after an hour all is forgotten."""
    assert throttle.wait(6, 5, LAST, LAST + timedelta(seconds=45)) == timedelta(seconds=15)
    assert throttle.wait(6, 5, LAST, LAST + timedelta(seconds=60)) == ZERO
    assert not throttle.forgotten(LAST, LAST + timedelta(minutes=59))
    assert throttle.forgotten(LAST, LAST + timedelta(hours=1))


@given(st.integers(0, 200), st.sampled_from([5, 50]), st.integers(-10_000, 10_000))
def test_the_wait_is_never_negative_or_endless(fails: int, limit: int, seconds: int) -> None:
    """Also with a clock that went backwards; one failure more never shortens the wait."""
    now = LAST + timedelta(seconds=seconds)
    found = throttle.wait(fails, limit, LAST, now)
    assert ZERO <= found <= throttle.LONGEST_WAIT
    assert found <= throttle.wait(fails + 1, limit, LAST, now)
