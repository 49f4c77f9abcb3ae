"""A stream becomes a database: built at the stream's revision, filled, compared row sum by row sum, then brought up to
date. One transaction: afterwards everything is there, or everything is as it was."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from fam import db, migrate
from fam.backup import dumping, targets
from fam.backup.dumping import Head, Line, Stream, Total
from fam.backup.values import SURROGATE, Column, problem, weight
from fam.errors import FamError
from fam.fields import indexes
from fam.fields.spec import RUNTIME_KEY
from fam.fields.tables import set_next_number
from fam.models import Base

PORTION = 1000
MOST_NAMED = 20
DIFFERENT = "In {} steht nach dem Zurückspielen nicht dasselbe wie in der Sicherung; es wurde nichts übernommen."
STRANGE = "Die Sicherung enthält {}, das gibt es in diesem Programm nicht."
BROKEN = "Die Sicherung enthält Verweise ins Leere; es wurde nichts übernommen."
TYPES = {"integer": "BIGINT", "text": "TEXT"}  # what promoted fields are kept in


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came in."""

    head: Head
    totals: tuple[Total, ...]

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(total.rows for total in self.totals)

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return next((total.rows for total in self.totals if total.table == table), 0)


def load(engine: Engine, stream: Stream, *, replace: bool = False) -> Loaded:
    """Make the database what the stream says. Raises FamError with the reason, and then nothing has changed.

    A database with accounts or cases is replaced only with `replace`.
    """
    head = next(stream)
    assert isinstance(head, Head)
    targets.refuse_newer(head.revision)
    with _alone(engine) as connection:
        targets.refuse_used(connection, replace=replace)
        before = _versions(connection)
        _clear(connection)
        migrate.build(connection, head.revision)
        for table in dumping.ours(connection):
            connection.exec_driver_sql(f'DELETE FROM "{table}"')  # what a revision brings along is in the stream, too
        totals = _fill(connection, head, stream)
        _finish(connection, before)
    return Loaded(head, totals)


def trial(stream: Stream) -> Loaded:
    """Play a stream back into a database that is only in memory: whether a backup is good for what it is made for."""
    engine = db.in_memory()
    try:
        return load(engine, stream)
    finally:
        engine.dispose()


@contextmanager
def _alone(engine: Engine) -> Iterator[sa.Connection]:
    """Give the one transaction; references are checked at its end, and no other process starts meanwhile."""
    with engine.execution_options(fam_write=True).connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _raw(connection).execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not sqlite:
                    connection.exec_driver_sql("SET LOCAL lock_timeout = '20s'")
                    connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
                    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": db.LOCK})
                yield connection
        finally:
            if sqlite:
                _raw(connection).execute("PRAGMA foreign_keys=ON")


def _raw(connection: sa.Connection) -> Any:
    return connection.connection.driver_connection


def _versions(connection: sa.Connection) -> tuple[int, int]:
    """What caches of other processes know of the database that is replaced."""
    if "data_version" not in dumping.ours(connection):
        return 0, 0
    row = connection.execute(sa.text("SELECT version, fields FROM data_version")).first()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _clear(connection: sa.Connection) -> None:
    names = [*dumping.ours(connection), *(["alembic_version"] if migrate.revision_of(connection) else [])]
    if connection.dialect.name == "sqlite":
        for name in names:
            connection.exec_driver_sql(f'DROP TABLE "{name}"')
    elif names:
        connection.exec_driver_sql("DROP TABLE " + ", ".join(f'"{name}"' for name in names))


def _fill(connection: sa.Connection, head: Head, stream: Stream) -> tuple[Total, ...]:
    _match(connection, head)
    references = _without_references(connection)
    totals = []
    for table, part in groupby(stream, key=lambda one: one.table if isinstance(one, Line | Total) else ""):
        columns = head.tables[table]
        total = _table(connection, table, columns, part)
        if (total.rows, total.sum) != _counted(connection, table, columns):
            raise FamError(DIFFERENT.format(f"der Tabelle {table}"))
        totals.append(total)
    _with_references(connection, references)
    return tuple(totals)


def _match(connection: sa.Connection, head: Head) -> None:
    """Add the columns of promoted fields; every other column must be there on both sides."""
    inspector, known = sa.inspect(connection), dumping.ours(connection)
    for table, columns in head.tables.items():
        if table not in known:
            raise FamError(STRANGE.format(f"die Tabelle {table}"))
        there = {str(one["name"]) for one in inspector.get_columns(table)}
        for column in columns:
            if column.name in there:
                continue
            if not (RUNTIME_KEY.fullmatch(column.name) and column.kind in TYPES):
                raise FamError(STRANGE.format(f"die Spalte {table}.{column.name}"))
            connection.exec_driver_sql(f'ALTER TABLE "{table}" ADD COLUMN {column.name} {TYPES[column.kind]}')


