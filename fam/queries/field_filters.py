"""Filters by any field, declared or made by the team: for lists and charts alike, always as SQL.

A filter names its field by table and key and holds what people mean (ids, dates, Decimal), so it can be kept in a
saved view. Fields of another table of the same family restrict through it ("has a member with ..."); the session's
access filter goes with every subquery, so nobody filters by what they do not read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, false
from sqlmodel import Session, select

from fam.fields import sql
from fam.fields.encoding import decode, encode
from fam.fields.registry import entity_of, extendable, fields_of, label_of
from fam.fields.spec import NUMBERS, TEXTS, FieldSpec, Kind
from fam.models import Family

RANGES = (*NUMBERS, Kind.DATE, Kind.MONTH)  # from ... to
EMPTY = (None,)  # the `values` that mean "nothing stands there"; possible for every kind
GONE = "„{label}“ gibt es hier nicht mehr; der Filter danach ist weggelassen."
CHANGED = "„{label}“ ist inzwischen {kind}; der Filter danach ist weggelassen."


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """One restriction: `values` for choices and the like (None among them: empty), `low`/`high`, or `text` within."""

    entity: str
    key: str
    kind: Kind
    values: tuple[Any, ...] = ()
    low: date | Decimal | int | None = None
    high: date | Decimal | int | None = None
    text: str = ""

    @property
    def idle(self) -> bool:
        """Whether it restricts nothing."""
        return not self.values and self.low is None and self.high is None and not self.text


def conditions(session: Session, model: Any, filters: Iterable[FieldFilter]) -> list[ColumnElement[bool]]:
    """Return the conditions on `model` that the filters mean; several on one other table mean the same record of it.

    Ask `usable` first: a filter by a field that is gone or not for this person lets nothing through here.
    """
    by_table: dict[str, list[FieldFilter]] = {}
    for one in filters:
        if not one.idle:
            by_table.setdefault(one.entity, []).append(one)
    found: list[ColumnElement[bool]] = []
    for entity, asked in by_table.items():
        table = extendable()[entity]
        parts = [_condition(session, table, one) for one in asked]
        if entity == entity_of(model):
            found += parts
        else:
            found.append(family_of(model).in_(select(family_of(table)).where(and_(*parts))))
    return found


def family_of(model: Any) -> Any:
    """Return the column that says whose a record is."""
    return model.id if model is Family else model.family_id


def _condition(session: Session, table: Any, asked: FieldFilter) -> ColumnElement[bool]:
    field = find(session, asked.entity, asked.key)
    if field is None or field.kind is not asked.kind:
        return false()
    if asked.values == EMPTY:
        return sql.empty(session, table, field)
    if asked.values:
        return sql.one_of(session, table, field, followed(field, asked.values))
    if field.kind in RANGES:
        return sql.between(session, table, field, asked.low, asked.high)
    return sql.contains_text(session, table, field, asked.text)


def followed(field: FieldSpec, values: Sequence[Any]) -> tuple[Any, ...]:
    """Return values with the options that took the place of merged ones: a saved filter goes on to find them."""
    merged = field.options.get("merged", {})
    found = []
    for one in values:
        seen: set[Any] = set()
        while one in merged and one not in seen:
            seen.add(one)
            one = merged[one]  # noqa: PLW2901 (merged again, perhaps)
        found.append(one)
    return tuple(dict.fromkeys(found))


def find(session: Session, entity: str, key: str) -> FieldSpec | None:
    """Return a field that is in use and that the person may read, else None."""
    model = extendable().get(entity)
    return next((field for field in fields_of(session, model) if field.key == key), None) if model else None


def usable(session: Session, filters: Iterable[FieldFilter]) -> tuple[tuple[FieldFilter, ...], tuple[str, ...]]:
    """Return the filters that can be applied, and a German sentence for each that is left out."""
    kept: list[FieldFilter] = []
    gone: list[str] = []
    for one in filters:
        field = find(session, one.entity, one.key)
        if field is None:
            gone.append(GONE.format(label=gone_label(session, one.key)))
        elif field.kind is not one.kind:
            gone.append(CHANGED.format(label=field.label, kind=f"ein Feld der Art „{field.kind.label}“"))
        else:
            kept.append(replace(one, values=followed(field, one.values)))
    return tuple(kept), tuple(gone)


def gone_label(session: Session, key: str) -> str:
    """Return how a field that is gone was called, "Ein Feld" where that is not for this person."""
    return label_of(session, key) or "Ein Feld"


def filter_fields(session: Session, models: Sequence[Any], *, without: Sequence[str] = ()) -> tuple[FieldSpec, ...]:
    """Return the fields of these tables that filters offer to this person; `without` are keys of declared ones."""
    return tuple(
        field for model in models for field in fields_of(session, model)
        if field.in_filter and (field.runtime or field.key not in without)
    )  # fmt: skip


def to_json(filters: Iterable[FieldFilter]) -> list[dict[str, Any]]:
    """Return filters as plain JSON, fields by key, for a saved view."""
    return [
        {
            "entity": one.entity,
            "key": one.key,
            "kind": one.kind.value,
            **({"values": [getattr(value, "value", value) for value in one.values]} if one.values else {}),
            **({"low": encode(one.kind, one.low)} if one.low is not None else {}),
            **({"high": encode(one.kind, one.high)} if one.high is not None else {}),
            **({"text": one.text} if one.text else {}),
        }
        for one in filters
        if not one.idle
    ]


def from_json(settings: Any) -> tuple[FieldFilter, ...]:
    """Return the filters of a saved view; what is none of ours is left out."""
    items = settings if isinstance(settings, list) else []
    return tuple(filter(None, (_from_json(item) for item in items if isinstance(item, Mapping))))


def _from_json(item: Mapping[str, Any]) -> FieldFilter | None:
    entity, key, values = item.get("entity"), item.get("key"), item.get("values", [])
    if entity not in extendable() or not isinstance(key, str) or item.get("kind") not in list(Kind):
        return None
    kind = Kind(item["kind"])
    plain = FieldFilter(str(entity), key, kind, text=str(item.get("text", "")) if kind in TEXTS else "")
    if isinstance(values, list) and values:
        return replace(plain, values=tuple(one for one in values if one is None or isinstance(one, str | int)))
    try:
        edges = {name: decode(kind, item[name]) for name in ("low", "high") if name in item and kind in RANGES}
    except (ValueError, TypeError, ArithmeticError):
        return None
    return replace(plain, **edges)
