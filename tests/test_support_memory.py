"""Databases of tests lie in memory where there is room, and nobody finds them there afterwards."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import memory


def test_memory_is_used_only_where_there_is_room(tmp_path: Path) -> None:
    """A container with too little of it, and a system without, use the ordinary temporary folder."""
    assert memory.in_memory(tmp_path, room=1) == tmp_path
    assert memory.in_memory(tmp_path, room=shutil.disk_usage(tmp_path).total + 1) is None
    assert memory.in_memory(tmp_path / "missing", room=1) is None


@pytest.mark.skipif(sys.platform == "win32", reason="memory is used on Linux alone")
def test_what_a_killed_run_left_goes(tmp_path: Path) -> None:
    """Folders of processes that are gone are removed, those of living ones stay."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead, living = (tmp_path / f"{memory.PREFIX}{pid}-x" for pid in (gone.pid, os.getppid()))
    for folder in (dead, living, tmp_path / "other"):
        folder.mkdir()
    made = memory.fast_folder(tmp_path, room=1)
    assert made.parent == tmp_path
    assert (dead.exists(), living.exists(), (tmp_path / "other").exists()) == (False, True, True)
