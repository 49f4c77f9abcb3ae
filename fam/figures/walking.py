"""Who of the families in FAM began something between school and work: read for few people, by SQL, for I23 and I24."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from fam.figures.indicator import Period
from fam.figures.persons import members
from fam.figures.population import admission_known, covers, entered, left_on
from fam.models import Family, Member, Station
from fam.rules.paths import YOUNG_FROM, Stay, begun, elb_born_since
from fam.rules.periods import add_months, next_month
from fam.rules.plan_terms import StationKind


@dataclass(slots=True)
class Walker:
    """A person with the states of some kinds; the dates of the family and of the person in it are half-open."""

    id: int
    family_id: int
    born_on: date | None
    employable: bool | None
    starts_on: date | None
    ends_on: date | None
    admitted_on: date
    left_on: date | None
    stays: list[Stay] = field(default_factory=list)

    def began(self, kinds: Iterable[StationKind]) -> Iterator[Stay]:
        """Yield what began while the family was in FAM and the person belonged to it."""
        for one in begun(self.stays, kinds, self.admitted_on):
            day = one.starts_on
            in_fam = self.left_on is None or day < self.left_on
            if in_fam and (self.starts_on or day) <= day and (self.ends_on is None or day < self.ends_on):
                yield one


def walkers(session: Session, period: Period, since: date, kinds: Sequence[StationKind]) -> list[Walker]:
    """Return everybody who began a state of these kinds from `since` to the Stichtag, with all their states of them."""
    began = sa.select(col(Station.about_id)).where(
        col(Station.kind).in_(kinds), col(Station.event_on).between(since, period.last), *entered(Station, period)
    )
    columns = (
        col(Member.id), col(Member.family_id), col(Member.born_on), col(Member.employable), col(Member.starts_on),
        col(Member.ends_on), col(Family.admitted_on), left_on(period),
    )  # fmt: skip
    state = (col(Station.kind), col(Station.event_on), col(Station.ends_on))
    query: Any = (
        sa.select(*columns, *state)
        .join_from(Member, Station, col(Station.about_id) == Member.id)
        .join(Family, col(Family.id) == Member.family_id)
        .where(col(Station.kind).in_(kinds), col(Member.id).in_(began))
        .where(*entered(Station, period), *entered(Member, period), *admission_known(period))
        .order_by(col(Member.id), col(Station.event_on), col(Station.id))
    )
    found: dict[int, Walker] = {}
    for *person, kind, starts, ends in session.exec(query):
        found.setdefault(person[0], Walker(*person)).stays.append(Stay(kind, starts, ends))
    return list(found.values())


def elb(families: Any, period: Period) -> Any:
    """Return a select (id, family_id) of the eLb of some families on the Stichtag, by month of birth."""
    born, found = col(Member.born_on), col(Member.employable)
    by_age = sa.and_(born < next_month(add_months(period.last, -12 * YOUNG_FROM)), born >= elb_born_since(period.last))
    able = sa.or_(sa.and_(born.is_(None), found.is_(True)), sa.and_(sa.or_(found.is_(None), found.is_(True)), by_age))
    return sa.select(col(Member.id).label("id"), col(Member.family_id).label("family_id")).where(
        *members(families, period), able
    )


def in_state(kinds: Sequence[StationKind], member_id: Any, period: Period) -> sa.ColumnElement[bool]:
    """Return the condition that a person is in one of these states on the Stichtag."""
    found = sa.select(col(Station.id)).where(
        col(Station.about_id) == member_id,
        col(Station.kind).in_(kinds),
        *covers(col(Station.event_on), col(Station.ends_on), period),
        *entered(Station, period),
    )
    return found.exists()
