"""Which cases are to be erased, and when: numbers and dates of all cases, never a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from fam import db
from fam.errors import NotAllowed
from fam.models import Family, Setting, StatusPeriod
from fam.person import Person, Right
from fam.rules.periods import add_months
from fam.rules.retention import Deletion, Periods, deletion, last_end_due, periods
from fam.rules.terms import Status
from fam.services.erasure_blockers import blockers

SETTING = "retention"
HEAD = ("id", "number", "status", "received_on", "closed_on", "decided_on")
DECLINED = (Status.NOT_ADMITTED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Case:
    """One case with its day; `blockers` say why it stays although the day has come."""

    id: int
    number: str
    status: Status
    deletion: Deletion
    blockers: tuple[str, ...] = ()


def kept_for(session: Session) -> Periods:
    """Return how long cases are kept in this installation."""
    setting = session.get(Setting, SETTING)
    return periods(setting.value if setting else None)


def due(session: Session, limit: int | None = None, ahead_months: int = 0) -> list[Case]:
    """Return the cases whose day has come (or comes in so many months), the earliest end first."""
    person = _allowed(session)
    query = _ended(session, add_months(person.today, ahead_months)).limit(limit)
    with db.elevated(session):
        return _cases(session, session.exec(query).all(), person.today)


def due_count(session: Session) -> int:
    """Return how many cases are to be erased by now, whether something holds them or not."""
    person = _allowed(session)
    with db.elevated(session):
        ids = _ended(session, person.today).order_by(None).subquery()
        return int(session.exec(select(func.count()).select_from(ids)).one())


def of_ids(session: Session, family_ids: Sequence[int]) -> list[Case]:
    """Return these cases with their day, as far as they exist."""
    person = _allowed(session)
    with db.elevated(session):
        found = session.exec(_all().where(col(Family.id).in_(family_ids))).all()
        return _cases(session, found, person.today)


def of_number(session: Session, number: str) -> Case | None:
    """Return the case of a FAM number, also of one that still runs; None if there is none."""
    person = _allowed(session)
    with db.elevated(session):
        found = session.exec(_all().where(Family.number == number.strip().upper())).all()
        return next(iter(_cases(session, found, person.today)), None)


def _allowed(session: Session) -> Person:
    person: Person = session.info["person"]
    if not person.may(Right.ERASE):
        raise NotAllowed
    return person


def _all() -> Any:
    """Heads of cases with the first day of their present status."""
    now = sa.and_(
        col(StatusPeriod.family_id) == Family.id,
        col(StatusPeriod.status) == Family.status,
        col(StatusPeriod.ends_on).is_(None),
    )
    columns: list[Any] = [getattr(Family, name) for name in HEAD]
    since: Any = func.max(StatusPeriod.starts_on)
    query: Any = select(*columns, since)  # type: ignore[call-overload]
    return query.outerjoin(StatusPeriod, now).group_by(*columns)


def _ended(session: Session, day: date) -> Any:
    """Ended cases whose period has run out by a day, the earliest end first."""
    kept, since = kept_for(session), func.max(StatusPeriod.starts_on)
    closed = func.coalesce(Family.closed_on, since, Family.received_on)
    decided = func.coalesce(since, Family.decided_on, Family.received_on)
    is_due = sa.or_(
        sa.and_(col(Family.status) == Status.CLOSED, closed <= last_end_due(day, kept.closed_months)),
        sa.and_(col(Family.status).in_(DECLINED), decided <= last_end_due(day, kept.declined_months)),
    )
    ended = col(Family.status).in_((Status.CLOSED, *DECLINED))
    order = (sa.case((col(Family.status) == Status.CLOSED, closed), else_=decided), col(Family.id))
    return _all().where(ended).having(is_due).order_by(*order)


def _cases(session: Session, rows: Sequence[Any], today: date) -> list[Case]:
    kept, holding = kept_for(session), blockers(session, [row[0] for row in rows])
    return [
        Case(number, name, status, _deletion(status, received, closed, decided, since, today, kept),
             holding.get(number, ()))
        for number, name, status, received, closed, decided, since in rows
    ]  # fmt: skip


def _deletion(
    status: Status, received: date, closed: date | None, decided: date | None, since: date | None, today: date,
    kept: Periods,
) -> Deletion:  # fmt: skip
    ended = (closed or since) if status is Status.CLOSED else (since or decided)
    return deletion(status, received_on=received, ended_on=ended, today=today, kept=kept)


def of_family(session: Session, family: Family, since: date | None) -> Deletion:
    """Return when a case that the person reads is to be erased; `since` is the first day of its status."""
    person: Person = session.info["person"]
    return _deletion(
        family.status, family.received_on, family.closed_on, family.decided_on, since, person.today, kept_for(session)
    )
