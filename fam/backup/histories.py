"""Whether what stands in the cases fits together: status history, dates of the head, leads, numbers, figures."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Any

import sqlalchemy as sa

from fam.figures.growth import caseload, growth
from fam.models import Family, Lead, NumberCounter, SearchWord, StatusPeriod
from fam.rules.german import format_month
from fam.rules.terms import IN_STOCK, LeadKind, Status


def statuses(connection: sa.Connection) -> Iterator[str]:
    """Yield what is wrong with the status history of a case, or with the dates of its head."""
    head, period = Family.__table__.c, StatusPeriod.__table__.c  # type: ignore[attr-defined]
    heads = connection.execute(
        sa.select(head.id, head.number, head.status, head.admitted_on, head.closed_on).order_by(head.id)
    )
    periods = connection.execute(
        sa.select(period.family_id, period.status, period.starts_on, period.ends_on)
        .order_by(period.family_id, period.starts_on, period.ends_on.is_(None), period.id)
    )  # fmt: skip
    by_family = {number: list(rows) for number, rows in groupby(periods, key=lambda row: row.family_id)}
    for row in heads:
        yield from (f"{row.number}: {sentence}" for sentence in _history(row, by_family.get(row.id, [])))


def _history(head: Any, periods: Sequence[Any]) -> Iterator[str]:
    if not periods:
        yield "Der Statusverlauf fehlt."
        return
    if any(one.ends_on and one.ends_on < one.starts_on for one in periods):
        yield "Ein Statuszeitraum endet vor seinem Beginn."
    if any(one.ends_on != following.starts_on for one, following in pairwise(periods)):
        yield "Der Statusverlauf hat eine Lücke oder überschneidet sich."
    if periods[-1].ends_on is not None or periods[-1].status is not head.status:
        yield "Der letzte Zeitraum des Statusverlaufs ist nicht der heutige Status."
    admitted = next((one.starts_on for one in periods if one.status in IN_STOCK), None)
    if head.admitted_on != admitted:
        yield "Das Aufnahmedatum ist nicht der Beginn im Statusverlauf."
    if head.closed_on != (periods[-1].starts_on if head.status is Status.CLOSED else None):
        yield "Das Abschlussdatum ist nicht das des Statusverlaufs."


def leads(connection: sa.Connection) -> Iterator[str]:
    """Yield where a lead ends before it begins, or an institution has two leads at once."""
    head, lead = Family.__table__.c, Lead.__table__.c  # type: ignore[attr-defined]
    found = connection.execute(
        sa.select(head.number, lead.institution, lead.kind, lead.starts_on, lead.ends_on)
        .join_from(Lead, Family, lead.family_id == head.id)
        .order_by(head.number, lead.institution, lead.starts_on, lead.id)
    )
    for (number, institution), rows in groupby(found, key=lambda row: (row.number, row.institution)):
        several = list(rows)
        if any(one.ends_on and one.ends_on < one.starts_on for one in several):
            yield f"{number}: Eine Zuständigkeit ({institution.label}) endet vor ihrem Beginn."
        mains = [one for one in several if one.kind is LeadKind.LEAD]
        if any(one.ends_on is None or one.ends_on > following.starts_on for one, following in pairwise(mains)):
            yield f"{number}: Es gibt zwei Fallführungen ({institution.label}) zugleich."


def numbers(connection: sa.Connection) -> Iterator[str]:
    """Yield the years whose counter would give a FAM number a second time, and cases that no search finds."""
    head, counter = Family.__table__.c, NumberCounter.__table__.c  # type: ignore[attr-defined]
    given = {int(row.year): int(row.last) for row in connection.execute(sa.select(counter.year, counter.last))}
    highest: dict[int, int] = {}
    for number in connection.execute(sa.select(head.number)).scalars():
        of, _, place = str(number).removeprefix("FAM-").partition("-")
        if of.isdigit() and place.isdigit():
            highest[int(of)] = max(highest.get(int(of), 0), int(place))
    for year, last in sorted(highest.items()):
        if given.get(year, 0) < last:
            yield f"Der Zähler der FAM-Nummern von {year} steht hinter der höchsten vergebenen Nummer."
    word = SearchWord.__table__.c  # type: ignore[attr-defined]
    lost = sa.select(head.number).where(~sa.exists().where(word.family_id == head.id)).order_by(head.number)
    yield from (f"{number}: Die Suche findet diesen Fall nicht." for number in connection.execute(lost).scalars())


def figures(today: date) -> Iterator[str]:
    """Yield the months in which Bestand is not that of the month before plus Zugang minus Abgang."""
    months = [row.month for row in growth(today)]
    for row in caseload(months[0], max(months[-1], today), today):
        if not row.holds:
            yield (
                f"{format_month(row.month)}: Der Bestand ist {row.stock}, aus Vormonat, Zugang und Abgang "
                f"ergibt sich {row.expected}."
            )


def first(sentences: Iterable[str], most: int) -> Iterator[str]:
    """Yield so many sentences, and then how many there are besides."""
    further = 0  # sentences are yielded as they are found: what comes before a failure is not lost
    for number, sentence in enumerate(sentences):
        if number < most:
            yield sentence
        further = number + 1 - most
    if further > 0:
        yield f"… und {further} weitere."
