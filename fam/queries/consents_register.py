"""The register of consents: per family how it stands, without names (domain handbook §5.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, tuple_
from sqlmodel import Session, col, select

from fam.models import FAMILY, ConsentItem, FamilyStub, Sharing
from fam.person import Person
from fam.rules.consent import CORE
from fam.rules.terms import IN_STOCK, Status


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One family in FAM: how many of the core flows are open today, items in the ledger, taken back, next end."""

    id: int
    number: str
    status: Status
    core: int
    items: int
    revoked: int
    ends_on: date | None

    @property
    def state(self) -> str:
        """How it stands, in words."""
        if self.core == len(CORE):
            return "vollständig"
        if not self.items:
            return "keine erfasst"
        return "widerrufen" if self.revoked and not self.core else "unvollständig"


def find(
    session: Session, *, lacking: bool = False, offset: int = 0, size: int = 50
) -> tuple[Sequence[RegisterRow], int]:
    """Return one page of the families in FAM by number, and how many; `lacking`: where a core flow is closed."""
    person: Person = session.info["person"]
    opened = _core(person.today)
    conditions: list[ColumnElement[bool]] = [col(FamilyStub.status).in_(IN_STOCK)]
    if lacking:
        conditions.append(opened < len(CORE))
    total = session.exec(select(func.count()).select_from(FamilyStub).where(*conditions)).one()
    of_family = col(ConsentItem.family_id) == FamilyStub.id
    counted = [_scalar(func.count(), of_family), _scalar(func.count(col(ConsentItem.revoked_at)), of_family)]
    holds = (col(ConsentItem.ends_on) >= person.today, col(ConsentItem.revoked_at).is_(None))
    ends = _scalar(func.min(ConsentItem.ends_on), of_family, *holds)
    query: Any = select(FamilyStub.id, FamilyStub.number, FamilyStub.status)
    query = query.add_columns(opened, *counted, ends).where(*conditions)
    rows = session.exec(query.order_by(col(FamilyStub.number)).offset(offset).limit(size))
    return [RegisterRow(*row) for row in rows], total


def _core(today: date) -> Any:
    """How many of the core flows the whole family has open."""
    flows = tuple_(col(Sharing.category), col(Sharing.source)).in_(CORE)
    holds = or_(col(Sharing.ends_on).is_(None), col(Sharing.ends_on) >= today)
    query = select(func.count()).select_from(Sharing).where(Sharing.family_id == FamilyStub.id, flows, holds)
    whole = (Sharing.member_id == FAMILY, col(Sharing.starts_on) <= today)
    return query.where(*whole).correlate(FamilyStub).scalar_subquery()


def _scalar(value: Any, *conditions: Any) -> Any:
    return select(value).select_from(ConsentItem).where(*conditions).correlate(FamilyStub).scalar_subquery()
