"""What the tests of this folder share: both engines, a family to write about, writing processes, looks into the log."""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from sqlmodel import select

from fam import db
from fam.models import FamilyDetail
from tests.support.children import end, kill_tree, spawn
from tests.support.server import ROOT, clean_environment

Said = list[dict[str, Any]]


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test of this folder that takes a database runs on SQLite and on PostgreSQL."""
    return both_databases


@pytest.fixture
def shared_family(make_family: Callable[..., int]) -> int:
    """A family of Anna and Amir whose remark is a number to count with."""
    family_id = make_family("Gemeinsam")
    with db.program() as session:
        session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family_id)).one().remark = "0"
    return family_id


class Writers:
    """Processes of `tests.robustness.writers`; `said` is what they committed, also of those that were killed."""

    def __init__(self, folder: Path, url: str, family_id: int) -> None:
        self.folder, self.url, self.family_id = folder, url, family_id
        self.processes: list[Popen[bytes]] = []
        self.log = folder / "writers.log"

    def start(self, *, seconds: float, threads: int) -> Popen[bytes]:
        """Start one more process full of writers."""
        number = len(self.processes)
        options = {"seconds": seconds, "threads": threads, "first": 1000 * number, "family": self.family_id}
        command = [sys.executable, "-m", "tests.robustness.writers", "--out", str(self.folder / f"said-{number}")]
        command += [word for key, value in options.items() for word in (f"--{key}", str(value))]
        environment = clean_environment({"FAM_DATABASE_URL": self.url, "FAM_BCRYPT_ROUNDS": "4"})
        process = spawn(command, log=self.log, cwd=ROOT, env=environment)
        self.processes.append(process)
        return process

    def killed(self, process: Popen[bytes], after: int) -> None:
        """kill -9 a process as soon as it has committed so many things."""
        deadline = time.monotonic() + 30
        mine = self.folder / f"said-{self.processes.index(process)}"
        while not mine.exists() or mine.read_text(encoding="utf-8").count("\n") < after:
            assert process.poll() is None, self.log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, "it writes nothing"
            time.sleep(0.01)
        kill_tree(process)

    def finished(self) -> None:
        """Wait for all; AssertionError with their output if one did not end well."""
        codes = [process.wait(60) for process in self.processes]
        assert codes == [0] * len(codes), self.log.read_text(encoding="utf-8")

    def said(self) -> Said:
        """Return what was committed, line by line; the last line of a killed process may be torn."""
        found: Said = []
        for number in range(len(self.processes)):
            path = self.folder / f"said-{number}"
            for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
                if line.endswith("}"):
                    found.append(json.loads(line))
        return found

    def marks(self, kind: str) -> Counter[str]:
        """Return what was committed of one kind."""
        return Counter(line["mark"] for line in self.said() if line["kind"] == kind)

    def stop(self) -> None:
        """End whoever still writes."""
        for process in self.processes:
            end(process)


@pytest.fixture
def writers(tmp_path: Path, database: str, shared_family: int) -> Iterator[Writers]:
    """Give the processes that write; none outlives the test."""
    found = Writers(tmp_path, database, shared_family)
    yield found
    found.stop()


def slowest(said: Said) -> float:
    """Return the longest wait for a save, in milliseconds."""
    return max(float(line["ms"]) for line in said)


def gapless(numbers: Sequence[str]) -> bool:
    """Return whether FAM numbers of one year run from 1 without a gap, and each is there once."""
    return sorted(int(number[-5:]) for number in numbers) == list(range(1, len(numbers) + 1))
