"""Who read what: for Datenschutz everything, for the leads their own families."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from fam.clock import begins
from fam.models import Account, FamilyStub, ReadEntry
from fam.rules.protection_terms import ReadKind
from fam.rules.terms import Institution


@dataclass(frozen=True, slots=True)
class WantedReads:
    """What to look for; empty fields do not restrict. There is no question by person: the log is no time sheet."""

    number: str = ""
    kind: ReadKind | None = None
    first: date | None = None
    last: date | None = None
    with_reason: bool = False
    offset: int = 0
    size: int = 50


@dataclass(frozen=True, slots=True)
class Read:
    """One line: when, who, what; `number` is empty for what concerns no single family."""

    id: int
    at: datetime
    who: str
    institution: Institution | None
    kind: ReadKind
    number: str
    detail: str
    reason: str


def find(session: Session, wanted: WantedReads) -> tuple[Sequence[Read], int]:
    """Return one page of the log, newest first, and how many lines there are (counted up to 10,000)."""
    conditions = _conditions(wanted)
    counted = select(ReadEntry.id).where(*conditions).limit(10_000).subquery()
    total = session.exec(select(func.count()).select_from(counted)).one()
    number = col(FamilyStub.number)
    query = (
        select(ReadEntry, Account.display_name, number)
        .join(Account, col(Account.id) == ReadEntry.account_id, isouter=True)
        .join(FamilyStub, col(FamilyStub.id) == ReadEntry.family_id, isouter=True)
        .where(*conditions)
        .order_by(col(ReadEntry.id).desc())
        .limit(wanted.size)
        .offset(wanted.offset)
    )
    rows = session.exec(query)
    return [
        Read(one.id or 0, one.at, who or "System", one.institution, one.kind, number or "", one.detail, one.reason)
        for one, who, number in rows
    ], total


def _conditions(wanted: WantedReads) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.number:
        family = select(FamilyStub.id).where(col(FamilyStub.number) == wanted.number.strip().upper())
        conditions.append(col(ReadEntry.family_id).in_(family))
    if wanted.kind:
        conditions.append(col(ReadEntry.kind) == wanted.kind)
    if wanted.first:
        conditions.append(col(ReadEntry.at) >= begins(wanted.first))
    if wanted.last:
        conditions.append(col(ReadEntry.at) < begins(wanted.last + timedelta(days=1)))
    if wanted.with_reason:
        conditions.append(col(ReadEntry.reason) != "")
    return conditions
