"""Deputies: who stands in for whom, from when to when."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from fam.models import Account, Lead
from fam.person import Person
from fam.rules.terms import Institution, LeadKind

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Deputyship:
    """One person stands in for another, in so many families, from `starts_on` until before `ends_on`."""

    lead_ids: tuple[int, ...]
    deputy_id: int
    deputy: str
    instead_of_id: int | None
    instead_of: str
    institution: Institution
    starts_on: date
    ends_on: date | None

    @property
    def families(self) -> int:
        """In how many families."""
        return len(self.lead_ids)

    @property
    def last_day(self) -> date | None:
        """The last day of the deputyship, as people say it."""
        return self.ends_on - timedelta(days=1) if self.ends_on else None


def running(session: Session) -> list[Deputyship]:
    """Return deputyships that have not ended, as far as the person sees the families' leads, the next to end first."""
    return _grouped(session, col(Lead.ends_on).is_(None))


def ending_soon(session: Session, within: timedelta = SOON) -> list[Deputyship]:
    """Return deputyships that end within two weeks, the next to end first."""
    person: Person = session.info["person"]
    return [row for row in running(session) if row.ends_on and row.ends_on <= person.today + within]


def of_person(session: Session) -> list[Deputyship]:
    """Return deputyships that concern the person: who stands in for me, for whom I stand in."""
    person: Person = session.info["person"]
    mine = select(Lead.family_id).where(Lead.account_id == person.account_id)
    rows = _grouped(session, col(Lead.ends_on).is_(None), col(Lead.family_id).in_(mine))
    return [row for row in rows if person.account_id in (row.deputy_id, row.instead_of_id)]


def stood_in_for(person: Person, family_id: Any, account_id: Any, day: Any = None) -> ColumnElement[bool]:
    """Return the condition that the person is today the deputy of that account in that family (and on a day, if given).

    What a sick colleague has to do is then the deputy's too, and no longer once the deputyship ends.
    """
    stands_in, led = aliased(Lead), aliased(Lead)
    dates = [person.today] if day is None else [person.today, day]
    held = [
        condition
        for row in (stands_in, led)
        for one in dates
        for condition in (col(row.starts_on) <= one, sa.or_(col(row.ends_on).is_(None), col(row.ends_on) > one))
    ]
    return (
        sa.exists()
        .where(
            col(stands_in.family_id) == family_id, col(stands_in.account_id) == person.account_id,
            col(stands_in.kind) == LeadKind.DEPUTY, col(led.family_id) == stands_in.family_id,
            col(led.institution) == stands_in.institution, col(led.kind) == LeadKind.LEAD,
            col(led.account_id) == account_id, *held,
        )
    )  # fmt: skip


def _grouped(session: Session, open_end: Any, *conditions: Any) -> list[Deputyship]:
    person: Person = session.info["person"]
    found: defaultdict[Any, set[int]] = defaultdict(set)
    for lead_id, *key in _rows(session, person.today, open_end, conditions):
        found[tuple(key)].add(lead_id)
    rows = [Deputyship(tuple(sorted(ids)), *key) for key, ids in found.items()]
    return sorted(rows, key=lambda row: (row.ends_on or date.max, row.deputy))


def _rows(session: Session, today: date, open_end: Any, conditions: Sequence[Any]) -> Any:
    """One row per deputy's lead row, beside the colleague who leads the same family for the same institution."""
    led, stands_in, colleague = aliased(Lead), aliased(Account), aliased(Account)
    same = sa.and_(
        col(led.family_id) == Lead.family_id,
        col(led.institution) == Lead.institution,
        col(led.kind) == LeadKind.LEAD,
        sa.or_(col(led.ends_on).is_(None), col(led.ends_on) > col(Lead.starts_on)),
    )
    columns: tuple[Any, ...] = (
        Lead.id, stands_in.id, stands_in.display_name, colleague.id,
        sa.func.coalesce(colleague.display_name, led.name_text), Lead.institution, Lead.starts_on, Lead.ends_on,
    )  # fmt: skip
    return session.exec(
        select(*columns)
        .join(stands_in, col(stands_in.id) == Lead.account_id)
        .join(led, same)
        .outerjoin(colleague, col(colleague.id) == led.account_id)
        .where(col(Lead.kind) == LeadKind.DEPUTY, sa.or_(open_end, col(Lead.ends_on) > today), *conditions)
    )
