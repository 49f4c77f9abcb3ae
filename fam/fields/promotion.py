"""A runtime field as a real column: added, filled and compared in one transaction, and dropped again on the way back.

The values stay in `extra` too (fam/fields/promoted.py copies them at every flush), so going back costs nothing.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam.fields import indexes, profile, sql
from fam.fields.spec import RUNTIME_KEY, FieldSpec


class Mismatch(Exception):
    """The column does not hold what `extra` holds: nothing of the promotion may stay."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a column: rows with a value, and a checksum of all (id, value) pairs."""

    values: int
    checksum: int


def column_type(field: FieldSpec) -> str:
    """Return the column's SQL type: whole numbers as BIGINT, everything else as TEXT."""
    return "BIGINT" if field.kind in sql.WHOLE else "TEXT"


def has_column(session: Session, field: FieldSpec) -> bool:
    """Return whether the table has the field's column already, e.g. by a revision of the next release."""
    columns = sa.inspect(session.connection()).get_columns(field.entity)
    return any(column["name"] == field.key for column in columns)


def add(session: Session, field: FieldSpec) -> Filled:
    """Add the column, fill it and compare every row; raise Mismatch unless all agree."""
    _checked(field)
    connection = session.connection()
    if not has_column(session, field):
        connection.execute(sa.text(f"ALTER TABLE {field.entity} ADD COLUMN {field.key} {column_type(field)}"))
    inside = indexes.expression_text(connection, field)
    connection.execute(sa.text(f"UPDATE {field.entity} SET {field.key} = {inside}"))
    compare(session, field)
    return checksum(session, field, field.key)


def compare(session: Session, field: FieldSpec) -> None:
    """Raise Mismatch unless the column of every row is what its `extra` says, and both sums agree."""
    connection = session.connection()
    inside = indexes.expression_text(connection, field)
    differ = "IS NOT" if sql.is_sqlite(session) else "IS DISTINCT FROM"
    wrong = connection.execute(
        sa.text(f"SELECT count(*) FROM {field.entity} WHERE {field.key} {differ} {inside}")
    ).scalar_one()
    if wrong or checksum(session, field, field.key) != checksum(session, field, inside):
        raise Mismatch(f"{field.entity}.{field.key}: {wrong}")


def checksum(session: Session, field: FieldSpec, inside: str) -> Filled:
    """Return the number of values and a sum over (id, value) that changes if two values change places."""
    value = inside if field.kind in sql.WHOLE else f"length({inside})"
    query = f"SELECT count({inside}), coalesce(sum((id % 9973) * ({value} % 1000003)), 0) FROM {field.entity}"
    counted, total = session.connection().exec_driver_sql(query.replace("%", _percent(session))).one()
    return Filled(int(counted), int(total))


def _percent(session: Session) -> str:
    return "%" if sql.is_sqlite(session) else "%%"


def drop(session: Session, field: FieldSpec) -> None:
    """Drop the column (its index goes before it); one that the class knows by now stays, unused."""
    _checked(field)
    if field.key not in profile.model_of(field).__table__.c and has_column(session, field):
        session.connection().execute(sa.text(f"ALTER TABLE {field.entity} DROP COLUMN {field.key}"))


def _checked(field: FieldSpec) -> None:
    if not RUNTIME_KEY.fullmatch(field.key) or profile.model_of(field).__table__.name != field.entity:
        raise ValueError(field.key)


def revision_text(field: FieldSpec, head: str, number: str) -> str:
    """Return an Alembic revision that brings the column to any database; where it stands already, nothing happens."""
    kind = SA_TYPES[column_type(field)]
    return REVISION.format(number=number, head=head, table=field.entity, key=field.key, kind=kind)


def model_line(field: FieldSpec) -> str:
    """Return the line for the class in fam/models/."""
    label = " ".join(field.label.split()).replace('"', "'")
    python, kind = ("int", "sa.BigInteger") if column_type(field) == "BIGINT" else ("str", "sa.Text")
    return f"{field.key}: {python} | None = Field(default=None, sa_type={kind})  # {label} ({field.kind.label})"


SA_TYPES: dict[str, Any] = {"BIGINT": "sa.BigInteger()", "TEXT": "sa.Text()"}
REVISION = '''"""{key} of {table} is a column

Revision ID: {number}
Revises: {head}
"""

import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = "{head}"
branch_labels = None
depends_on = None


def _there() -> bool:
    return any(column["name"] == "{key}" for column in sa.inspect(op.get_bind()).get_columns("{table}"))


def upgrade() -> None:
    if not _there():
        op.add_column("{table}", sa.Column("{key}", {kind}, nullable=True))


def downgrade() -> None:
    if _there():
        op.execute("DROP INDEX IF EXISTS ix_x_{table}_{key}")
        op.drop_column("{table}", "{key}")
'''
