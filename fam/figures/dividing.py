"""A number of families divided by a list, a town or an institution; every row of the list is there, also at zero."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import case, exists, func
from sqlmodel import Session, col, select

from fam.figures.indicator import Breakdown, Part, Period, count
from fam.figures.population import covers, entered
from fam.models import Address, Family, ListItem, Town
from fam.rules.terms import Institution, ListName

UNKNOWN, OUTSIDE = "UNKNOWN", "OUTSIDE"
LABELS = {OUTSIDE: "außerhalb des Kreises", UNKNOWN: "nicht erfasst"}
Numbers = Mapping[Any, int]


class Entry(NamedTuple):
    """An entry of a list of the team."""

    id: int
    code: str
    label: str
    group: str
    official: str
    archived: bool


def numbers(session: Session, families: Any, by: Any) -> dict[Any, int]:
    """Return value -> how many of the families (a select of ids) have it; `by` is an expression over Family."""
    rows = select(by.label("by")).where(col(Family.id).in_(families)).subquery()
    query = select(rows.c.by, func.count()).group_by(rows.c.by)
    return {value: int(number) for value, number in session.exec(query)}


def by_list(session: Session, families: Any, item: Any, name: ListName, key: str, title: str) -> Breakdown:
    """Divide by an entry of a list (a column of Family): all entries in the team's order, retired ones if counted."""
    return Breakdown(key, title, items(session, numbers(session, families, col(item)), name))


def items(session: Session, found: Numbers, name: ListName) -> tuple[Part, ...]:
    """Return the parts of a list: `found` maps an entry's id (None: unknown) to families."""
    every = [one for one in entries(session, name) if one.id in found or not one.archived]
    parts = [Part(one.code, one.label, count(found.get(one.id, 0))) for one in every]
    rest = sum(found.values()) - sum(found.get(one.id, 0) for one in every)
    parts += [Part(UNKNOWN, LABELS[UNKNOWN], count(rest))] if rest else []
    return tuple(parts)


def entries(session: Session, name: ListName) -> tuple[Entry, ...]:
    """Return the entries of a list in the team's order."""
    columns: Any = [getattr(ListItem, column) for column in Entry._fields]
    query = select(*columns).where(ListItem.list == name).order_by(col(ListItem.position), col(ListItem.id))
    return tuple(Entry(*row) for row in session.exec(query))


def by_town(session: Session, families: Any, town: Any) -> Breakdown:
    """Divide by municipality: all of the Kreis by name, then what lies outside and what is unknown, if any."""
    found = numbers(session, families, func.coalesce(town, UNKNOWN))
    towns = session.exec(select(Town.ags, Town.name).order_by(Town.name)).all()
    parts = [Part(ags, name, count(found.get(ags, 0))) for ags, name in towns]
    return Breakdown("town", "Wohnort", (*parts, *_elsewhere(found)))


def by_region(session: Session, families: Any, town: Any) -> Breakdown:
    """Divide by region of the Kreis: West, Mitte, Ost, then what lies outside and what is unknown, if any."""
    found = numbers(session, families, func.coalesce(town, UNKNOWN))
    regions: dict[str, int] = {}
    for ags, region in session.exec(select(Town.ags, Town.region)):
        regions[region] = regions.get(region, 0) + found.get(ags, 0)
    parts = [Part(one, one, count(regions[one])) for one in sorted(regions, key="WestMitteOst".find)]
    return Breakdown("region", "Region", (*parts, *_elsewhere(found)))


def _elsewhere(found: Numbers) -> tuple[Part, ...]:
    return tuple(Part(code, LABELS[code], count(found[code])) for code in (OUTSIDE, UNKNOWN) if found.get(code))


def by_institution(session: Session, families: Any) -> Breakdown:
    """Divide by the institution whose proposal a family was."""
    found = numbers(session, families, col(Family.institution))
    parts = tuple(Part(one.value, one.label, count(found.get(one, 0))) for one in Institution)
    return Breakdown("institution", "Institution", parts)


def residence(period: Period) -> Any:
    """Return the municipality of a family's main residence on the Stichtag as an expression over Family: its AGS.

    Of several addresses at the same time it is the one that has stood longest; OUTSIDE if it lies in no municipality
    of the Kreis; without an address on that day the head's town, None if that is unknown too.
    """
    times = covers(col(Address.starts_on), col(Address.ends_on), period)
    there = (col(Address.family_id) == col(Family.id), *times, *entered(Address, period))
    longest = (col(Address.starts_on).asc().nulls_first(), col(Address.id))
    ags = select(func.coalesce(col(Address.town_ags), OUTSIDE)).where(*there).order_by(*longest).limit(1)
    return case((exists().where(*there), ags.scalar_subquery()), else_=col(Family.town_ags))
