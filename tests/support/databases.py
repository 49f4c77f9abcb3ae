"""A fresh, migrated database for each test: a file copied for SQLite, a template cloned for PostgreSQL.

Every fixture ending in `_url` also sets FAM_DATABASE_URL, so that `fam.db.engine()` and child processes use it.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from _pytest.fixtures import SubRequest

from fam import boot, db
from tests.support.postgres import PostgresServer

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


def _prepare(url: str) -> None:
    """Migrate a database and fill its reference lists, as the program does at start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAM_DATABASE_URL", url)
        boot.ensure_database()
        db.engine_for(url).dispose()


def lend(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give a database to a fixture as the one in use, and close it afterwards."""
    monkeypatch.setenv("FAM_DATABASE_URL", url)
    yield url
    db.engine_for(url).dispose()


@pytest.fixture(scope="session", autouse=True)
def operators_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Backups of fields go into a folder of the tests, never beside a real database."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("sicherungen")
        patch.setenv("FAM_BACKUP_DIR", str(folder))
        yield folder


@pytest.fixture(scope="session")
def ready_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that nobody opens: tests get copies."""
    path = tmp_path_factory.mktemp("ready") / "fam.db"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def ready_postgres(postgres_server: PostgresServer) -> str:
    """The name of a migrated PostgreSQL database that nobody opens: tests get clones."""
    name = postgres_server.create()
    _prepare(postgres_server.url(name))
    return name


@pytest.fixture
def sqlite_url(ready_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A fresh, migrated SQLite database, in use."""
    path = shutil.copy(ready_sqlite, tmp_path / "fam.db")
    yield from lend(f"sqlite:///{path}", monkeypatch)


@pytest.fixture
def postgres_url(
    postgres_server: PostgresServer, ready_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database, in use; mark the test with `pytest.mark.postgres`."""
    name = postgres_server.create(ready_postgres)
    yield from lend(postgres_server.url(name), monkeypatch)
    postgres_server.drop(name)


@pytest.fixture(params=BOTH)
def database_url(request: SubRequest) -> str:
    """A fresh, migrated database, in use: the test runs once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A PostgreSQL database without a single table, in use: for migrations and first starts."""
    name = postgres_server.create()
    yield from lend(postgres_server.url(name), monkeypatch)
    postgres_server.drop(name)


@pytest.fixture
def empty_sqlite_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a SQLite file that does not exist yet, in use."""
    yield from lend(f"sqlite:///{tmp_path / 'empty.db'}", monkeypatch)


@pytest.fixture(params=BOTH)
def empty_database_url(request: SubRequest) -> str:
    """An empty database, in use: once SQLite, once PostgreSQL."""
    fixture = "empty_sqlite_url" if request.param == "sqlite" else "empty_postgres_url"
    url: str = request.getfixturevalue(fixture)
    return url


@contextmanager
def sent() -> Iterator[list[str]]:
    """Give the statements that the block sends."""
    found: list[str] = []

    def note(*arguments: Any) -> None:
        if arguments[2] != "BEGIN":  # SQLite's transactions begin by a statement
            found.append(arguments[2])

    sa.event.listen(db.engine(), "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(db.engine(), "before_cursor_execute", note)
