"""Files in memory: a test's database is written once and thrown away, a disk would only make it wait."""

import os
import shutil
import tempfile
from pathlib import Path

SHARED = Path("/dev/shm")  # Linux; elsewhere there is none
ROOM = 2 * 1024**3  # a run on four cores takes less than half of it; a container's usual 64 MB are too little
PREFIX = "fam-tests-"


def in_memory(shared: Path = SHARED, room: int = ROOM) -> Path | None:
    """Return a folder in memory with enough room, None where there is none: then the ordinary temporary folder."""
    return shared if shared.is_dir() and shutil.disk_usage(shared).free >= room else None


def fast_folder(shared: Path = SHARED, room: int = ROOM) -> Path:
    """Return a new folder, in memory where that has room; what a killed run left there goes."""
    if (memory := in_memory(shared, room)) is not None:
        for left in memory.glob(f"{PREFIX}*"):
            if not _alive(int(left.name.split("-")[2])):
                shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=memory))


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
