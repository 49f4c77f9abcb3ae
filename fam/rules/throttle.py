"""How long one has to wait after failed log-ins: per account and per address, growing, forgotten after an hour.

What is never forgotten: a hundred failures in a row close an account until Administration opens it
(NIST SP 800-63B, section 5.2.2: no more than 100 consecutive failed attempts).
"""

from datetime import datetime, timedelta

PER_ACCOUNT = 5
PER_ADDRESS = 50
IN_A_ROW = 100
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=1)


def wait(fails: int, limit: int, last_fail_at: datetime, now: datetime) -> timedelta:
    """Return how long the next try must still wait; zero if it may come.

    The `limit`-th failure costs 30 seconds, each further one twice as long, 15 minutes at most. A clock that went
    backwards never makes the wait longer than that.
    """
    if fails < limit or forgotten(last_fail_at, now):
        return timedelta(0)
    whole: timedelta = min(FIRST_WAIT * (1 << min(fails - limit, 10)), LONGEST_WAIT)
    return min(max(last_fail_at + whole - now, timedelta(0)), whole)


def forgotten(last_fail_at: datetime, now: datetime) -> bool:
    """Whether the failures lie so far back that counting starts anew: one hour without another."""
    return now - last_fail_at >= FORGET_AFTER
