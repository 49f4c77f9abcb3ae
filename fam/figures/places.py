"""Free places and the order of the waiting list: numbers over all cases, for everybody who plans with them."""

from datetime import date
from math import floor

from sqlalchemy import func, or_
from sqlmodel import col, select

from fam import db
from fam.models import Account, Family, Place
from fam.rules.terms import Institution, Status


def free_places(today: date) -> dict[Institution, int | None]:
    """Return how many families each institution can still take on a day; None where no places are entered.

    Places = sum of FTE x case key valid that day, rounded down; taken = families in FAM that day, each counting once
    per institution (domain handbook §6.2, I13). Negative when there are more families than places.
    """
    with db.statistics() as session:
        valid = (col(Place.starts_on) <= today, or_(col(Place.ends_on).is_(None), col(Place.ends_on) > today))
        query = (
            select(Account.institution, func.sum(Place.fte * Place.case_key))
            .join(Account, col(Account.id) == Place.account_id)
            .where(*valid)
            .group_by(col(Account.institution))
        )
        places = {institution: floor(total) for institution, total in session.exec(query) if institution}
        in_fam = (col(Family.admitted_on) <= today, or_(col(Family.closed_on).is_(None), col(Family.closed_on) > today))
        taken = session.exec(select(func.count()).select_from(Family).where(*in_fam)).one()
    return {one: places[one] - taken if one in places else None for one in Institution}


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
