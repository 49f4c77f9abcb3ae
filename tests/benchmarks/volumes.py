"""Databases of any size for one run, filled by `demo-data`; a folder to keep them in makes the next run start at once.

SQLite files are kept as they are, PostgreSQL databases as dumps.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from fam import db
from tests.support.postgres import PostgresServer, find_binaries
from tests.support.server import PYTHON, ROOT, clean_environment

ENGINES = ("sqlite", "postgresql")
# A benchmark is no place for tricks: durable as an installation is, unlike the servers of the tests.
ORDINARY = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "max_connections=200", "shared_buffers=256MB")


class Volumes:
    """Gives the URL of a database with so many families, on one engine; each database is made once."""

    def __init__(self, engine: str, folder: Path, server: PostgresServer | None = None) -> None:
        self.engine, self.folder, self._server = engine, folder, server
        self._urls: dict[int, str] = {}
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def processes(self) -> tuple[int, ...]:
        """The process ids of the database server, for its processor time; none for SQLite."""
        return (self._server.process.pid,) if self._server else ()

    def url(self, families: int) -> str:
        """Return the URL of the database with so many families; filling 100,000 takes minutes."""
        if families not in self._urls:
            self._urls[families] = self._postgresql(families) if self._server else self._sqlite(families)
        return self._urls[families]

    def fresh(self, folder: Path) -> str:
        """Return the URL of an empty database for a benchmark that fills its own."""
        return self._server.url(self._server.create()) if self._server else f"sqlite:///{folder / 'fresh.db'}"

    def copy(self, families: int, folder: Path) -> str:
        """Return the URL of a copy that may be written to."""
        original = self.url(families)
        if self._server:
            return self._server.url(self._server.create(original.split("/")[-1].split("?")[0]))
        target = folder / f"copy-{families}.db"
        with closing(sqlite3.connect(self.folder / f"{families}.db")) as source, closing(sqlite3.connect(target)) as to:
            source.backup(to)
        return f"sqlite:///{target}"

    def _sqlite(self, families: int) -> str:
        file = self.folder / f"{families}.db"
        if not file.exists():
            building = self.folder / f"{families}.building"
            _fill(f"sqlite:///{building}", families)
            building.rename(file)
        return f"sqlite:///{file}"

    def _postgresql(self, families: int) -> str:
        assert self._server is not None
        url = self._server.url(self._server.create())
        dump = self.folder / f"{families}.dump"
        plain = url.replace("+psycopg", "")
        if dump.exists():
            _run([self._server._binary("pg_restore"), "--dbname", plain, "--no-owner", "--jobs", "2", str(dump)])
            _run([self._server._binary("psql"), plain, "--quiet", "--command", "VACUUM ANALYZE"])
        else:
            _fill(url, families)
            _run([self._server._binary("psql"), plain, "--quiet", "--command", "VACUUM ANALYZE"])
            _run([self._server._binary("pg_dump"), "--format=custom", "--compress=1", f"--file={dump}", plain])
        return url


@contextmanager
def volumes(engine: str, keep: str = "") -> Iterator[Volumes]:
    """Give the databases of an engine; without `keep` they are gone afterwards."""
    with TemporaryDirectory(prefix="fam-benchmarks-") as temporary:
        folder = Path(keep).resolve() if keep else Path(temporary)
        if engine == "sqlite":
            yield Volumes(engine, folder)
            return
        binaries = find_binaries()
        if binaries is None:
            raise SystemExit("PostgreSQL is missing: pip install -r requirements-dev.txt")
        server = PostgresServer(binaries, ORDINARY)
        try:
            yield Volumes(engine, folder, server)
        finally:
            server.stop()


@contextmanager
def in_use(url: str) -> Iterator[str]:
    """Let `fam.db` in this process work on a database, and close it afterwards."""
    before = os.environ.get("FAM_DATABASE_URL")
    os.environ["FAM_DATABASE_URL"] = url
    try:
        yield url
    finally:
        for use in ("", "statistics"):
            db.engine_for(url, use).dispose()
        os.environ.pop("FAM_DATABASE_URL")
        if before is not None:
            os.environ["FAM_DATABASE_URL"] = before


def _fill(url: str, families: int) -> None:
    sys.stderr.write(f"filling {families} families: {url}\n")
    command = [PYTHON, "-m", "fam", "demo-data", "--families", str(families)]
    subprocess.run(command, cwd=ROOT, env=clean_environment({"FAM_DATABASE_URL": url}), check=True, stdout=sys.stderr)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=sys.stderr)
