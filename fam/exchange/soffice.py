"""A Word file as PDF by LibreOffice, where this machine has it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from fam.errors import FamError

SECONDS = 60
FAILED = "LibreOffice konnte kein PDF daraus machen. Die Word-Datei gibt es weiterhin."
KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")  # no secret of ours is its business


@lru_cache
def program() -> str:
    """Return the path of LibreOffice, "" where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


def as_pdfs(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the PDF of every Word file, by its name, in one start; raises FamError where that does not work."""
    if not program():
        raise FamError("LibreOffice ist auf diesem Server nicht installiert.")
    with tempfile.TemporaryDirectory(prefix="fam-papier-") as folder:
        place = Path(folder)
        names = {name: place / f"{number}.docx" for number, name in enumerate(files)}
        for name, path in names.items():
            path.write_bytes(files[name])
        _convert(place, list(names.values()))
        made = {name: path.with_suffix(".pdf") for name, path in names.items()}
        if not all(path.is_file() for path in made.values()):
            raise FamError(FAILED)
        return {name: path.read_bytes() for name, path in made.items()}


def as_pdf(content: bytes) -> bytes:
    """Return the PDF of one Word file; raises FamError."""
    return as_pdfs({"": content})[""]


def _convert(place: Path, paths: list[Path]) -> None:
    """Run LibreOffice with a profile of its own, that goes with the folder, so that two runs never meet."""
    profile = (place / "profile").as_uri()
    command = [
        program(), f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nologo", "--nodefault",
        "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(place), *map(str, paths),
    ]  # fmt: skip
    environment = {key: os.environ[key] for key in KEPT if key in os.environ} | {"HOME": str(place)}
    with subprocess.Popen(
        command, cwd=place, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    ) as running:  # fmt: skip
        try:
            running.wait(SECONDS)
        except subprocess.TimeoutExpired as error:
            _end(running)
            raise FamError(FAILED) from error


def _end(running: "subprocess.Popen[bytes]") -> None:
    """End LibreOffice with what it started: soffice is a script that starts the program."""
    if hasattr(os, "killpg"):
        os.killpg(running.pid, 9)
    else:
        running.kill()
