"""Everything that a database holds, row by row, on one unchanging state of it: people go on working meanwhile."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from fam import migrate
from fam.backup.values import Column, column_of, plain, weight
from fam.errors import FamError
from fam.models import Base, now

PORTION = 1000  # rows that are in memory at once
LEFT_OUT = ("login_session", "login_ticket", "login_throttle")  # whoever is logged in logs in again
NOTHING = "An dieser Adresse liegt keine Datenbank von FAM."


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the beginning: where the rows are from, when they were like this, and the columns they have."""

    revision: str
    taken_at: str  # UTC, ISO
    engine: str
    tables: Mapping[str, Sequence[Column]]


@dataclass(frozen=True, slots=True)
class Total:
    """Behind the rows of a table: how many they are, and the sum of their weights."""

    table: str
    rows: int
    sum: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table, its values in the order of the head's columns and in plain form."""

    table: str
    values: Sequence[Any]


Stream = Iterator[Head | Line | Total]


@contextmanager
def snapshot(engine: Engine) -> Iterator[sa.Connection]:
    """Give a connection that sees one state of the database, whatever is written meanwhile; it stops nobody."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            with connection.begin():
                yield connection
            return
        with connection.begin():
            held = ", ".join(f'"{name}"' for name in ours(connection))
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            if held:  # first of all: nobody changes a table from before the first look until the last
                connection.exec_driver_sql(f"LOCK TABLE {held} IN ACCESS SHARE MODE")
            yield connection


def ours(connection: sa.Connection) -> list[str]:
    """Return the names of all tables of FAM that there are, in order."""
    return sorted(set(sa.inspect(connection).get_table_names()) & set(Base.metadata.tables))


def head_of(connection: sa.Connection) -> Head:
    """Return the beginning of the stream; raises FamError where there is no database of FAM."""
    revision = migrate.revision_of(connection)
    if not revision:
        raise FamError(NOTHING)
    inspector = sa.inspect(connection)
    tables = {
        name: tuple(column_of(str(one["name"]), one["type"]) for one in inspector.get_columns(name))
        for name in ours(connection)
        if name not in LEFT_OUT
    }
    return Head(revision, now().isoformat(timespec="seconds"), connection.dialect.name, tables)


def stream(connection: sa.Connection) -> Stream:
    """Yield the head, then the rows of each table and its total."""
    head = head_of(connection)
    yield head
    for name, columns in head.tables.items():
        number = total = 0
        for values in rows(connection, name, columns):
            number += 1
            total += weight(columns, values)
            yield Line(name, values)
        yield Total(name, number, total)


def rows(connection: sa.Connection, table: str, columns: Sequence[Column]) -> Iterator[Sequence[Any]]:
    """Yield a table's rows in plain form, PORTION by PORTION."""
    kinds = [column.kind for column in columns]
    read = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    odd = [
        place for place, kind in enumerate(kinds) if kind in ("boolean", "moment", "time", "number", "bytes", "json")
    ]
    for row in read(connection, table, columns):
        values = list(row)
        for place in odd:
            values[place] = plain(kinds[place], values[place])
        if any(type(value) is bytes for value in values):
            values = [plain(kind, value) for kind, value in zip(kinds, values, strict=True)]
        yield values


def _sqlite(connection: sa.Connection, table: str, columns: Sequence[Column]) -> Iterator[Sequence[Any]]:
    raw: Any = connection.connection.driver_connection
    usual, raw.text_factory = raw.text_factory, _text
    try:
        cursor = raw.execute(f'SELECT {_names(columns)} FROM "{table}"')
        while portion := cursor.fetchmany(PORTION):
            yield from portion
    finally:
        raw.text_factory = usual


def _text(data: bytes) -> str:
    """A text that is no UTF-8 (SQLite keeps any) goes along, and back as it was."""
    return data.decode(errors="surrogateescape")


def _postgresql(connection: sa.Connection, table: str, columns: Sequence[Column]) -> Iterator[Sequence[Any]]:
    raw: Any = connection.connection.driver_connection
    wanted = ", ".join(_as_plain(column) for column in columns)
    with raw.cursor(name="fam_backup") as cursor:
        cursor.itersize = PORTION
        yield from cursor.execute(f'SELECT {wanted} FROM "{table}"')


def _as_plain(column: Column) -> str:
    if column.kind == "moment":
        return f"(\"{column.name}\" AT TIME ZONE 'UTC')::text"
    return f'"{column.name}"::text' if column.kind in ("date", "time", "json") else f'"{column.name}"'


def _names(columns: Sequence[Column]) -> str:
    return ", ".join(f'"{column.name}"' for column in columns)
