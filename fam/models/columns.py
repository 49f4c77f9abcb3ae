"""From a table's name to its class, and from what the change log keeps back to a column's own value."""

from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from fam.models.base import Base, TermColumn


@lru_cache(maxsize=256)
def model_of(entity: str) -> Any:
    """Return the class of a table, or None if there is no such table (any more)."""
    for mapper in Base._sa_registry.mappers:
        found: type[Any] = mapper.class_
        if getattr(mapper.local_table, "name", "") == entity and issubclass(found, Base):
            return found
    return None


@lru_cache(maxsize=256)
def referring(model: Any) -> tuple[tuple[Any, str], ...]:
    """Return the classes that point at a table's records, each with the column that does."""
    of = sa.inspect(model).local_table
    return tuple(
        (mapper.class_, column.name)
        for mapper in sorted(Base._sa_registry.mappers, key=lambda one: one.class_.__name__)
        if issubclass(mapper.class_, Base)
        for column in mapper.local_table.columns
        if any(key.column.table is of for key in column.foreign_keys)
    )


LISTS_OF = {"signer_ids": "member", "more_reason_ids": "list_item", "testers": "account"}  # columns of ids


@lru_cache(maxsize=1024)
def target(model: Any, key: str) -> str:
    """Return the table that a column's id (or its list of ids) points at; "" if it points at none."""
    column = sa.inspect(model).local_table.columns.get(key)
    if column is None:
        return ""
    return next((str(one.column.table.name) for one in column.foreign_keys), LISTS_OF.get(key, ""))


def restored(model: type[Any], key: str, value: Any) -> Any:
    """Return a logged value as the column holds it: ISO text as date, code as term, text as decimal."""
    column = sa.inspect(model).local_table.columns.get(key)
    if value is None or column is None:
        return value
    if isinstance(column.type, TermColumn):
        return column.type.kind(value)
    kind = column.type.impl_instance if isinstance(column.type, sa.types.TypeDecorator) else column.type
    python_type = kind.python_type if not isinstance(kind, sa.JSON) else None
    if python_type is Decimal:
        return Decimal(value)
    if isinstance(value, str) and python_type in (date, datetime, time):
        return python_type.fromisoformat(value)
    return value
