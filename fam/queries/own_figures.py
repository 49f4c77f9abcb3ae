"""Counts that somebody puts together: what, divided by which fields, over which time. Everything is a GROUP BY in SQL.

Whatever is counted is read through the person's own session: the same families as everywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from fam.fields import sql
from fam.models import Family, FamilyDetail
from fam.person import Person
from fam.queries import own_groups
from fam.queries.dimensions import Dimension, Subject, dimensions, known
from fam.queries.own_groups import Grouping
from fam.rules.crosstab import ALL, MOST_STEPS, Division, Group, Step, cumulated, groups, tally
from fam.rules.periods import add_months
from fam.rules.suppression import SMALL, Cell, Counts, Hidden, counted, protected, protected_by_row
from fam.rules.terms import Role

STOCK = "stock"  # as a time axis: families that are in FAM at the end of each month
STOCK_MONTHS = 24
Where = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to count. Fields stand in it by key, "" for none; `time` is a date's key or STOCK."""

    subject: Subject = Subject.FAMILIES
    split: str = ""
    second: str = ""
    time: str = ""
    step: Step = Step.MONTH
    since: date | None = None
    until: date | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields that it names."""
        return tuple(key for key in (self.time, self.split, self.second) if key and key != STOCK)


@dataclass(frozen=True, slots=True)
class Answer:
    """A table: rows and columns with their titles, how many records it covers, and what must be said about it."""

    rows: tuple[Group, ...]
    columns: tuple[Group, ...]
    counts: Counts
    records: Cell
    row_title: str
    column_title: str = ""
    several: bool = False  # a record may count in several groups
    hidden: bool = False  # small numbers are not shown
    in_time: bool = False
    stock: bool = False


def count(session: Session, question: Question, where: Where = (), *, personal: bool = False) -> Answer:
    """Count what a question asks for among what the person may read; fields that are not theirs divide nothing.

    `where` narrows it; `personal` says that it does so by features of persons.
    """
    offered = dimensions(session, question.subject)
    asked = [one for key in dict.fromkeys(question.keys) if (one := known(offered, key))]
    if question.time == STOCK:
        return _stock(session, question, asked[:1], where, personal=personal)
    asked = asked[:2]
    where = (*where, *_span(session, question, offered))
    read = _Reading(session, question.subject, tuple(asked), tuple(where))
    parts = [own_groups.grouping(session, one, read) for one in asked]
    found = read.counted(parts)
    records = read.records() if any(one.several for one in asked) else None
    divisions = [_division(part, question.step) for part in parts] + [ALL, ALL]
    padded = [(row[0] if parts else 0, row[1] if len(parts) > 1 else 0, row[-1]) for row in found]
    numbers = tally(padded, divisions[0], divisions[1])
    rows = groups(_sums(numbers, 0), divisions[0], _ends(padded, 0, divisions[0], question))
    columns = groups(_sums(numbers, 1), divisions[1], _ends(padded, 1, divisions[1], question))
    hidden = _must_hide(session, question, asked, personal)
    answer = _answer(rows, columns, numbers, asked, records, hidden)
    return replace(answer, in_time=bool(asked) and asked[0].is_date)


def _answer(
    rows: tuple[Group, ...], columns: tuple[Group, ...], numbers: Mapping[tuple[Any, Any], int],
    asked: Sequence[Dimension], records: int | None, hidden: bool, *, by_row: bool = False,
) -> Answer:  # fmt: skip
    cells = [[numbers.get((row.code, column.code), 0) for column in columns] for row in rows]
    titles = [one.label for one in asked] + ["", ""]
    several = any(one.several for one in asked)
    shown = (protected_by_row if by_row else protected)(cells) if hidden else counted(cells)
    whole = shown.total if records is None else Hidden.SMALL if hidden and 0 < records < SMALL else records
    return Answer(rows, columns, shown, whole, titles[0], titles[1], several=several, hidden=hidden)


def _sums(numbers: Mapping[tuple[Any, Any], int], place: int) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for codes, number in numbers.items():
        found[codes[place]] = found.get(codes[place], 0) + number
    return found


def _ends(counts: Sequence[tuple[Any, ...]], place: int, division: Division, question: Question) -> tuple[str, ...]:
    """The first and the last month of a division by time; what was asked for counts more than what was found."""
    months = sorted({row[place] for row in counts if row[place] is not None}) if division.step else []
    if not months:
        return ()
    of_time = bool(question.time) and place == 0
    first = f"{question.since:%Y-%m}" if of_time and question.since else months[0]
    last = f"{question.until:%Y-%m}" if of_time and question.until else months[-1]
    return min(first, months[0]), max(last, months[-1])


def _division(part: Grouping, step: Step) -> Division:
    return Division(part.labels, part.in_order, step if part.dimension.is_date else None)


def _span(session: Session, question: Question, offered: Sequence[Dimension]) -> Where:
    axis = known(offered, question.time)
    if axis is None or not (question.since or question.until):
        return ()
    return (sql.between(session, axis.model, axis.field, question.since, question.until),)


def _must_hide(session: Session, question: Question, asked: Sequence[Dimension], personal: bool) -> bool:
    """Koordination counts families that it does not work with: small groups by who the people are stay hidden."""
    person: Person = session.info["person"]
    foreign = question.subject is Subject.FAMILIES and person.has(Role.COORDINATOR)
    return foreign and (personal or any(one.personal and one.model is Family for one in asked))


@dataclass(frozen=True, slots=True)
class _Reading:
    """The records that are counted: their table, those of the asked fields joined, and the conditions."""

    session: Session
    subject: Subject
    asked: tuple[Dimension, ...]
    where: tuple[ColumnElement[bool], ...]

    def __call__(self, query: Any) -> Any:
        """Return a select of columns with its tables and conditions."""
        model, person = self.subject.model, self.session.info["person"]
        query = query.select_from(model)
        others = {one.model for one in self.asked} - {model}
        if FamilyDetail in others:  # Koordination counts by fields of the file only where it reads the file
            ours = col(FamilyDetail.family_id) == Family.id
            query = query.join(FamilyDetail, ours, isouter=not person.has(Role.COORDINATOR))
        if Family in others:
            query = query.join(Family, col(Family.id) == model.family_id)
        return query.where(*self.where)

    def counted(self, parts: Sequence[Grouping]) -> list[tuple[Any, ...]]:
        """Return the codes of each group and how many there are."""
        if not parts:
            return [(self.records(),)]
        inner = self(select(*[part.expression.label(f"g{place}") for place, part in enumerate(parts)]))
        for part in parts:
            if part.each is not None:
                inner = inner.join(part.each, sa.true(), isouter=True)
        found = inner.subquery()
        rows = self.session.exec(select(*found.c, func.count()).group_by(*found.c))  # type: ignore[call-overload]
        return [(*[getattr(code, "value", code) for code in row[:-1]], int(row[-1])) for row in rows]

    def records(self) -> int:
        """Return how many records there are, each once."""
        return int(self.session.exec(self(select(func.count(self.subject.model.id)))).one())


def _stock(session: Session, question: Question, asked: list[Dimension], where: Where, *, personal: bool) -> Answer:
    """Families in FAM at each month's end, or today: all that were admitted until then, less those that had ended."""
    today: date = session.info["person"].today
    until = min(question.until or today, today)
    since = question.since or add_months(until, 1 - STOCK_MONTHS)
    offered = dimensions(session, question.subject)
    flows = []
    for key in ("admitted_on", "closed_on"):
        axis = known(offered, key)
        assert axis
        day = [col(Family.admitted_on).is_not(None), sql.between(session, Family, axis.field, None, today)]
        read = _Reading(session, question.subject, (axis, *asked), (*where, *day))
        parts = [own_groups.grouping(session, one, read) for one in (axis, *asked)]
        flows.append((read.counted(parts), parts))
    time = Division({}, True, Step.MONTH)
    division = _division(flows[0][1][1], question.step) if asked else ALL
    came, left = (tally(_pairs(rows), time, division) for rows, _parts in flows)
    first = max([f"{since:%Y-%m}", f"{add_months(until, 1 - MOST_STEPS):%Y-%m}", *sorted(m for m, _ in came)[:1]])
    months = groups({}, time, (first, f"{until:%Y-%m}")) if first <= f"{until:%Y-%m}" else ()
    columns = groups(_sums(came, 1), division, ()) if came else groups({0: 0}, ALL)
    numbers = cumulated(came, left, [one.code for one in months], [one.code for one in columns])
    hidden = _must_hide(session, question, asked, personal)
    now = _stock_now(session, where, until) if asked and asked[0].several else None
    made = _answer(months, columns, numbers, asked, now, hidden, by_row=True)
    if now is None:
        made = replace(made, records=made.counts.row_totals[-1] if months else 0)
    return replace(made, row_title="Monat", column_title=made.row_title, in_time=True, stock=True)


def _pairs(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, Any, int]]:
    return [(row[0], row[1] if len(row) > 2 else 0, row[-1]) for row in rows]


def _stock_now(session: Session, where: Where, day: date) -> int:
    left = sa.or_(col(Family.closed_on).is_(None), col(Family.closed_on) > day)
    inside = _Reading(session, Subject.FAMILIES, (), (*where, col(Family.admitted_on) <= day, left))
    return inside.records()
