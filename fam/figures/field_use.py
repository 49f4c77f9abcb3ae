"""How the team's fields are used: counts over all records, never a value and never a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from fam.clock import BERLIN
from fam.fields import sql
from fam.fields.registry import definitions, extendable, field_by_key
from fam.fields.spec import FieldSpec, Kind, specs
from fam.figures.monthly import snapshot
from fam.models import ChangeEntry, Family, FieldChoice, FieldDef, SavedView
from fam.queries.field_gaps import lacks, of_running
from fam.rules.field_use import Advice, Use, advise, filters_by, texts_in
from fam.rules.terms import FieldState, Institution, ViewKind


@dataclass(frozen=True, slots=True)
class Fills:
    """How many records a table has, and in how many of them each field is filled: key -> records."""

    total: int
    filled: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MonthFill:
    """The records entered in one month for one institution, and in how many of them the field is filled."""

    month: date  # its first day
    institution: str
    total: int
    filled: int


@dataclass(frozen=True, slots=True)
class Places:
    """Where a field stands: how many lists, filters and charts, and how many of these views nobody else sees."""

    lists: int
    filters: int
    charts: int
    private: int  # of other people


@dataclass(frozen=True, slots=True)
class Report:
    """The use of one field; `advice` with its reason in words."""

    use: Use
    distinct: int
    unread: int  # values that a change of kind could not read
    last_write: datetime | None
    places: Places
    months: Sequence[MonthFill]
    advice: Advice
    reason: str


def fills(entity: str) -> Fills:
    """Return in how many records of a table each field is filled, declared ones too: one look at the table."""
    model = extendable()[entity]
    with snapshot() as session:
        fields = [*specs(model), *(one for one in definitions(session, entity) if one.state != FieldState.PURGED)]
        counts = [func.count(sa.case((sa.not_(sql.empty(session, model, one)), 1))) for one in fields]
        row: Any = session.exec(select(func.count(col(model.id)), *counts)).one()
    numbers = [int(one) for one in row] if fields else [int(row)]
    return Fills(numbers[0], {one.key: number for one, number in zip(fields, numbers[1:], strict=True)})


def gaps(keys: Sequence[str]) -> dict[str, int]:
    """Return for each field how many records of running families still lack it."""
    found = {}
    with snapshot() as session:
        for key in keys:
            if field := field_by_key(session, key):
                model = extendable()[field.entity]
                query = of_running(session, field, func.count(col(model.id))).where(lacks(session, field))
                found[key] = int(session.exec(query).one())
    return found


def choice_counts(field_id: int) -> dict[int, int]:
    """Return for each option of a field in how many records it stands."""
    with snapshot() as session:
        field = field_by_key(session, f"f_{field_id}")
        if field is None:
            return {}
        model = extendable()[field.entity]
        numbers = [
            int(one or 0) for one in session.exec(select(FieldChoice.id).where(FieldChoice.field_id == field_id))
        ]
        if not numbers:
            return {}
        counts = [func.count(sa.case((sql.equals(session, model, field, one), 1))) for one in numbers]
        found: Any = session.exec(select(func.count(col(model.id)), *counts)).one()
    return dict(zip(numbers, (int(one) for one in found[1:]), strict=True))


def places(key: str, account_id: int) -> Places:
    """Return in how many views a field stands, also in those that the person does not see."""
    with snapshot() as session:
        return _places(session, key, account_id)


def _places(session: Session, key: str, account_id: int) -> Places:
    rows = session.exec(select(SavedView.kind, SavedView.settings, SavedView.shared, SavedView.account_id))
    inside = [row for row in rows if key in texts_in(row[1])]
    return Places(
        lists=sum(kind is ViewKind.LIST for kind, *_rest in inside),
        filters=sum(filters_by(settings, key) for _kind, settings, *_rest in inside),
        charts=sum(kind is ViewKind.CHART for kind, *_rest in inside),
        private=sum(not shared and owner != account_id for *_rest, shared, owner in inside),
    )


def report(field_id: int, account_id: int, today: date) -> Report | None:
    """Return the use of a field and what to do with it; None if there is no such field (any more)."""
    with snapshot() as session:
        field = field_by_key(session, f"f_{field_id}")
        if field is None:
            return None
        model = extendable()[field.entity]
        value, raw = sql.expression(session, model, field), _raw(session, model, field)
        distinct = func.count(sa.distinct(sa.cast(value, sa.Text) if field.kind is Kind.CHOICES else value))
        query = select(func.count(col(model.id)), func.count(value), distinct, func.count(raw))
        total, filled, several, unread = (int(one) for one in session.exec(query).one())
        at_last = session.exec(select(func.max(ChangeEntry.at)).where(ChangeEntry.field == field.key)).one()
        made = session.exec(select(FieldDef.created_at).where(FieldDef.id == field_id)).one()
        standing = _places(session, field.key, account_id)
        months = _months(session, model, field)
    use = Use(
        total=total,
        filled=filled,
        age_days=max(0, (today - _day(made)).days),
        idle_days=max(0, (today - _day(at_last)).days) if at_last else None,
        views=standing.lists + standing.charts,
        indexed=bool(field.options["indexed"]),
        promoted=bool(field.column_name),
    )
    return Report(use, several, unread, at_last, standing, months, *advise(use))


def _raw(session: Session, model: Any, field: FieldSpec) -> Any:
    key = f"{field.key}_raw"
    if sql.is_sqlite(session):
        return func.json_extract(model.extra, sa.literal_column(f"'$.{key}'"))
    return model.extra.op("->>")(sa.literal_column(f"'{key}'"))


def _day(moment: datetime) -> date:
    return moment.astimezone(BERLIN).date()


def _months(session: Session, model: Any, field: FieldSpec) -> list[MonthFill]:
    """By month of entry and institution: that of the record, else of the family's proposal."""
    month = func.substr(sa.cast(model.created_at, sa.Text), 1, 7)
    own = getattr(model, "institution", None)
    institution = own if own is not None else Family.institution
    query: Any = select(
        month, institution, func.count(col(model.id)), func.count(sql.expression(session, model, field))
    )
    if own is None:
        query = query.join_from(model, Family, col(Family.id) == model.family_id)
    rows = session.exec(query.group_by(month, institution).order_by(month.desc(), institution))
    return [
        MonthFill(date.fromisoformat(f"{first}-01"), Institution(one).label, int(total), int(filled))
        for first, one, total, filled in rows
    ]
