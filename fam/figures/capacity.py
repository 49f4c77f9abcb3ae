"""Places and families per institution on a day (domain handbook §6.2, I13): what can still be taken on."""

from dataclasses import dataclass
from datetime import date
from math import floor

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from fam.models import Account, Place, StatusPeriod
from fam.rules.terms import Institution, Status


@dataclass(frozen=True, slots=True)
class Capacity:
    """One institution on one day; every family in FAM counts once for each institution.

    `places` is None where none are entered. Paused families hold no place, but will want it back: they stand apart.
    """

    institution: Institution
    places: int | None
    active: int
    paused: int

    @property
    def free(self) -> int | None:
        """Places less active families; negative when there are more families than places, None without places."""
        return None if self.places is None else self.places - self.active


def capacity(session: Session, day: date) -> tuple[Capacity, ...]:
    """Return both institutions' places (sum of FTE x case key valid that day, rounded down) and families."""
    query = (
        select(col(Account.institution), func.sum(Place.fte * Place.case_key))
        .join(Account, col(Account.id) == Place.account_id)
        .where(*valid_on(Place, day))
        .group_by(col(Account.institution))
    )
    places = {institution: floor(total) for institution, total in session.exec(query)}
    number = in_status(session, day)
    active, paused = number.get(Status.ACTIVE, 0), number.get(Status.PAUSED, 0)
    return tuple(Capacity(one, places.get(one), active, paused) for one in Institution)


def in_status(session: Session, day: date) -> dict[Status, int]:
    """Return status -> how many families had it on a day; statuses without families are missing."""
    query = (
        select(col(StatusPeriod.status), func.count())
        .where(col(StatusPeriod.status).in_((Status.ACTIVE, Status.PAUSED)), *valid_on(StatusPeriod, day))
        .group_by(col(StatusPeriod.status))
    )
    return {status: int(number) for status, number in session.exec(query)}


def valid_on(model: type[Place] | type[StatusPeriod], day: date) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a half-open period covers a day."""
    return (col(model.starts_on) <= day, or_(col(model.ends_on).is_(None), col(model.ends_on) > day))
