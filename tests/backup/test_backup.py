"""`python -m fam backup` and `restore`: everything comes back, on either engine, or nothing changes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fam import config, db, migrate
from fam.backup import dumping, files, loading
from fam.backup.dumping import Total
from fam.errors import FamError
from fam.fields import indexes
from fam.fields.spec import Kind
from fam.models import Draft, Family, LoginSession
from fam.person import Person, system
from fam.services import erasure_ledger, field_making
from tests.backup.conftest import SECRET, command, process
from tests.support.people import new_session


def totals(url: str) -> dict[str, tuple[int, int]]:
    """Return count and checksum of every table of a database; the data version moves by itself."""
    with dumping.snapshot(db.engine_for(url)) as connection:
        found = {one.table: (one.rows, one.sum) for one in dumping.stream(connection) if isinstance(one, Total)}
    return {table: total for table, total in found.items() if table != "data_version"}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """The address of a second database without a single table, on either engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'target.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    db.engine_for(server.url(name)).dispose()
    server.drop(name)


def test_everything_comes_back_on_either_engine(filled: str, backup: Path, target: str) -> None:
    """Four ways: each table has the same rows, the team's fields work, the next case gets the next number."""
    before = totals(filled)
    assert before["family"][0] == 4
    done = process(target, "restore", str(backup))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert "Alles in Ordnung." in done.stdout
    assert f"erase --reapply {config.backup_folder() / erasure_ledger.FILE}\n" in done.stdout
    assert totals(target) == before
    with db.engine_for(filled).connect() as one, db.engine_for(target).connect() as other:
        assert sorted(indexes.existing(other)) == sorted(indexes.existing(one)) != []
        assert migrate.revision_of(other) == migrate.head()
        for table in ("family", "note", "change_entry"):
            query = f"SELECT * FROM {table} ORDER BY id"
            assert len(other.exec_driver_sql(query).all()) == len(one.exec_driver_sql(query).all())


