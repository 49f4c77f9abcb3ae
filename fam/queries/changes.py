"""Who changed what, when: the change log as far as the person may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from fam.clock import begins
from fam.models import Account, ChangeEntry, Family


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for; empty fields do not restrict. Days are real days (of the entry), both included."""

    account_id: int | None = None
    entity: str = ""
    number: str = ""
    first: date | None = None
    last: date | None = None
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log: `old` and `new` as the log keeps them (JSON)."""

    id: int
    at: datetime
    batch: str
    who: str
    number: str
    source: str
    entity: str
    record_id: int
    action: str
    field: str
    old: Any
    new: Any


def find(session: Session, wanted: Wanted) -> tuple[Sequence[Change], int]:
    """Return one page of changes, newest first, and how many there are (counted up to 10,000)."""
    conditions = _conditions(wanted)
    counted = select(ChangeEntry.id).where(*conditions).limit(10_000).subquery()
    total = session.exec(select(func.count()).select_from(counted)).one()
    query = (
        select(ChangeEntry, Account.display_name, Family.number)
        .join(Account, col(Account.id) == ChangeEntry.account_id, isouter=True)
        .join(Family, col(Family.id) == ChangeEntry.family_id, isouter=True)
        .where(*conditions)
        .order_by(col(ChangeEntry.id).desc())
        .limit(wanted.size)
        .offset((max(wanted.page, 1) - 1) * wanted.size)
    )
    return [from_entry(entry, who, number) for entry, who, number in session.exec(query)], total


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.account_id:
        conditions.append(col(ChangeEntry.account_id) == wanted.account_id)
    if wanted.entity:
        conditions.append(col(ChangeEntry.entity) == wanted.entity)
    if wanted.number:
        family = select(Family.id).where(Family.number == wanted.number.strip().upper())
        conditions.append(col(ChangeEntry.family_id).in_(family))
    if wanted.first:
        conditions.append(col(ChangeEntry.at) >= begins(wanted.first))
    if wanted.last:
        conditions.append(col(ChangeEntry.at) < begins(wanted.last + timedelta(days=1)))
    return conditions


def from_entry(entry: ChangeEntry, who: str | None = None, number: str | None = None) -> Change:
    """Return a log entry as a line to show."""
    return Change(
        id=entry.id or 0,
        at=entry.at,
        batch=entry.batch,
        who=who or "System",
        number=number or "",
        source=entry.source,
        entity=entry.entity,
        record_id=entry.record_id,
        action=entry.action,
        field=entry.field,
        old=entry.old,
        new=entry.new,
    )


def batch(session: Session, name: str) -> Sequence[ChangeEntry]:
    """Return the entries of one transaction that the person may see, in the order they were written."""
    return session.exec(select(ChangeEntry).where(ChangeEntry.batch == name).order_by(col(ChangeEntry.id))).all()


def entities(session: Session) -> Sequence[str]:
    """Return the tables that occur in the log, as far as the person sees it."""
    return session.exec(select(ChangeEntry.entity).distinct().order_by(ChangeEntry.entity)).all()
