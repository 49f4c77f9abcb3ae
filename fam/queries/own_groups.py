"""How a field divides a count: the SQL expression of its groups, and what the groups are called, in which order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from fam.fields import sql
from fam.fields.encoding import UNITS, decode
from fam.fields.spec import NUMBERS, FieldSpec, Kind
from fam.models import Account, ListItem, Town
from fam.queries.dimensions import Dimension
from fam.rules import classes
from fam.rules.crosstab import REST

MOST_TEXTS = 20
SIGNS = {Kind.MONEY: "€", Kind.PERCENT: "%"}
Read = Callable[[Any], Any]  # a select of one's own columns -> the same with its tables and conditions


@dataclass(frozen=True, slots=True)
class Grouping:
    """One division: `expression` in SQL (of `each`, where records count in several groups), code -> label."""

    dimension: Dimension
    expression: ColumnElement[Any]
    labels: Mapping[Any, str]
    in_order: bool  # the labels' own order counts; else the largest group comes first
    each: Any = None


def grouping(session: Session, dimension: Dimension, read: Read) -> Grouping:
    """Return how a dimension divides what `read` reads."""
    field, model = dimension.field, dimension.model
    if dimension.several:
        each = sql.each_choice(session, model, field)
        return Grouping(dimension, sa.cast(each.c.value, sa.Integer), _options(field), True, each)
    found = sql.expression(session, model, field)
    if dimension.is_date:
        return Grouping(dimension, month_of(found), {}, True)
    if field.kind in NUMBERS:
        return _classes(session, dimension, found, read)
    if field.kind is Kind.TEXT:
        return _texts(session, dimension, found, read)
    labels, in_order = _labels(session, field)
    return Grouping(dimension, found, labels, in_order)


def month_of(day: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the month of a date as text, "2018-10": alike for columns and for values in `extra`, on both databases."""
    return func.substr(sa.cast(day, sa.String), 1, 7)


def _labels(session: Session, field: FieldSpec) -> tuple[Mapping[Any, str], bool]:
    if field.kind is Kind.BOOLEAN:
        return {True: "ja", False: "nein"}, True
    if field.kind is Kind.TOWN:
        return dict(session.exec(select(Town.ags, Town.name)).all()), False
    if field.kind is Kind.PERSON:
        return {number or 0: name for number, name in session.exec(select(Account.id, Account.display_name))}, False
    if field.labels:
        return _options(field), True
    items = select(ListItem.id, ListItem.label, ListItem.archived).order_by(col(ListItem.position), col(ListItem.id))
    return {number or 0: f"{label} (archiviert)" if old else label for number, label, old in session.exec(items)}, True


def _options(field: FieldSpec) -> Mapping[Any, str]:
    old = {code: f"{label} (archiviert)" for code, label in field.archived.items()}
    return {code: label for code, label in field.labels.items() if code not in old} | old


def _texts(session: Session, dimension: Dimension, found: ColumnElement[Any], read: Read) -> Grouping:
    """The most frequent texts by themselves, all others together."""
    text = func.nullif(func.trim(found), "")
    inner = read(select(text.label("text"))).subquery()
    often = (
        select(inner.c.text, func.count()).where(inner.c.text.is_not(None)).group_by(inner.c.text)
        .order_by(func.count().desc(), inner.c.text).limit(MOST_TEXTS + 1)
    )  # fmt: skip
    values = [value for value, _number in session.exec(often)]
    labels = {value: value for value in values[:MOST_TEXTS]}
    if len(values) <= MOST_TEXTS:
        return Grouping(dimension, text, labels, False)
    shown: Any = sa.case((text.in_(list(labels)), text), (text.is_not(None), REST))
    return Grouping(dimension, shown, labels, False)


def _classes(session: Session, dimension: Dimension, found: ColumnElement[Any], read: Read) -> Grouping:
    """Numbers in classes at round edges, chosen by what is counted now: a quarter of it in each, roughly."""
    field = dimension.field
    inner = read(select(found.label("number"))).subquery()
    filled = select(func.min(inner.c.number), func.max(inner.c.number), func.count(inner.c.number))
    low, high, number = session.exec(filled).one()
    if not number:
        return Grouping(dimension, sa.case((found.is_not(None), 0)), {0: "alle"}, True)
    ordered = select(inner.c.number).where(inner.c.number.is_not(None)).order_by(inner.c.number).limit(1)
    quarters = [session.exec(ordered.offset(number * part // 4)).one() for part in (1, 2, 3)]
    lowest, *middle, highest = [_number(field, value) for value in (low, *quarters, high)]
    whole = field.kind is Kind.INTEGER
    bounds = classes.edges(lowest, middle, highest, whole=whole)
    names = classes.labels(lowest, highest, bounds, SIGNS.get(field.kind, ""), whole=whole)
    steps = [(found < _stored(field, edge), place) for place, edge in enumerate(bounds)]
    shown = sa.case(*steps, (found.is_not(None), len(bounds)))
    return Grouping(dimension, shown, dict(enumerate(names)), True)


def _number(field: FieldSpec, stored: Any) -> Decimal:
    return Decimal(decode(field.kind, stored)) if field.runtime else Decimal(str(stored))


def _stored(field: FieldSpec, edge: Decimal) -> Any:
    """An edge as the column holds it; a number lies below an edge between two units if it lies below the next unit."""
    return int(edge.scaleb(UNITS[field.kind]).to_integral_value(ROUND_CEILING)) if field.runtime else edge
