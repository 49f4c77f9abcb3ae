"""Places and families per institution on a day (domain handbook §6.2, I13): what can still be taken on."""

from dataclasses import dataclass
from math import floor

from sqlalchemy import func
from sqlmodel import Session, col, select

from fam.figures.indicator import Period
from fam.figures.population import covers, entered, in_statuses, size
from fam.models import Account, Place
from fam.rules.terms import Institution, Status


@dataclass(frozen=True, slots=True)
class Capacity:
    """One institution on one day; every family in FAM counts once for each institution.

    `exact` is the sum of FTE x case key, None where no places are entered. Paused families hold no place, but will want
    it back: they stand apart.
    """

    institution: Institution
    exact: float | None
    active: int
    paused: int

    @property
    def places(self) -> int | None:
        """Whole families that can be taken on: the sum rounded down."""
        return None if self.exact is None else floor(self.exact)

    @property
    def free(self) -> int | None:
        """Places less active families; negative when there are more families than places, None without places."""
        return None if self.places is None else self.places - self.active


def capacity(session: Session, period: Period) -> tuple[Capacity, ...]:
    """Return both institutions' places (FTE x case key on the Stichtag) and families."""
    query = (
        select(col(Account.institution), func.sum(Place.fte * Place.case_key))
        .join(Account, col(Account.id) == Place.account_id)
        .where(*covers(col(Place.starts_on), col(Place.ends_on), period), *entered(Place, period))
        .group_by(col(Account.institution))
    )
    places = {institution: float(total) for institution, total in session.exec(query)}
    active, paused = (size(session, in_statuses(period, [one])) for one in (Status.ACTIVE, Status.PAUSED))
    return tuple(Capacity(one, places.get(one), active, paused) for one in Institution)
