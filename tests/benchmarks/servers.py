"""Servers to measure: nothing but Streamlit, and the app with somebody logged in, both by `streamlit run`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.volumes import in_use
from tests.support.people import new_session
from tests.support.server import PYTHON, Server

HERE = Path(__file__).parent
OPTIONS = ("--server.port", "{port}", "--server.address", "127.0.0.1", "--server.headless", "true")


@contextmanager
def empty_server() -> Iterator[Server]:
    """Run an empty page with the settings of this app: with Streamlit's own a click would cost several times more."""
    with _served("empty.py", {}) as server:
        yield server


@contextmanager
def app_server(url: str) -> Iterator[Server]:
    """Run the app on a database, with the empty page /leer; `cookie_of` logs people in meanwhile."""
    with in_use(url), _served("app_with_empty_page.py", {"FAM_DATABASE_URL": url}) as server:
        yield server


def cookie_of(username: str) -> str:
    """Return the cookie of a new log-in on the database in use."""
    return f"fam={new_session(username)}"


@contextmanager
def _served(script: str, environment: dict[str, str]) -> Iterator[Server]:
    with TemporaryDirectory(prefix="fam-server-") as folder:
        command = [PYTHON, "-m", "streamlit", "run", str(HERE / script), *OPTIONS]
        server = Server(command, Path(folder), environment)
        try:
            yield server
        finally:
            server.stop()
