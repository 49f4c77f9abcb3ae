"""The command line as scripts meet it: exit codes, whose standard output is, one sentence where something fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fam.config import ROOT
from tests.exchange.listing.files import SAMPLE


def run(url: str, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command without a terminal, on a database of its own."""
    return subprocess.run(
        [sys.executable, "-m", "fam", *words],
        cwd=ROOT,
        env={**os.environ, "FAM_DATABASE_URL": url, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_a_narrow_console_does_not_fail_what_was_done(database: str) -> None:
    """A console without quotation marks of ours gets question marks; programs get UTF-8 all the same."""
    narrow = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    shown = run(database, "import", str(SAMPLE), "--dry-run", **narrow)
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert b"Probelauf" in shown.stdout
    read = run(database, "import", str(SAMPLE), "--dry-run", "--json", **narrow)
    assert read.returncode == 0
    assert "ungefähr" in read.stdout.decode("utf-8")


def test_who_reads_may_stop_reading(database: str) -> None:
    """`| head -1` ends a command that has more to say without a word of complaint."""
    command = f"{sys.executable} -m fam caseload --csv --from 1900-01 --to 2999-12 | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env={**os.environ, "FAM_DATABASE_URL": database},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["month,Bestand,Zugang,Abgang,Saldo,Plan", "0"]
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("irgendwas", "keine Adresse"),
        ("mysql://fam@127.0.0.1/fam", "keine Adresse"),
        ("postgresql://fam:geheim@127.0.0.1:1/fam", "nicht zu erreichen"),
        ("sqlite:///{junk}", "nicht lesbar"),
    ],
)
def test_no_database_is_one_sentence(tmp_path: Path, url: str, sentence: str) -> None:
    """Exit code 1, nothing on standard output, one sentence without the password, no trace of the program."""
    (junk := tmp_path / "liste.db").write_text("das ist keine Datenbank" * 100)
    done = run(url.format(junk=junk), "caseload", "--csv")
    complaint = done.stderr.decode("utf-8")
    assert (done.returncode, done.stdout) == (1, b"")
    assert sentence in complaint
    assert len(complaint.splitlines()) == 1
    assert "geheim" not in complaint
