"""A field as SQL: the one accessor of filters, sorting, charts and exports, for declared and runtime fields alike.

The text of the expression is exactly that of the field's index (`fam/fields/indexes.py`), path and all: with the path
as a bound parameter SQLite would read the whole table (docs/decisions/0050).
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session

from fam.fields.encoding import IDS, encode
from fam.fields.spec import NUMBERS, RUNTIME_KEY, FieldSpec, Kind

WHOLE = (*NUMBERS, *IDS, Kind.BOOLEAN)  # kinds that are stored as whole numbers


def is_sqlite(session: Session) -> bool:
    """Return whether the session speaks to SQLite (else PostgreSQL)."""
    return session.connection().dialect.name == "sqlite"


def expression(session: Session, model: Any, field: FieldSpec) -> ColumnElement[Any]:
    """Return a field of `model` (a class or an alias of it) as stored: for runtime fields encoded, NULL when empty."""
    if not field.runtime:
        return getattr(model, field.key)  # type: ignore[no-any-return]
    if not RUNTIME_KEY.fullmatch(field.key):
        raise ValueError(field.key)
    if field.column_name:
        return _column(model, field)
    return json_value(model.extra, field, sqlite=is_sqlite(session))


def json_value(extra: Any, field: FieldSpec, *, sqlite: bool) -> ColumnElement[Any]:
    """Return the value in the JSON column `extra`, typed by the field's kind."""
    kind: Any = sa.BigInteger() if field.kind in WHOLE else sa.JSON() if field.kind is Kind.CHOICES else sa.String()
    if sqlite:
        return sa.func.json_extract(extra, sa.literal_column(f"'$.{field.key}'"), type_=kind)
    text: ColumnElement[Any] = extra.op("->>")(sa.literal_column(f"'{field.key}'"))
    return sa.cast(text, sa.BigInteger) if field.kind in WHOLE else sa.type_coerce(text, kind)


def _column(model: Any, field: FieldSpec) -> ColumnElement[Any]:
    """A promoted field: a real column that the class does not know yet.

    It belongs to the class (or alias) as its own columns do: so the access filter holds also for a statement that
    names nothing else.
    """
    kind: Any = sa.BigInteger() if field.kind in WHOLE else sa.String()
    known = model.id.__clause_element__()
    named: Any = sa.column(field.column_name, kind, _selectable=sa.inspect(model).selectable)
    marks = {key: known._annotations[key] for key in ("parententity", "parentmapper", "entity_namespace")}
    return named._annotate(marks)._set_propagate_attrs(known._propagate_attrs)  # type: ignore[no-any-return]


def each_choice(session: Session, model: Any, field: FieldSpec) -> Any:
    """Return a field of several choices as rows to join (`.c.value` is a choice): one record, several rows."""
    if is_sqlite(session):
        path: ColumnElement[Any] = sa.literal_column(f"'$.{field.key}'")
        return sa.func.json_each(model.extra, path).table_valued(sa.column("value", sa.BigInteger()))
    held: ColumnElement[Any] = model.extra.op("->")(sa.literal_column(f"'{field.key}'"))
    return sa.func.jsonb_array_elements(held).table_valued(sa.column("value", JSONB()))


def equals(session: Session, model: Any, field: FieldSpec, value: Any) -> ColumnElement[bool]:
    """Return the condition that a record's field has this value (several choices: this one among them)."""
    if field.kind is Kind.CHOICES and field.runtime:
        return _contains(session, model, field, int(value))
    wanted = encode(field.kind, value) if field.runtime else value
    found: ColumnElement[Any] = expression(session, model, field)
    return found.is_(None) if wanted is None else found == wanted


def one_of(session: Session, model: Any, field: FieldSpec, values: Any) -> ColumnElement[bool]:
    """Return the condition that a record's field has one of these values; None among them means "empty"."""
    if field.kind is Kind.CHOICES and field.runtime:
        return sa.or_(*(empty(session, model, field) if one is None else _contains(session, model, field, int(one))
                        for one in values))  # fmt: skip
    found = expression(session, model, field)
    plain = [encode(field.kind, one) if field.runtime else one for one in values if one is not None]
    condition: ColumnElement[bool] = found.in_(plain)
    return sa.or_(condition, found.is_(None)) if None in values else condition


def between(session: Session, model: Any, field: FieldSpec, low: Any, high: Any) -> ColumnElement[bool]:
    """Return the condition that a number or date lies from `low` to `high`, both included; None is open."""
    found = expression(session, model, field)
    edges = [encode(field.kind, edge) if field.runtime else edge for edge in (low, high)]
    return sa.and_(*([found >= edges[0]] if edges[0] is not None else []),
                   *([found <= edges[1]] if edges[1] is not None else []), found.is_not(None))  # fmt: skip


def empty(session: Session, model: Any, field: FieldSpec) -> ColumnElement[bool]:
    """Return the condition that nothing stands in a record's field."""
    found = expression(session, model, field)
    if field.runtime or field.kind not in (Kind.TEXT, Kind.LONG_TEXT, Kind.PHONE):
        return found.is_(None)
    return sa.or_(found.is_(None), found == "")


def contains_text(session: Session, model: Any, field: FieldSpec, text: str) -> ColumnElement[bool]:
    """Return the condition that a text field contains this text, whatever its case.

    SQLite, and PostgreSQL with the plainest collation, lower only A to Z: other letters of the text are lowered here.
    """
    wanted, found = text.lower(), expression(session, model, field)
    for letter in sorted({sign for sign in wanted if not sign.isascii() and len(sign.upper()) == 1}):
        found = sa.func.replace(found, letter.upper(), letter)
    return sa.func.lower(found).contains(wanted, autoescape=True)


def _contains(session: Session, model: Any, field: FieldSpec, choice: int) -> ColumnElement[bool]:
    if is_sqlite(session):
        path: ColumnElement[Any] = sa.literal_column(f"'$.{field.key}'")
        each = sa.func.json_each(model.extra, path).table_valued("value")
        return sa.exists(sa.select(sa.literal(1)).select_from(each).where(each.c.value == choice))
    holding = sa.cast({field.key: [choice]}, JSONB)  # `@>` of the whole column: what a GIN index answers
    return sa.type_coerce(model.extra, JSONB()).contains(holding)
