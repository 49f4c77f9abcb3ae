"""The past that Planung is drawn from: how many families came and left in which months, places and waiting list."""

from datetime import date
from typing import Any

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from fam.figures.capacity import capacity
from fam.figures.indicator import Period, month_of
from fam.figures.monthly import first_day, month_column, snapshot
from fam.figures.places import scarcer
from fam.figures.population import covers, in_statuses, size
from fam.figures.waiting import waiting_list
from fam.models import Account, Family, Place
from fam.rules.durations import Stay
from fam.rules.periods import add_months, month_end, month_start
from fam.rules.planning import Past
from fam.rules.terms import Institution, Status


def past(as_of: date, *, open_only: bool = False) -> Past:
    """Return what is known on a day, read from one unchanging state of the data: counts by month, no family.

    `open_only`, for Leitung: without the paused families (handbook §5.11).
    """
    month, period = month_start(as_of), month_of(as_of, as_of)
    with snapshot() as session:
        free = {one.institution: one.places for one in capacity(session, period)}
        return Past(
            month=month,
            full=month if month_end(as_of) == as_of else add_months(month, -1),
            stays=stays(session, as_of),
            waiting=waiting_list(session, period).families,
            paused=None if open_only else size(session, in_statuses(period, [Status.PAUSED])),
            places=scarcer(free),
            keys=keys(session, period),
        )


def stays(session: Session, as_of: date) -> tuple[Stay, ...]:
    """Return how many families came in which month and left in which, in order, by the heads' dates up to a day."""
    left: Any = case((col(Family.closed_on) <= as_of, col(Family.closed_on)))
    came, gone = month_column(col(Family.admitted_on)), month_column(left)
    query = select(came, gone, func.count()).where(col(Family.admitted_on) <= as_of).group_by(came, gone)
    found = sorted(
        session.exec(query), key=lambda row: (row[0], row[1] is None, row[1] or 0)
    )  # the same text each time
    return tuple(
        Stay(first_day(begun), None if ended is None else first_day(ended), int(families))
        for begun, ended, families in found
    )


def keys(session: Session, period: Period) -> dict[Institution, float]:
    """Return the case key of each institution on the Stichtag: families per full position, over all its places."""
    query = (
        select(col(Account.institution), func.sum(Place.fte * Place.case_key), func.sum(Place.fte))
        .join(Account, col(Account.id) == Place.account_id)
        .where(*covers(col(Place.starts_on), col(Place.ends_on), period))
        .group_by(col(Account.institution))
    )
    found = {side: float(places) / float(fte) for side, places, fte in session.exec(query) if side and fte}
    return {side: found[side] for side in Institution if side in found}
