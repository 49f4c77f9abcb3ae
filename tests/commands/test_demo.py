"""`python -m fam demo` as people run it: a real process that answers, says how to log in, and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fam.demo import server as demo
from fam.demo.cast import PASSWORD
from fam.errors import FamError
from tests.support.server import PYTHON, ROOT, Server, clean_environment, demo_server, free_port

SECONDS_TO_ANSWER = 30
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and process groups are POSIX")


def _descendants(pid: int) -> set[int]:
    """Return the process ids below one, from the system's own list."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(line.split()[0]): int(line.split()[1]) for line in listed.splitlines()}
    found: set[int] = set()
    new = {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def _gone(pids: set[int]) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if not any(_alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def _databases(folder: Path) -> list[Path]:
    return list(folder.glob("fam-demo-*/demo.db"))


@posix
@pytest.mark.parametrize("politely", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_ends_with_its_children(tmp_path: Path, politely: signal.Signals) -> None:
    """It answers within 30 seconds; SIGTERM and Ctrl-C end it with exit code 0, its children and its database."""
    started = time.monotonic()
    with demo_server(tmp_path, {"TMPDIR": str(tmp_path)}) as server:
        assert time.monotonic() - started < SECONDS_TO_ANSWER
        children = _descendants(server.process.pid)
        assert children
        assert _databases(tmp_path)
        _wait_for(server, "Beenden mit Strg+C.")
        server.process.send_signal(politely)
        assert server.process.wait(15) == 0
        assert _gone(children)
        assert list(tmp_path.glob("fam-demo-*")) == []
        assert not server.healthy()
        assert "Traceback" not in server.logs


@posix
def test_ctrl_c_ends_it_where_a_shell_ignores_it_for_the_background(tmp_path: Path) -> None:
    """Started from a script with `&`, where the shell passes SIGINT on as ignored, SIGINT still ends it."""
    command = ["sh", "-c", f'trap "" INT; exec {sys.executable} -m fam demo --port {{port}} --no-browser']
    server = Server(command, tmp_path, {"TMPDIR": str(tmp_path)})
    try:
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(15) == 0
    finally:
        server.stop()


def _wait_for(server: Server, text: str) -> None:
    deadline = time.monotonic() + 10
    while text not in server.logs and time.monotonic() < deadline:
        time.sleep(0.05)
    assert text in server.logs


@posix
def test_even_kill_9_leaves_no_server_behind(tmp_path: Path) -> None:
    """Linux: when the command is killed without a chance to tidy up, its web server ends too."""
    if sys.platform != "linux":
        pytest.skip("the parent's death is signalled on Linux only")
    with demo_server(tmp_path, {"TMPDIR": str(tmp_path)}) as server:
        children = _descendants(server.process.pid)
        server.process.kill()
        server.process.wait(5)
        assert _gone(children)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """One demo for the tests that only look, and its temporary folder; the environment names another database."""
    folder = tmp_path_factory.mktemp("demo")
    with demo_server(folder, {"FAM_DATABASE_URL": f"sqlite:///{folder / 'mine.db'}", "TMPDIR": str(folder)}) as server:
        _wait_for(server, "Beenden mit Strg+C.")
        yield server, folder


@posix
def test_the_console_is_german_and_shows_the_log_ins(running: tuple[Server, Path]) -> None:
    """A table of the eight log-ins with password, role and what is to be seen; no English, no e-mail, no telemetry."""
    server, _folder = running
    printed = server.logs
    assert re.search(r"Benutzername +Passwort +Rolle +Was zu sehen ist", printed)
    for name in ("anna", "amir", "stefan", "kerstin", "konrad", "lena", "adam", "dora"):
        line = rf"^{name} +{PASSWORD} +(Fachkraft|Koordination|Leitung|Administration|Datenschutz)"
        assert re.search(line, printed, re.MULTILINE)
    assert server.url in printed
    assert "15.10.2018" in printed
    for word in ("You can now view", "email", "telemetry", "usage statistics", "Streamlit"):
        assert word not in printed


@posix
def test_it_touches_no_other_database(running: tuple[Server, Path]) -> None:
    """FAM_DATABASE_URL of the environment is ignored; the demo's database lies in a folder of its own."""
    _server, folder = running
    assert _databases(folder)
    assert not (folder / "mine.db").exists()


@posix
def test_it_listens_on_this_machine_only(running: tuple[Server, Path]) -> None:
    """Nobody else on the network reaches the demo."""
    server, _folder = running
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.2", server.port))  # would fail if the server listened on every address


def test_a_port_in_use_is_said_in_one_sentence(tmp_path: Path) -> None:
    """Exit code 1, the port, and what to do; nothing is prepared first."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [PYTHON, "-m", "fam", "demo", "--port", str(port), "--no-browser"]
        environment = clean_environment({"TMPDIR": str(tmp_path), "PYTHONIOENCODING": "utf-8"})
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, encoding="utf-8"
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == f"Port {port} ist schon belegt. Bitte einen anderen wählen, z. B. --port {port + 1}."
    assert list(tmp_path.glob("fam-demo-*")) == []


@pytest.mark.parametrize("port", [0, -1, 65_536, 100_000])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    """A number that no port has gets a sentence."""
    with pytest.raises(FamError, match="Port von 1 bis 65535"):
        demo.check_port(port)


def test_a_free_port_is_accepted() -> None:
    """What nobody listens on may be used."""
    demo.check_port(free_port())


def test_the_servers_environment_is_the_demos_own() -> None:
    """Settings for other databases, TLS or Streamlit do not reach the demo; the rest of the environment does."""
    ours = {
        "FAM_DATABASE_URL": "postgresql://echt", "FAM_TLS": "1", "FAM_BCRYPT_ROUNDS": "4", "STREAMLIT_SERVER_PORT": "1",
        "PATH": "/bin",
    }  # fmt: skip
    kept = demo.environment("sqlite:///demo.db", ours)
    assert kept == {
        "FAM_DATABASE_URL": "sqlite:///demo.db", "FAM_BCRYPT_ROUNDS": "4", "PATH": "/bin", "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
