"""The families behind a number of Wachstum, as a condition for the reader's own session: nobody sees more by it.

The selects are those that the figures count with (`fam.figures.population`); what the person may not read is left out
by the access filter, so a list may be shorter than its number.
"""

from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from fam.figures import population
from fam.figures.dividing import LABELS, UNKNOWN, residence
from fam.figures.indicator import Period
from fam.models import Family, ListItem, Town
from fam.rules.behind import Behind, By, Count
from fam.rules.terms import IN_STOCK, Institution, ListName, Status

STATUSES = {
    Count.STOCK: IN_STOCK,
    Count.PAUSED: (Status.PAUSED,),
    Count.PROPOSED: (Status.PROPOSED,),
    Count.EXAMINATION: (Status.EXAMINATION,),
    Count.WAITING: (Status.WAITING,),
    Count.NOT_ADMITTED: (Status.NOT_ADMITTED,),
    Count.WITHDRAWN: (Status.WITHDRAWN,),
}
DATED = {Count.INFLOW: population.admitted, Count.OUTFLOW: population.closed, Count.RECEIVED: population.received}
REASONS = (ListName.NON_ADMISSION, ListName.CLOSING)


def condition(one: Behind) -> ColumnElement[bool]:
    """Return the condition on Family for the families behind a number."""
    period = Period(one.first, one.last, one.known_on)
    inside = col(Family.id).in_(_families(one.what, period))
    return inside if one.by is None else inside & _part(one.by, one.code, period)


def part(session: Session, one: Behind) -> str:
    """Return which part of the number it is, for the end of its title: ", Wohnort: Egelsbach"; "" for all of it."""
    if one.by is None:
        return ""
    found: str | None = LABELS.get(one.code)
    if found is None and one.by is By.TOWN:
        found = session.exec(select(Town.name).where(Town.ags == one.code)).first()
    elif found is None and one.by is By.INSTITUTION:
        found = next((known.label for known in Institution if known.value == one.code), None)
    elif found is None:
        found = session.exec(select(ListItem.label).where(*_entry(one.by, one.code))).first()
    return f", {one.by.label}: {found or one.code}"


def _entry(by: By, code: str) -> tuple[ColumnElement[bool], ...]:
    lists = (ListName.SOURCE,) if by is By.SOURCE else REASONS
    return (col(ListItem.list).in_(lists), col(ListItem.code) == code)


def _families(what: Count, period: Period) -> Any:
    if what in DATED:
        return DATED[what](period)
    counted = population.in_statuses if what.of_the_day else population.reached
    return counted(period, STATUSES[what])


def _part(by: By, code: str, period: Period) -> ColumnElement[bool]:
    """Return the condition for one part of a number: what divides it has this code, UNKNOWN where it has none."""
    if by is By.INSTITUTION:
        return col(Family.institution).in_([one for one in Institution if one.value == code])
    if by is By.TOWN:
        town = residence(period)
        unknown: ColumnElement[bool] = town.is_(None)
        known: ColumnElement[bool] = town == code
    else:
        column = col(Family.source_id if by is By.SOURCE else Family.reason_id)
        named = select(ListItem.id).where(*_entry(by, code))
        unknown, known = column.is_(None), column.in_(named)
    return unknown if code == UNKNOWN else known
