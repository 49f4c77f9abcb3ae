"""Free places and the order of the waiting list: numbers over all cases, for everybody who plans with them."""

from datetime import date

from sqlmodel import col, select

from fam import db
from fam.figures.capacity import Capacity, capacity
from fam.figures.indicator import Period
from fam.figures.monthly import snapshot
from fam.models import Family
from fam.rules.terms import Institution, Status


def free_places(today: date) -> dict[Institution, int | None]:
    """Return how many families each institution can still take on a day; None where no places are entered.

    Negative when there are more active families than places; how it is counted, `capacity` says.
    """
    return {one.institution: one.free for one in places_of(today)}


def places_of(today: date) -> tuple[Capacity, ...]:
    """Return both institutions with their places and families on a day."""
    with snapshot() as session:
        return capacity(session, Period(today, today))


def scarcer(places: dict[Institution, int | None]) -> int | None:
    """Return the free places of the institution that has fewer: a family needs one in both; None if unknown."""
    known = [number for number in places.values() if number is not None]
    return min(known) if len(known) == len(Institution) else None


def waiting_positions() -> dict[int, int]:
    """Return family id -> place in the waiting list, from 1: with a reasoned priority first, then by decision date."""
    with db.statistics() as session:
        query = (
            select(col(Family.id))
            .where(Family.status == Status.WAITING)
            .order_by(col(Family.waiting_priority) == "", col(Family.decided_on).nulls_last(), col(Family.number))
        )
        waiting = session.exec(query).all()
    return {family_id or 0: number for number, family_id in enumerate(waiting, start=1)}
