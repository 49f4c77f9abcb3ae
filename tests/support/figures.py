"""Every figure that the program has, over all months, as text: to compare before and after."""

from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session

from fam import db
from fam.figures.catalogue import series
from fam.figures.growth import caseload, growth
from fam.figures.indicator import month_of
from fam.figures.overview import overview, proposal_cohorts
from fam.figures.past import past
from fam.figures.places import free_places, places_of, waiting_positions
from fam.figures.splits import Split, split
from fam.person import Person, system
from fam.queries import own_figures
from fam.queries.dimensions import Dimension, Subject, dimensions
from fam.queries.own_figures import STOCK, Question
from fam.rules.periods import add_months, month_end, months_between

NOT_PAST = ("status", "phase")  # say where cases stand today, not what was


def everything(first: date, today: date, step: int = 4) -> str:
    """Return the totals of every month and in the middle of each third month, one per line.

    Every indicator of the catalogue of each so manyth month, and of every second of these as known at its end.
    """
    lines = [repr(growth(today)), repr(caseload(first, today, today)), repr(waiting_positions())]
    for month in months_between(first, today):
        middle = {min(month + timedelta(days=14), today)} if month.month % 3 == 0 else set()
        for day in sorted({min(month_end(month), today)} | middle):
            lines += [repr(overview(day)), repr(proposal_cohorts(day)), repr(places_of(day)), repr(free_places(day))]
            lines.append(repr(past(day)))
            starts = (first,) if middle else ()  # parts of the indicators, counted once more
            lines += [f"{kind} {since} {split(system(), kind, since, day)}" for kind in Split for since in starts]
    months = [month_of(month, today) for month in months_between(first, today)[::-step]]
    months += [replace(one, known_on=one.last) for one in months[::2]]
    lines += [repr(figure) for row in series(months, ()) for figure in row]
    return "\n".join(lines)


def own(person: Person, *, kept: frozenset[str] = frozenset()) -> str:
    """Return what a person counts: the stock and every date of the families by each of their fields that stays."""
    lines = []
    with db.reading(person) as session:
        found = [one for one in dimensions(session, Subject.FAMILIES) if _past(one, kept)]
        times = [STOCK, *(one.key for one in found if one.is_date)]
        for time in times:
            divided = [one.key for one in found if one.key != time] if time in (STOCK, "received_on") else []
            lines += [_counted(session, person, time, key) for key in ("", *divided)]
    return "\n".join(lines)


def _past(one: Dimension, kept: frozenset[str]) -> bool:
    return one.key not in NOT_PAST and (not one.field.runtime or one.key in kept)


def _counted(session: Session, person: Person, time: str, split_by: str) -> str:
    since = add_months(person.today, -60)
    question = Question(Subject.FAMILIES, split=split_by, time=time, since=since, until=person.today)
    return f"{time} {split_by} {own_figures.count(session, question)}"
