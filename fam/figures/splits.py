"""Totals divided by town, source or reason, as of any day: for the team and Koordination.

Small numbers point at families: whoever has Leitung alone gets what the gate lets through of frozen reports
(`fam.figures.reports`), never these live ones.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from fam.errors import NotAllowed
from fam.figures.capacity import valid_on
from fam.figures.monthly import snapshot
from fam.models import Family, ListItem, StatusPeriod, Town
from fam.person import Person
from fam.rules.terms import IN_STOCK, Role

UNKNOWN = "nicht erfasst"


class Split(StrEnum):
    """A total and what divides it; the value is its German title."""

    STOCK_BY_TOWN = "Bestand nach Wohnort"
    RECEIVED_BY_SOURCE = "Vorschläge nach Herkunft"
    RECEIVED_BY_TOWN = "Vorschläge nach Wohnort"
    RECEIVED_BY_INSTITUTION = "Vorschläge nach Institution"
    INFLOW_BY_SOURCE = "Zugang nach Herkunft"
    OUTFLOW_BY_REASON = "Abgang nach Hauptgrund"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a total, in families."""

    label: str
    families: int


def may_see_splits(person: Person) -> bool:
    """Return whether divided totals are for this person: Fachkraft and Koordination, not Leitung alone."""
    return person.system or person.has(Role.CASEWORKER) or person.has(Role.COORDINATOR)


def split(person: Person, kind: Split, first: date, as_of: date) -> tuple[Part, ...]:
    """Return the parts of a total, the largest first; they add up to the undivided figure.

    Stock is that of `as_of`, everything else happened from `first` to `as_of`. The town is today's.
    Raises NotAllowed for anybody outside the team.
    """
    if not may_see_splits(person):
        raise NotAllowed
    with snapshot() as session:
        parts = [Part(label or UNKNOWN, number) for label, number in _count(session, kind, first, as_of)]
    return tuple(sorted(parts, key=lambda part: (part.label == UNKNOWN, -part.families, part.label)))


def _count(session: Session, kind: Split, first: date, as_of: date) -> list[tuple[str | None, int]]:
    label: Any = {
        Split.STOCK_BY_TOWN: Town.name,
        Split.RECEIVED_BY_TOWN: Town.name,
        Split.RECEIVED_BY_INSTITUTION: Family.institution,
    }.get(kind, ListItem.label)
    query = select(label, func.count()).select_from(Family)
    if label is Town.name:
        query = query.join(Town, col(Town.ags) == Family.town_ags, isouter=True)
    elif label is ListItem.label:
        item = Family.reason_id if kind is Split.OUTFLOW_BY_REASON else Family.source_id
        query = query.join(ListItem, col(ListItem.id) == item, isouter=True)
    if kind is Split.STOCK_BY_TOWN:
        query = query.join(StatusPeriod, col(StatusPeriod.family_id) == Family.id).where(
            col(StatusPeriod.status).in_(IN_STOCK), *valid_on(StatusPeriod, as_of)
        )
    else:
        day: Any = {
            Split.INFLOW_BY_SOURCE: Family.admitted_on,
            Split.OUTFLOW_BY_REASON: Family.closed_on,
        }.get(kind, Family.received_on)
        query = query.where(col(day).between(first, as_of))
    rows = session.exec(query.group_by(label)).all()
    return [(getattr(name, "label", name), int(number)) for name, number in rows]
