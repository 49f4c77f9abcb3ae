"""`python -m fam erase`: shows, and executes only what two people confirmed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fam import cli, db
from fam.models import Family
from fam.person import Person
from fam.rules.terms import Status
from fam.services import erasure
from tests.support.erasing import old_case

Cast = Callable[[str], Person]


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and PostgreSQL."""
    return both_databases


def status(family_id: int) -> Status:
    """Return the status of a case."""
    with db.program() as session:
        return session.get_one(Family, family_id).status


def test_only_a_confirmed_run_is_executed(
    cast: Cast, make_family: Callable[..., int], capsys: pytest.CaptureFixture[str],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Without an option nothing changes; --execute waits for the second person; the ledger lies beside the backups."""
    monkeypatch.setenv("FAM_BACKUP_DIR", str(tmp_path / "kept"))
    family_id, dora, kerstin = old_case(make_family, "Zweigelhuber"), cast("dora"), cast("kerstin")
    assert cli.main(["erase"]) == 0
    said = capsys.readouterr().out
    assert "FAM-2014-00001  01.06.2016" in said
    assert "1 Fall fällig, davon 0 mit Hinderung. Nichts wurde geändert." in said
    assert "Zweigelhuber" not in said
    with db.transaction(dora) as session:
        run_id = erasure.propose(session).id or 0
    assert cli.main(["erase", "--execute"]) == 0
    assert status(family_id) is Status.CLOSED
    with db.transaction(kerstin) as session:
        erasure.confirm(session, run_id)
    assert cli.main(["erase", "--execute"]) == 0
    assert "1 Fall gelöscht. Löschliste: loeschliste.json" in capsys.readouterr().out
    assert status(family_id) is Status.ANONYMISED
    ledger = tmp_path / "kept" / "loeschliste.json"
    assert cli.main(["erase", "--reapply", str(ledger)]) == 0
    ledger.write_text("{}x", encoding="utf-8")
    assert cli.main(["erase", "--reapply", str(ledger)]) == 1
    assert "ist keine Löschliste" in capsys.readouterr().err
