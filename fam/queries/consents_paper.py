"""Families whose consents nobody has recorded yet: after a list came in, or after an upgrade."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from fam.models import Consent, Family, Lead
from fam.person import Person
from fam.queries.families import current
from fam.rules.terms import IN_STOCK, PIPELINE, Role, Status


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """A family without any entry in its ledger."""

    number: str
    name: str
    status: Status


def waiting(
    session: Session, *, mine: bool = False, after: str = "", offset: int = 0, size: int = 50
) -> tuple[Sequence[Unrecorded], int]:
    """Return running families without a recorded consent that the person may record, by number, and how many.

    Those that one works with; for Koordination (unless `mine`) all of the Altbestand. `after`: behind this number only.
    """
    person: Person = session.info["person"]
    led = select(col(Lead.family_id)).where(Lead.account_id == person.account_id, *current(person.today))
    recorded = select(Consent.id).where(Consent.family_id == Family.id).exists()
    whose: ColumnElement[bool] = col(Family.id).in_(led) if person.has(Role.CASEWORKER) else col(Family.id).is_(None)
    if person.has(Role.COORDINATOR) and not mine:
        whose = or_(whose, col(Family.legacy).is_(True))
    running = or_(col(Family.status).in_(IN_STOCK), col(Family.legacy).is_(True) & col(Family.status).in_(PIPELINE))
    conditions: list[Any] = [whose, running, ~recorded]
    if after:
        conditions.append(col(Family.number) > after)
    total = session.exec(select(func.count()).select_from(Family).where(*conditions)).one()
    query = select(Family).where(*conditions).order_by(col(Family.number)).offset(offset).limit(size)
    return [Unrecorded(one.number, one.name, one.status) for one in session.exec(query)], total


def following(session: Session, number: str) -> Unrecorded | None:
    """Return the family that comes after this one in `waiting`, from the first one again after the last."""
    for after in (number, ""):
        found, _total = waiting(session, after=after, size=1)
        if found:
            return found[0]
    return None
