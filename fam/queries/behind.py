"""The families behind a number of a chart, as a condition for the reader's own session: nobody sees more by it.

The selects are those that the figures count with (`fam.figures.population`, `Indicator.rows`); what the person may not
read is left out by the access filter, entries as well as families: a list may be shorter than its number, and it never
says of a family what its file would not say. So no list is made in the statistics scope and filtered afterwards.
"""

from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from fam.figures import catalogue, population
from fam.figures.dividing import LABELS, UNKNOWN, residence
from fam.figures.indicator import Period, Rows
from fam.models import Family, ListItem, Town
from fam.person import Person
from fam.readable import works_with
from fam.rules.behind import Behind, By, Count
from fam.rules.terms import IN_STOCK, Institution, ListName, Role, Status

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
BARS = {  # the indicator and its breakdown
    By.PRESENT: ("I17", "present"), By.OUTCOME: ("I20", "outcome"), By.CIRCLE: ("I29", "circle"),
    By.COMBINATION: ("I30", "combination"), By.CONSENTS: ("I36", ""), By.WORK: ("I27", "state"),
    By.GROUP: ("I32", "group"),
}  # fmt: skip


def rows_of(by: By) -> Rows:
    """Return what a chart of bars counts. Raises KeyError for what only divides a number."""
    indicator, breakdown = BARS[by]
    return catalogue.BY_ID[indicator].rows[breakdown]


def may_follow(person: Person, by: By) -> bool:
    """Return whether the bars of a chart can lead this person anywhere: entries are read by Fachkräfte only."""
    return person.system or rows_of(by).head or person.has(Role.CASEWORKER)


def condition(session: Session, one: Behind) -> ColumnElement[bool]:
    """Return the condition on Family for the families behind a number, for this session only."""
    period = Period(one.first, one.last, one.known_on)
    if one.by in BARS:
        return _bar(session, one.by, one.code, period)
    inside = col(Family.id).in_(_families(one.what, period))
    return inside if one.by is None else inside & _part(one.by, one.code, period)


def _bar(session: Session, by: By, code: str, period: Period) -> ColumnElement[bool]:
    """The families of one part, where it takes entries only of those one works with.

    Who reads the head of a case alone would find it among those without meetings, measures or work.
    """
    person: Person = session.info["person"]
    rows = rows_of(by)
    found: Any = rows.select(session, period).subquery()
    own = () if rows.head or person.system else (works_with(person, found.c.family_id),)
    return col(Family.id).in_(select(found.c.family_id).where(found.c[rows.column] == code, *own))


def part(session: Session, one: Behind) -> str:
    """Return which part of the number it is, for the end of its title: ", Wohnort: Egelsbach"; "" for all of it."""
    if one.by is None:
        return ""
    known = rows_of(one.by).labels if one.by in BARS else LABELS
    return f", {one.by.label}: {known.get(one.code) or _label(session, one.by, one.code) or one.code}"


def _label(session: Session, by: By, code: str) -> str | None:
    if by in BARS:
        return None
    if by is By.TOWN:
        return session.exec(select(Town.name).where(Town.ags == code)).first()
    if by is By.INSTITUTION:
        return next((known.label for known in Institution if known.value == code), None)
    return session.exec(select(ListItem.label).where(*_entry(by, code))).first()


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