def _without_references(connection: sa.Connection) -> Sequence[tuple[str, str, str]]:
    """PostgreSQL: take the foreign keys away, so that rows come in any order; return them as they are."""
    if connection.dialect.name == "sqlite":
        return ()
    query = (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
    )
    found = [(str(table), str(name), str(text)) for table, name, text in connection.exec_driver_sql(query)
             if str(table) in Base.metadata.tables]  # fmt: skip
    for table, name, _text in found:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    return found


def _with_references(connection: sa.Connection, found: Sequence[tuple[str, str, str]]) -> None:
    try:
        for table, name, text in found:
            connection.exec_driver_sql(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {text}')
    except sa.exc.IntegrityError:
        raise FamError(BROKEN) from None
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise FamError(BROKEN)


def _table(connection: sa.Connection, table: str, columns: Sequence[Column], part: Iterator[Any]) -> Total:
    """Insert a table's lines and return the total that stands behind them."""
    total: list[Total] = []

    def values() -> Iterator[Sequence[Any]]:
        for one in part:
            if isinstance(one, Line):
                yield one.values
            else:
                total.append(one)

    (_into_sqlite if connection.dialect.name == "sqlite" else _into_postgresql)(connection, table, columns, values())
    return total[0]


def _into_sqlite(connection: sa.Connection, table: str, columns: Sequence[Column], rows: Iterator[Any]) -> None:
    names = ", ".join(f'"{column.name}"' for column in columns)
    into, raw = f'INSERT INTO "{table}" ({names}) VALUES ', _raw(connection)
    usual = into + f"({', '.join('?' * len(columns))})"
    while portion := list(islice(rows, PORTION)):
        if not SURROGATE.search(json.dumps(portion, ensure_ascii=False)):
            raw.executemany(usual, [[_bytes(value) for value in row] for row in portion])
            continue
        for row in portion:  # a text that is no UTF-8, as it was
            odd = [isinstance(value, str) and bool(SURROGATE.search(value)) for value in row]
            marks = ", ".join("CAST(? AS TEXT)" if one else "?" for one in odd)
            plain = [value.encode(errors="surrogateescape") if one else _bytes(value)
                     for one, value in zip(odd, row, strict=True)]  # fmt: skip
            raw.execute(f"{into}({marks})", plain)


def _bytes(value: Any) -> Any:
    return bytes.fromhex(value["bytes"]) if isinstance(value, dict) else value


def _into_postgresql(connection: sa.Connection, table: str, columns: Sequence[Column], rows: Iterator[Any]) -> None:
    refused: list[str] = []
    names = ", ".join(f'"{column.name}"' for column in columns)
    moments = [place for place, column in enumerate(columns) if column.kind == "moment"]
    with _raw(connection).cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            wrong = [f"{table}.{column.name} {sentence}" for column, value in zip(columns, row, strict=True)
                     if (sentence := problem(column, value))]  # fmt: skip
            refused += wrong if len(refused) < MOST_NAMED else []
            if not refused:
                for place in moments:
                    row[place] = row[place] and row[place] + "+00"
                copy.write_row(row)
        if refused:
            raise FamError("PostgreSQL nimmt diese Werte nicht auf: " + "; ".join(refused[:MOST_NAMED]) + ".")


def _counted(connection: sa.Connection, table: str, columns: Sequence[Column]) -> tuple[int, int]:
    """Read back what came in."""
    number = total = 0
    for values in dumping.rows(connection, table, columns):
        number, total = number + 1, total + weight(columns, values)
    return number, total


def _finish(connection: sa.Connection, before: tuple[int, int]) -> None:
    """Bring it up to date: revisions since then, indexes of the team's fields, the next numbers, the data version."""
    migrate.build(connection, "head")
    connection.execute(sa.text(migrate.FIRST_VERSION))
    indexes.reconcile(connection, gently=True)
    _numbers(connection)
    seen: Mapping[str, int] = {"version": before[0], "fields": before[1]}
    biggest = ", ".join(f"{name} = (CASE WHEN {name} > :{name} THEN {name} ELSE :{name} END) + 1" for name in seen)
    connection.execute(sa.text(f"UPDATE data_version SET {biggest}"), seen)
    connection.exec_driver_sql("ANALYZE")


def _numbers(connection: sa.Connection) -> None:
    for name, table in Base.metadata.tables.items():
        if "id" in table.c and isinstance(table.c.id.type, sa.Integer):
            set_next_number(connection, name)
