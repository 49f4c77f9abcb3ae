"""Before a move: everything that would not fit at the target, in one report."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from fam.backup import dumping, targets
from fam.backup.values import problem
from fam.errors import FamError

OLDEST = 150000  # PostgreSQL 15
MOST = 200


def problems(source: sa.Connection, target: Engine) -> Iterator[str]:
    """Yield one sentence per obstacle: table, column and how often, never a value. Empty: the move can begin."""
    yield from _place(target)
    head = dumping.head_of(source)
    try:
        targets.refuse_newer(head.revision, "Die Quelle")
    except FamError as error:
        yield str(error)
    if source.dialect.name == "sqlite":
        broken: dict[tuple[str, str], int] = {}
        for table, _row, other, _key in source.exec_driver_sql("PRAGMA foreign_key_check"):
            broken[str(table), str(other)] = broken.get((str(table), str(other)), 0) + 1
        for (table, other), number in broken.items():
            yield f"{table}: {number} Verweise auf {other} gehen ins Leere."
    if target.dialect.name == "postgresql":
        yield from _rows(source, head)


def _place(target: Engine) -> Iterator[str]:
    with target.connect() as connection:
        if connection.dialect.name == "postgresql":
            if int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) < OLDEST:
                yield "Das Ziel ist älter als PostgreSQL 15."
            if connection.exec_driver_sql("SHOW server_encoding").scalar_one() != "UTF8":
                yield "Das Ziel ist nicht mit der Kodierung UTF8 angelegt."
            may = "SELECT has_schema_privilege(current_schema(), 'CREATE')"
            if not connection.exec_driver_sql(may).scalar_one():
                yield "Im Ziel fehlt das Recht, Tabellen anzulegen."
        try:
            targets.refuse_used(connection)
        except FamError as error:
            yield str(error)


def _rows(source: sa.Connection, head: dumping.Head) -> Iterator[str]:
    for table, columns in head.tables.items():
        keys = [place for place, column in enumerate(columns) if column.name in ("id", "ags", "key", "year")][:1]
        named = 0
        for row in dumping.rows(source, table, columns):
            for column, value in zip(columns, row, strict=True):
                if (sentence := problem(column, value)) and (named := named + 1) <= MOST:
                    which = f" {row[keys[0]]}" if keys and isinstance(row[keys[0]], int) else ""
                    yield f"{table}{which}: {column.name} {sentence}."
        if named > MOST:
            yield f"{table}: … und {named - MOST} weitere."


def version(connection: sa.Connection) -> int:
    """Return the number that moves with every change."""
    return int(connection.exec_driver_sql("SELECT version FROM data_version").scalar_one())