def test_people_work_on_where_they_were(
    filled: str, backup: Path, target: str, make_family: Callable[..., int], cast: Callable[[str], Person],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """New rows get new ids and numbers, the draft is offered again, old caches see that something happened."""
    version = db.data_version()
    assert command(target, "restore", str(backup)).returncode == 0
    monkeypatch.setenv("FAM_DATABASE_URL", target)
    assert db.data_version() > version
    assert make_family("Neu") == 5
    with db.program() as session:
        assert session.exec(select(Draft.text)).all() == ["angefangen"]
        numbers = session.exec(select(Family.number)).all()
        assert len(set(numbers)) == 5
    with db.transaction(cast("kerstin")) as session:
        assert field_making.make(session, field_making.FieldDraft("family", "Noch eins", Kind.TEXT))


def test_nobody_stays_logged_in(filled: str, tmp_path: Path) -> None:
    """Sessions are not in the file, and after a restore every cookie is worthless."""
    new_session("anna")
    path = tmp_path / "a.sicherung"
    assert command(filled, "backup", str(path)).returncode == 0
    assert not any(getattr(one, "table", "").startswith("login_") for one in files.read(path, SECRET))
    assert command(filled, "restore", str(path), "--replace", "--yes").returncode == 0
    with db.program() as session:
        assert session.exec(select(LoginSession)).all() == []


def test_only_an_empty_database_is_filled(filled: str, backup: Path, make_family: Callable[..., int]) -> None:
    """With cases: one sentence and no change; --replace asks, and without anybody to ask refuses, --yes does it."""
    make_family("Danach")
    before = totals(filled)
    for words, sentence in (((), "8 Konten und 5 Fälle"), (("--replace",), "--yes")):
        done = command(filled, "restore", str(backup), *words)
        assert (done.returncode, done.stdout) == (1, "")
        assert sentence in done.stderr
        assert totals(filled) == before
    done = command(filled, "restore", str(backup), "--replace", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert totals(filled)["family"][0] == 4
    with db.reading(system()) as session:
        assert "Danach" not in session.exec(select(Family.name)).all()


def test_a_trial_changes_nothing(filled: str, backup: Path, make_family: Callable[..., int]) -> None:
    """`restore --dry-run` says what is in a file and that it is good, whatever the database in use holds."""
    make_family("Danach")
    before = totals(filled)
    done = command(filled, "restore", str(backup), "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert "4 Fälle, 8 Konten" in done.stdout
    assert totals(filled) == before


def _damaged(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 4
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda path: _damaged(path, -5), "beschädigt"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "beschädigt"),
        (lambda path: path.write_bytes(b"Familienliste"), "keine Sicherung"),
        (lambda path: path.unlink(), "nicht lesbar"),
    ],
)
def test_a_damaged_file_changes_nothing(
    filled: str, backup: Path, damage: Callable[[Path], object], sentence: str
) -> None:
    """Even with --replace the database is afterwards as it was, and works."""
    before = totals(filled)
    damage(backup)
    done = command(filled, "restore", str(backup), "--replace", "--yes")
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert totals(filled) == before


def test_another_passphrase_opens_nothing(filled: str, backup: Path) -> None:
    """It is told as that, and no passphrase ever stands in an output."""
    other = "Birnen und Äpfel 71"
    done = command(filled, "restore", str(backup), "--dry-run", FAM_BACKUP_PASSPHRASE=other)
    assert done.returncode == 1
    assert "Kennwort passt nicht" in done.stderr
    assert other not in done.stdout + done.stderr
    for given, sentence in (("", "FAM_BACKUP_PASSPHRASE setzen"), ("zu kurz", "mindestens 12 Zeichen")):
        done = command(filled, "backup", str(backup) + "2", FAM_BACKUP_PASSPHRASE=given)
        assert (done.returncode, done.stdout) == (1, "")
        assert sentence in done.stderr


@pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
def test_a_backup_of_a_newer_program_is_refused(
    filled: str, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence that says so; nothing is touched."""
    newer = tmp_path / "newer.sicherung"
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "revision_of", lambda _connection: "9999")
        with dumping.snapshot(db.engine()) as connection:
            files.write(newer, dumping.stream(connection), SECRET)
    with pytest.raises(FamError, match="neueren Programm"):
        loading.load(db.engine(), files.read(newer, SECRET), replace=True)


def test_a_backup_of_an_older_program_comes_up_to_date(target: str, tmp_path: Path) -> None:
    """It is built as it was, filled, and then migrated."""
    path = tmp_path / "old.sicherung"
    engine = db.in_memory()
    with engine.execution_options(fam_write=True).connect() as connection, connection.begin():
        migrate.build(connection, "0001")
        connection.exec_driver_sql(
            "INSERT INTO account (id, version, created_at, username, display_name, password_hash, must_change_password,"
            " active, token_version) VALUES (7, 1, '2018-01-01 08:00:00', 'alt', 'Alt', '', 0, 1, 1)"
        )
    with dumping.snapshot(engine) as connection:
        files.write(path, dumping.stream(connection), SECRET)
    assert loading.load(db.engine_for(target), files.read(path, SECRET)).head.revision == "0001"
    with db.engine_for(target).connect() as connection:
        assert migrate.revision_of(connection) == migrate.head()
        assert connection.execute(sa.text("SELECT id, username FROM account")).all() == [(7, "alt")]
        assert connection.execute(sa.text("SELECT count(*) FROM data_version")).scalar_one() == 1
        assert connection.execute(sa.text("SELECT count(*) FROM field_def")).scalar_one() == 0


def test_a_stream_that_lies_is_found(filled: str, target: str) -> None:
    """Row by row the sum is compared with what lies in the new database: a changed value does not get in."""

    def lying(stream: dumping.Stream) -> dumping.Stream:
        for one in stream:
            if isinstance(one, dumping.Line) and one.table == "note":
                yield dumping.Line(one.table, [f"{value}!" if value == TEXT else value for value in one.values])
            else:
                yield one

    TEXT = "Zeile 1\nZeile 2 – „Kaya“\t\\N 0"
    with dumping.snapshot(db.engine_for(filled)) as connection, pytest.raises(FamError, match="Tabelle note"):
        loading.load(db.engine_for(target), lying(dumping.stream(connection)))
    with db.engine_for(target).connect() as connection:
        assert dumping.ours(connection) == []


def test_a_folder_keeps_the_newest(filled: str, tmp_path: Path) -> None:
    """In a folder the name is day and time; --keep removes our older files, and no other."""
    folder = tmp_path / "sicherungen"
    folder.mkdir()
    old = [folder / f"fam-2017-01-0{day}-030000.sicherung" for day in (1, 2, 3)]
    for path in (*old, folder / "fam-notizen.sicherung"):
        path.write_text("alt")
    done = command(filled, "backup", str(folder), "--keep", "2", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["rows"]["family"] == 4
    assert found["removed"] == [path.name for path in old[:2]]
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [Path(found["file"]).name, old[2].name, "fam-notizen.sicherung"]
    )


def test_nothing_is_overwritten_and_nothing_half_stays(filled: str, backup: Path, tmp_path: Path) -> None:
    """An existing file stays unless --force; the file is its owner's alone; no .part remains."""
    before = backup.read_bytes()
    done = command(filled, "backup", str(backup))
    assert (done.returncode, done.stdout) == (1, "")
    assert "--force" in done.stderr
    assert backup.read_bytes() == before
    assert command(filled, "backup", str(backup), "--force", "--no-trial").returncode == 0
    assert backup.read_bytes() != before
    assert backup.stat().st_mode & 0o077 == 0
    missing = command(filled, "backup", str(tmp_path / "fehlt" / "x"))
    assert "den Ordner gibt es nicht" in missing.stderr
    assert not list(tmp_path.rglob("*.part"))


def test_no_database_is_no_backup(tmp_path: Path) -> None:
    """A wrong address is told, and no empty database is made there."""
    done = command(f"sqlite:///{tmp_path / 'nirgends.db'}", "backup", str(tmp_path / "x.sicherung"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "keine Datenbank von FAM" in done.stderr
    assert not list(tmp_path.glob("nirgends*"))
    assert not list(tmp_path.glob("x.*"))
