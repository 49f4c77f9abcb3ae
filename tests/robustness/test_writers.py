"""Two processes full of people on one database: nothing is lost, nothing is doubled, nobody is turned away."""

from fam import db
from tests.robustness import stored
from tests.robustness.conftest import Writers, gapless, slowest

SECONDS = 4
PER_PROCESS = 10
PATIENCE = 10_000  # ms a save may wait for the nineteen others; the timeout is 15 s


def test_twenty_writers_in_two_processes_lose_and_double_nothing(writers: Writers, shared_family: int) -> None:
    """Cases, entries, tasks and a shared number: what was said to be saved is there once, with its log, and no more."""
    before = db.data_version()
    for _ in range(2):
        writers.start(seconds=SECONDS, threads=PER_PROCESS)
    writers.finished()
    said = writers.said()
    for kind in ("family", "note", "task", "done"):
        assert writers.marks(kind), f"nobody wrote a {kind}"
        assert stored.marks(kind) == writers.marks(kind)
    assert gapless([number for number in stored.numbers() if "-2018-" in number])
    steps = sum(line["kind"] == "count" for line in said)
    assert stored.counted(shared_family) == (steps, steps + 1)  # the first step was the fixture's
    assert db.data_version() == before + len(said)
    assert slowest(said) < PATIENCE
    stored.whole()


def test_a_killed_process_leaves_whole_cases_only(writers: Writers) -> None:
    """kill -9 among ten writers: the other process goes on, and of each save everything is there or nothing."""
    other = writers.start(seconds=SECONDS - 1, threads=5)
    victim = writers.start(seconds=60, threads=10)
    writers.killed(victim, after=40)
    assert other.wait(60) == 0, writers.log.read_text(encoding="utf-8")
    for kind in ("family", "note", "task", "done"):
        unsaid = stored.marks(kind) - writers.marks(kind)
        assert not writers.marks(kind) - stored.marks(kind), "said to be saved, but gone"
        assert sum(unsaid.values()) <= 10, "more than was on its way when the process died"
    assert gapless([number for number in stored.numbers() if "-2018-" in number])
    stored.whole()
