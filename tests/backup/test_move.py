"""`python -m fam move`: to the other engine and back again without a difference, and a report of what would not fit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fam import db
from tests.backup.conftest import command, process
from tests.backup.test_backup import totals


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, filled: str, tmp_path: Path) -> Iterator[str]:
    """An empty database of the other engine."""
    if not filled.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'elsewhere.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    db.engine_for(server.url(name)).dispose()
    server.drop(name)


def test_there_and_back_again(filled: str, elsewhere: str, tmp_path: Path) -> None:
    """SQLite to PostgreSQL to SQLite, and the other way: each table's count and checksum stay."""
    before = totals(filled)
    report = command(filled, "move", elsewhere, "--dry-run")
    assert (report.returncode, report.stdout) == (0, "0 Hindernisse, nichts wurde übertragen.\n"), report.stderr
    done = process(filled, "move", elsewhere)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "Alles in Ordnung." in done.stdout
    assert "Umgezogen" in done.stdout
    assert totals(elsewhere) == before == totals(filled)
    home = f"sqlite:///{tmp_path / 'home.db'}"
    if elsewhere.startswith("postgresql"):
        assert command(elsewhere, "move", home).returncode == 0
        assert totals(home) == before


def test_a_used_target_is_refused(filled: str, elsewhere: str) -> None:
    """Never over what is there, and never onto itself; neither changes anything."""
    assert command(filled, "move", elsewhere).returncode == 0
    before = totals(elsewhere)
    again = command(filled, "move", elsewhere)
    assert again.returncode == 1
    assert "8 Konten und 4 Fälle" in again.stdout
    assert "1 Hindernis" in again.stdout
    assert totals(elsewhere) == before
    same = command(filled, "move", filled)
    assert (same.returncode, same.stdout) == (1, "")
    assert "dieselbe Datenbank" in same.stderr
    nowhere = command(filled, "move", "mysql://geheim@127.0.0.1/x")
    assert nowhere.returncode == 1
    assert "keine Adresse" in nowhere.stderr
    assert "geheim" not in nowhere.stderr


@pytest.mark.postgres
@pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
def test_what_postgresql_would_not_take_is_reported_first(filled: str, elsewhere: str, tmp_path: Path) -> None:
    """One line per value with table, number and column, and nothing is carried over; a restore refuses as well."""
    wrong = {
        "UPDATE note SET text = 'a' || char(0) WHERE id = 1": "note 1: text enthält ein Zeichen",
        "UPDATE note SET text = CAST(x'41ff' AS TEXT) WHERE id = 2": "note 2: text enthält ein Zeichen",
        "UPDATE note SET extra = '{' WHERE id = 2": "note 2: extra ist kein lesbares JSON",
        "UPDATE family SET number = 'FAM-2017-000000000001' WHERE id = 3": "family 3: number ist länger als 16 Zeichen",
        "UPDATE note SET created_by = 99999999999 WHERE id = 3": "note 3: created_by ist eine zu große Zahl",
        "UPDATE lead SET account_id = 999 WHERE id = 1": "lead: 1 Verweise auf account",
    }
    with db.engine().connect() as connection:
        connection.connection.execute("PRAGMA foreign_keys=OFF")
        for statement in wrong:
            connection.connection.execute(statement)
    report = command(filled, "move", elsewhere)
    assert report.returncode == 1
    lines = report.stdout.splitlines()
    assert len(lines) == len(wrong) + 1, report.stdout
    for sentence in wrong.values():
        assert any(line.startswith(sentence) for line in lines), (sentence, lines)
    assert "FAM-2017" not in report.stdout
    with db.engine_for(elsewhere).connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").scalar() == 0
    path = tmp_path / "odd.sicherung"
    assert command(filled, "backup", str(path), "--no-trial").returncode == 0, "a backup takes what there is"
    refused = command(elsewhere, "restore", str(path))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "PostgreSQL nimmt diese Werte nicht auf: " in refused.stderr
    assert "Kaya" not in refused.stderr


@pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
def test_sqlite_takes_back_whatever_it_held(filled: str, tmp_path: Path) -> None:
    """NUL, text that is no UTF-8, unreadable JSON: a backup is no cleaning; it comes back as it was."""
    with db.engine().connect() as connection:
        for statement in (
            "UPDATE note SET text = 'a' || char(0) || 'b' WHERE id = 1",
            "UPDATE note SET text = CAST(x'41ff' AS TEXT) WHERE id = 2",
            "UPDATE note SET extra = '{' WHERE id = 2",
        ):
            connection.connection.execute(statement)
    path, target = tmp_path / "odd.sicherung", f"sqlite:///{tmp_path / 'odd.db'}"
    done = command(filled, "backup", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    restored = command(target, "restore", str(path))
    assert restored.returncode == 1, "it came back, and `check` finds what is wrong with it"
    assert "Anzahl und Prüfsumme jeder Tabelle stimmen" in restored.stdout
    query = "SELECT id, hex(text), typeof(text) FROM note ORDER BY id"
    with db.engine_for(filled).connect() as one, db.engine_for(target).connect() as other:
        assert one.exec_driver_sql(query).all() == other.exec_driver_sql(query).all()
