"""Which values a runtime field holds, counted in the database: for changes of kind, doubles and promotion.

Counts are of all records; a single value is `readable` only where it says nothing about somebody whose file is closed
to the person: it stands in three families, in a record that they may read, or in a head.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from fam.errors import IllegalStep
from fam.fields import registry
from fam.fields.encoding import RAW
from fam.fields.spec import FieldSpec, Kind
from fam.fields.sql import WHOLE, is_sqlite
from fam.person import Person
from fam.rules.terms import Confidentiality

PATIENCE = 5  # seconds
BUSY = "Damit wird gerade gearbeitet. Bitte in einer Minute noch einmal versuchen."
FAMILIES = 3  # so many families have a value before it says nothing about one of them
HEAD = "family"


@dataclass(frozen=True, slots=True)
class Found:
    """One distinct value: as stored (None for none), or what a change of kind could not read."""

    stored: Any
    raw: str
    records: int
    families: int
    readable: bool


def model_of(field: FieldSpec) -> Any:
    """Return the class whose records hold the field."""
    return registry.extendable()[field.entity]


def hold(session: Session, field: FieldSpec, *, table_changes: bool = False) -> None:
    """Let nobody write records with this field until the transaction ends (SQLite lets one writer in anyway).

    Where the table itself or an index changes, readers wait too, from the beginning: two steps could lock each other.
    Raises IllegalStep where somebody keeps the table busy.
    """
    if not is_sqlite(session):
        alone = table_changes or field.unique or field.options["indexed"]
        mode = "ACCESS EXCLUSIVE" if alone else "SHARE ROW EXCLUSIVE"
        try:
            session.connection().execute(sa.text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
            session.connection().execute(sa.text(f"LOCK TABLE {field.entity} IN {mode} MODE"))
        except OperationalError:  # whoever waits for the table keeps everybody else waiting
            raise IllegalStep([BUSY]) from None


def distinct(session: Session, field: FieldSpec) -> list[Found]:
    """Return every distinct value of a field, the most frequent first."""
    model, person = model_of(field), session.info["person"]
    value, raw = _parts(session, model.__table__.c.extra, field)
    family: Any = model.__table__.c[_family(field)]
    if "confidentiality" in model.__table__.c:  # what is entrusted says nothing, in however many families
        family = sa.case((model.__table__.c.confidentiality != Confidentiality.ENTRUSTED, family))
    counted = sa.func.count().label("counted")
    query = sa.select(value, raw, counted, sa.func.count(family.distinct()))
    query = query.where(sa.or_(value.is_not(None), raw.is_not(None))).group_by(value, raw).order_by(counted.desc())
    rows = session.connection().execute(query).all()
    seen = _seen(session, field, person)
    return [
        Found(_stored(field, one), other or "", records, families,
              registry.may_read(person, field) and (
                  person.system or field.entity == HEAD or families >= FAMILIES or (one, other) in seen))
        for one, other, records, families in rows
    ]  # fmt: skip


def _seen(session: Session, field: FieldSpec, person: Person) -> set[tuple[Any, Any]]:
    """Return the values in records that the person may read: this statement goes through the access filter."""
    if person.system or field.entity == HEAD:
        return set()
    model = model_of(field)
    value, raw = _parts(session, model.extra, field)
    query = sa.select(value, raw).select_from(model).where(sa.or_(value.is_not(None), raw.is_not(None))).distinct()
    return {(one, other) for one, other in session.execute(query)}


def holders(session: Session, field: FieldSpec) -> Iterator[tuple[int, Any, str]]:
    """Yield (record id, stored value or None, unreadable text) of every record that holds anything, by id."""
    table = model_of(field).__table__
    value, raw = _parts(session, table.c.extra, field)
    query = sa.select(table.c.id, value, raw).where(sa.or_(value.is_not(None), raw.is_not(None))).order_by(table.c.id)
    for number, one, other in session.connection().execute(query).all():
        yield number, _stored(field, one), other or ""


def records(session: Session, field: FieldSpec) -> int:
    """Return how many records there are, with or without a value."""
    return int(session.connection().execute(sa.select(sa.func.count()).select_from(model_of(field))).scalar_one())


def doubles(session: Session, field: FieldSpec) -> Sequence[Found]:
    """Return the values that stand in more than one record."""
    return [one for one in distinct(session, field) if one.stored is not None and one.records > 1]


def _family(field: FieldSpec) -> str:
    return "id" if field.entity == HEAD else "family_id"


def _parts(session: Session, extra: Any, field: FieldSpec) -> tuple[Any, Any]:
    """The value and the unreadable text, both untyped: what PostgreSQL gives as text, SQLite gives as it lies there."""
    if is_sqlite(session):
        return tuple(sa.func.json_extract(extra, sa.literal_column(f"'$.{field.key}{end}'")) for end in ("", RAW))  # type: ignore[return-value]
    plain = sa.type_coerce(extra, sa.Text())  # or the driver would read the text as JSON once more
    return tuple(plain.op("->>", return_type=sa.Text())(sa.literal_column(f"'{field.key}{end}'")) for end in ("", RAW))  # type: ignore[return-value]


def _stored(field: FieldSpec, found: Any) -> Any:
    if found is None:
        return None
    if field.kind is Kind.CHOICES:
        return json.loads(found)
    return int(found) if field.kind in WHOLE else str(found)
