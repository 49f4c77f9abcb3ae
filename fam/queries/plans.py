"""The versions of the plan and the places of the team, for the page Plan und Plätze."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from fam.models import Account, Place, PlanPoint, PlanVersion
from fam.rules.periods import Interval
from fam.rules.terms import Institution


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of the plan; `points` maps first days of months to families."""

    id: int
    title: str
    decided_on: date
    note: str
    version: int
    points: dict[date, int]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One person's places in a period; `places` = FTE x case key, in families."""

    id: int
    account_id: int
    name: str
    institution: Institution | None
    starts_on: date
    ends_on: date | None
    fte: Decimal
    case_key: int
    version: int

    @property
    def places(self) -> Decimal:
        """Families that this person has room for."""
        return self.fte * self.case_key

    def valid_on(self, day: date) -> bool:
        """Return whether the places hold on a day."""
        return Interval(self.starts_on, self.ends_on).contains(day)


def plans(session: Session) -> tuple[Plan, ...]:
    """Return all versions, the newest first."""
    points: dict[int, dict[date, int]] = {}
    for point in session.exec(select(PlanPoint).order_by(col(PlanPoint.month))):
        points.setdefault(point.plan_id, {})[point.month] = point.planned_stock
    order = (col(PlanVersion.decided_on).desc(), col(PlanVersion.id).desc())
    return tuple(
        Plan(one.id or 0, one.title, one.decided_on, one.note, one.version, points.get(one.id or 0, {}))
        for one in session.exec(select(PlanVersion).order_by(*order))
    )


def places(
    session: Session, *, valid_on: date | None = None, offset: int = 0, limit: int | None = None
) -> tuple[PlaceRow, ...]:
    """Return the places, by institution and name, the latest period first; with a day only those that hold then."""
    return _places(session, _valid(valid_on), offset, limit)


def count_places(session: Session, *, valid_on: date | None = None) -> int:
    """Return how many places there are; with a day only those that hold then."""
    return session.exec(select(func.count()).select_from(Place).where(*_valid(valid_on))).one()


def place(session: Session, place_id: int | None) -> PlaceRow | None:
    """Return the places of one period, or None if there are none (any more)."""
    return next(iter(_places(session, [col(Place.id) == place_id], 0, 1)), None) if place_id else None


def _valid(day: date | None) -> list[ColumnElement[bool]]:
    if day is None:
        return []
    return [col(Place.starts_on) <= day, or_(col(Place.ends_on).is_(None), col(Place.ends_on) > day)]


def _places(
    session: Session, conditions: list[ColumnElement[bool]], offset: int, limit: int | None
) -> tuple[PlaceRow, ...]:
    query = (
        select(Place, Account)
        .join(Account, col(Account.id) == Place.account_id)
        .where(*conditions)
        .order_by(col(Account.institution).desc(), col(Account.display_name), col(Place.starts_on).desc())
        .order_by(col(Place.id))
        .offset(offset)
        .limit(limit)
    )
    return tuple(
        PlaceRow(
            place.id or 0,
            place.account_id,
            account.display_name,
            account.institution,
            place.starts_on,
            place.ends_on,
            place.fte,
            place.case_key,
            place.version,
        )
        for place, account in session.exec(query)
    )


def people(session: Session) -> dict[int, str]:
    """Return account id -> "name (institution)" of the active people who belong to an institution."""
    query = select(Account).where(col(Account.active).is_(True), col(Account.institution).is_not(None))
    rows = session.exec(query.order_by(col(Account.institution).desc(), col(Account.display_name)))
    return {one.id or 0: f"{one.display_name} ({one.institution.label})" for one in rows if one.institution}
