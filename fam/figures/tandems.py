"""What each tandem of Fachkräfte did, for Koordination alone: numbers about people stay with it (Personalrat)."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from fam.errors import NotAllowed
from fam.figures.indicator import Period
from fam.figures.meetings import joint, meetings
from fam.figures.monthly import snapshot
from fam.figures.population import in_stock
from fam.models import Account, Lead, Meeting
from fam.person import Person
from fam.rules.meetings import MEETING_KINDS
from fam.rules.terms import Institution, LeadKind, Role

NOBODY = "nicht zugeordnet"


@dataclass(frozen=True, slots=True)
class Tandem:
    """One lead of each institution: families in FAM on the Stichtag, held meetings of the period, joint ones."""

    pro_arbeit: str
    asd: str
    families: int
    held: int
    joint: int


def may_see_tandems(person: Person) -> bool:
    """Return whether numbers by tandem are for this person: Koordination alone."""
    return person.system or person.has(Role.COORDINATOR)


def tandems(person: Person, period: Period) -> tuple[Tandem, ...]:
    """Return the tandems by name, in no other order; raises NotAllowed for anybody but Koordination.

    A meeting belongs to the leads of its day, a family in FAM to those of the Stichtag.
    """
    if not may_see_tandems(person):
        raise NotAllowed
    with snapshot() as session:
        families = _families(session, period)
        held = _held(session, period)
    return tuple(Tandem(*pair, families.get(pair, 0), *held.get(pair, (0, 0))) for pair in sorted({*families, *held}))


def _families(session: Session, period: Period) -> dict[tuple[str, str], int]:
    stock = in_stock(period).subquery()
    query, names = _with_leads(sa.select(sa.func.count(sa.distinct(stock.c.family_id))).select_from(stock),
                               stock.c.family_id, period.last)  # fmt: skip
    return {(first, second): number for first, second, number in _rows(session, query, names)}


def _held(session: Session, period: Period) -> dict[tuple[str, str], tuple[int, int]]:
    rows = meetings(period, MEETING_KINDS).add_columns(
        col(Meeting.event_on).label("day"), sa.case((sa.and_(*joint()), 1), else_=0).label("joint")
    ).subquery()  # fmt: skip
    together = sa.case((rows.c.joint == 1, rows.c.meeting_id))
    counted = sa.select(sa.func.count(sa.distinct(rows.c.meeting_id)), sa.func.count(sa.distinct(together)))
    query, names = _with_leads(counted.select_from(rows), rows.c.family_id, rows.c.day)
    return {(first, second): (held, both) for first, second, held, both in _rows(session, query, names)}


def _rows(session: Session, query: Any, names: list[Any]) -> list[Any]:
    asked: Any = query.add_columns(*names).group_by(*names)
    return [(*row[-2:], *row[:-2]) for row in session.exec(asked)]


def _with_leads(query: Any, family_id: Any, day: Any) -> tuple[Any, list[Any]]:
    """Join the lead of each institution on a day; return their names as columns, too."""
    names = []
    for institution in (Institution.PRO_ARBEIT, Institution.ASD):
        lead: Any = aliased(Lead)
        account: Any = aliased(Account)
        on_day = sa.and_(
            lead.family_id == family_id, lead.institution == institution, lead.kind == LeadKind.LEAD,
            lead.starts_on <= day, sa.or_(lead.ends_on.is_(None), lead.ends_on > day),
        )  # fmt: skip
        query = query.outerjoin(lead, on_day).outerjoin(account, account.id == lead.account_id)
        names.append(sa.func.coalesce(account.display_name, sa.func.nullif(lead.name_text, ""), NOBODY))
    return query, names
