"""Statements are compiled once per worker, as the app compiles them once per process, not once per test.

Every test has a database and thus an engine of its own, and SQLAlchemy keeps what it compiled per engine: a test that
opens one page spent nearly half of its time on compiling. Engines of one dialect share it here.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

KEPT: LRUCache[Any, Any] = LRUCache(2_000)


@sa.event.listens_for(sa.Engine, "engine_connect")
def _share(connection: sa.Connection) -> None:
    connection.execution_options(compiled_cache=KEPT)


for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):  # it is part of the key: all of a kind are one here
    dialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
    dialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign,assignment]
