"""The team's lists as they are kept: every entry with its state, and the FAM area."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from fam.models import ListItem, Town, TownArea
from fam.rules.terms import ListName


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list."""

    id: int
    label: str
    group: str
    archived: bool


@dataclass(frozen=True, slots=True)
class Area:
    """A municipality and a period in the FAM area (half-open)."""

    ags: str
    town: str
    starts_on: date
    ends_on: date | None


def of_list(session: Session, name: ListName) -> Sequence[Choice]:
    """Return a list's entries in the team's order, archived ones last."""
    query = select(ListItem).where(ListItem.list == name)
    query = query.order_by(col(ListItem.archived), col(ListItem.position), col(ListItem.id))
    return [Choice(item.id or 0, item.label, item.group, item.archived) for item in session.exec(query)]


def areas(session: Session) -> Sequence[Area]:
    """Return the municipalities of the FAM area, past and present, by name."""
    query = select(TownArea, Town.name).join(Town, col(Town.ags) == TownArea.ags)
    rows = session.exec(query.order_by(Town.name, col(TownArea.starts_on)))
    return [Area(area.ags, name, area.starts_on, area.ends_on) for area, name in rows]
