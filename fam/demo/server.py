"""Run the demo: a fresh database in a folder of its own, the web server as a child process, and an orderly end."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from fam import boot, db
from fam.config import ROOT
from fam.demo import database, story
from fam.errors import FamError

HOST = "127.0.0.1"
SECONDS_TO_START = 60
SECONDS_TO_END = 8
KEPT = ("FAM_BCRYPT_ROUNDS",)  # of our own settings; a demo knows no other database, no TLS
PR_SET_PDEATHSIG = 1
OPTIONS = {
    "server.address": HOST, "server.headless": "true", "server.baseUrlPath": "", "server.fileWatcherType": "none",
    "server.showEmailPrompt": "false", "browser.gatherUsageStats": "false", "logger.hideWelcomeMessage": "true",
}  # fmt: skip


def check_port(port: int) -> None:
    """Raise FamError with a way out if something listens on the port already, or the number is none."""
    if not 1 <= port <= 65535:
        raise FamError("Bitte einen Port von 1 bis 65535 angeben, z. B. --port 8502.")
    with socket.socket() as probe:
        if sys.platform == "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise FamError(
                f"Für Port {port} fehlt die Berechtigung. Bitte einen ab 1024 wählen: --port 8502."
            ) from None
        except OSError:
            other = port + 1 if port < 65535 else 8501
            raise FamError(f"Port {port} ist schon belegt. Bitte einen anderen wählen, z. B. --port {other}.") from None


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and the like into SystemExit, so that everything below is tidied up.

    Ctrl-C too: a shell starts what it runs in the background with SIGINT ignored, and Python would leave it so.
    """

    def leave(_number: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(0)

    before = {}
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if number := getattr(signal, name, None):
            before[number] = signal.signal(number, leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def fresh_database() -> Iterator[str]:
    """Give the URL of a new SQLite database with the whole story; its folder is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="fam-demo-"))
    try:
        url = f"sqlite:///{(folder / 'demo.db').as_posix()}"
        os.environ["FAM_DATABASE_URL"] = url  # this process is the demo's own
        boot.ensure_database()
        database.fill(story.size())
        db.engine().dispose()
        yield url
    finally:
        db.engine().dispose()
        shutil.rmtree(folder, ignore_errors=True)


def environment(url: str, ours: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what the web server gets: nobody's settings for FAM or Streamlit but the demo's."""
    kept = {
        name: value
        for name, value in ours.items()
        if name in KEPT or not name.upper().startswith(("FAM_", "STREAMLIT_"))
    }
    return {**kept, "FAM_DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}


@contextmanager
def web_server(port: int, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start `streamlit run app.py` and give the process; at the end it and its children are gone."""
    settings = [word for name, value in OPTIONS.items() for word in (f"--{name}", value)]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port), *settings]
    own_group = {"start_new_session": True, "preexec_fn": _end_with_us} if os.name == "posix" else {}
    process: subprocess.Popen[bytes] = subprocess.Popen(
        command, cwd=ROOT, env=environment(url), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **own_group
    )  # type: ignore[call-overload]  # the keywords depend on the system
    try:
        yield process
    finally:
        end(process)


def _end_with_us() -> None:
    """Linux: the child is told to end even when we are killed without a chance to tidy up."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a child and everything that it started: asked first, made to after some seconds."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/PID", str(process.pid), "/T", "/F"], check=False, capture_output=True)
        process.wait(SECONDS_TO_END)
        return
    _signal(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_END)
    _signal(process.pid, signal.SIGKILL)  # whatever of its group is left
    process.wait()


def _signal(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return


def serve(process: subprocess.Popen[bytes]) -> int:
    """Wait until the server ends by itself and return its exit code; signals and Ctrl-C get through on every system."""
    while (code := process.poll()) is None:
        time.sleep(0.3)
    return code


def wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when the server answers; raise FamError when it ended or takes more than a minute."""
    deadline = time.monotonic() + SECONDS_TO_START
    address = urllib.request.Request(f"http://{HOST}:{port}/_stcore/health")
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy between us and ourselves
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise FamError(f"Der Webserver hat sich beendet (Code {process.returncode}); der Grund steht darüber.")
        try:
            with direct.open(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise FamError(f"Der Webserver antwortet nach {SECONDS_TO_START} Sekunden noch nicht.")
