"""A backup in the middle of work, and on a disk that is full."""

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fam import boot, db
from fam.backup import dumping, files
from fam.config import ROOT
from fam.errors import FamError
from fam.person import Person
from fam.services import notes
from tests.backup.conftest import SECRET, command
from tests.robustness import stored
from tests.robustness.conftest import Writers
from tests.support.cast import TODAY
from tests.support.server import clean_environment

SECONDS = 6
LIMIT = 48  # KiB: more than SQLite's shared memory file, less than the backup


def test_a_backup_in_the_middle_of_work_is_one_state(
    database: str, writers: Writers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten people go on saving: nobody waits for it, and what comes back are whole cases with their log, no half one."""
    writers.start(seconds=SECONDS, threads=10)
    while len(writers.said()) < 20:
        assert writers.processes[0].poll() is None, writers.log.read_text()
    before = writers.marks("note")
    path = tmp_path / "mitten.sicherung"
    done = command(database, "backup", str(path), "--no-trial")
    assert (done.returncode, done.stderr) == (0, "")
    after = writers.marks("note")
    writers.finished()
    assert len(after) > len(before), "nobody wrote meanwhile"
    target = f"sqlite:///{tmp_path / 'zurück.db'}"
    restored = command(target, "restore", str(path))
    assert (restored.returncode, restored.stderr) == (0, ""), restored.stdout
    with monkeypatch.context() as patch:
        patch.setenv("FAM_DATABASE_URL", target)
        stored.whole()
        found = stored.marks("note")
    db.engine_for(target).dispose()
    assert before <= found
    assert found <= writers.marks("note")


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_a_full_disk_is_one_sentence_and_no_half_file(
    database: str, cast: Callable[[str], Person], make_family: Callable[..., int], tmp_path: Path
) -> None:
    """The file may not grow beyond a limit: exit code 1, the reason, an older backup stays, nothing else is left."""
    family, chance = make_family("Kaya"), random.Random(1)
    with db.transaction(cast("anna")) as session:
        for _ in range(100):
            notes.write(session, family, TODAY, chance.randbytes(1000).hex())
    folder = tmp_path / "voll"
    folder.mkdir()
    path = folder / "a.sicherung"
    path.write_text("die von gestern")
    words = [sys.executable, "-m", "fam", "backup", str(path), "--force"]
    done = subprocess.run(
        ["bash", "-c", f'ulimit -f {LIMIT}; exec "$@"', "bash", *words],
        cwd=ROOT,
        env=clean_environment({"FAM_DATABASE_URL": database, "FAM_BACKUP_PASSPHRASE": SECRET, "PYTHONUTF8": "1"}),
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert "die Datei wird zu groß" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [one.name for one in folder.iterdir()] == ["a.sicherung"]
    assert path.read_text() == "die von gestern"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_disk_that_says_no_is_a_reason(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ENOSPC, wherever in the file it comes, in German."""
    boot.ensure_database()
    part = tmp_path / "b.sicherung.part"
    part.symlink_to("/dev/full")
    with dumping.snapshot(db.engine()) as connection, pytest.raises(FamError, match="kein Platz mehr"):
        files.write(tmp_path / "b.sicherung", dumping.stream(connection), SECRET)
    assert list(tmp_path.glob("b.*")) == []
