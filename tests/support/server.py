"""The program as people run it: a server process on a free port, that can be killed and started again."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

from tests.support.children import end, kill_tree, spawn

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60
PYTHON = sys.executable


def free_port() -> int:
    """Return a port on 127.0.0.1 that is free right now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def clean_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return our environment without settings of Streamlit and FAM, plus `extra`: a server starts with nothing else."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("FAM_", "STREAMLIT_"))}
    return {**kept, "PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1", **extra}


class Server:
    """One server process with its children. `url` stays the same over `kill` and `start`; `logs` keeps everything."""

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str], port: int = 0) -> None:
        """`{port}` in the command is replaced; the log lies in `folder`."""
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.command = [word.replace("{port}", str(self.port)) for word in command]
        self.environment = clean_environment(environment)
        self.log = folder / f"server-{self.port}.log"
        self.start()

    def start(self) -> None:
        """Start the process and wait until it answers; RuntimeError with its log when it does not."""
        self.process = spawn(self.command, log=self.log, cwd=ROOT, env=self.environment)
        deadline = time.monotonic() + SECONDS_TO_START
        while not self.healthy():
            if self.process.poll() is not None or time.monotonic() > deadline:
                end(self.process)
                raise RuntimeError(f"{' '.join(self.command)} did not answer:\n{self.logs}")
            time.sleep(0.05)

    def healthy(self) -> bool:
        """Return whether the server answers on its health address."""
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError, HTTPException):
            return False

    @property
    def logs(self) -> str:
        """Everything the process has written since the first start."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def kill(self) -> None:
        """kill -9, with all children: nothing can be tidied up."""
        kill_tree(self.process)

    def restart(self) -> None:
        """Kill -9 and start again on the same port."""
        self.kill()
        self.start()

    def stop(self) -> int:
        """End it politely (SIGTERM) and return its exit code; what does not end within 10 s is killed."""
        return end(self.process)


@contextmanager
def app_server(folder: Path, environment: Mapping[str, str], port: int = 0) -> Iterator[Server]:
    """Run `streamlit run app.py`; give FAM_DATABASE_URL in `environment`. Always ended at the end."""
    options = ["--server.port", "{port}", "--server.address", "127.0.0.1", "--server.headless", "true"]
    quiet = ["--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false"]
    yield from _run([PYTHON, "-m", "streamlit", "run", "app.py", *options, *quiet], folder, environment, port)


@contextmanager
def demo_server(folder: Path, environment: Mapping[str, str] | None = None, port: int = 0) -> Iterator[Server]:
    """Run `python -m fam demo` on fictional data. Always ended at the end."""
    command = [PYTHON, "-m", "fam", "demo", "--port", "{port}", "--no-browser"]
    yield from _run(command, folder, environment or {}, port)


def _run(command: Sequence[str], folder: Path, environment: Mapping[str, str], port: int) -> Iterator[Server]:
    server = Server(command, folder, environment, port)
    try:
        yield server
    finally:
        server.stop()
