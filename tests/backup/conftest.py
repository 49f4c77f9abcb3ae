"""What the tests of backups share: a database with something of everything, and the program as scripts run it."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from sqlmodel import select

from fam import cli, db
from fam.config import ROOT
from fam.fields.spec import Kind
from fam.models import Draft, Family, FamilyDetail
from fam.rules.terms import Institution
from fam.services import field_making, field_promotion, notes, records
from fam.services.field_making import FieldDraft
from tests.support.cast import TODAY, family, fill_cast, member
from tests.support.databases import BOTH, lend
from tests.support.postgres import PostgresServer

SECRET = "Äpfel und Birnen 17"
Run = Callable[..., subprocess.CompletedProcess[str]]


def fill() -> None:
    """Put something of everything into the database in use: a promoted and a unique field, entries, a draft."""
    fill_cast()
    with db.transaction(member("kerstin")) as session:
        key = field_making.make(session, FieldDraft("family", "Akte", Kind.TEXT)).key
        field_making.change(session, int(key[2:]), {}, {"is_unique": True, "readers": Institution.PRO_ARBEIT})
        number = field_making.make(session, FieldDraft("family", "Kinder", Kind.INTEGER)).key
    for count, name in enumerate(("Kaya", "Müller-Łuczak", "Ünal 👨‍👩‍👧", 'O\'Neil \\ "x"')):
        family_id = family(name)
        with db.transaction(member("kerstin")) as session:
            records.edit(session, Family, family_id, {}, {key: f"A {count}\t💶\\u0041", number: 2**40 + count})
        with db.transaction(member("anna")) as session:
            notes.write(session, family_id, TODAY, f"Zeile 1\nZeile 2 – „{name}“\t\\N {count}")
            detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family_id)).one()
            detail.remark = "\\." * 3
    with db.transaction(member("kerstin")) as session:
        field_promotion.promote(session, int(number[2:]))
    with db.program() as session:
        session.add(Draft(account_id=member("anna").account_id, form="note:1", field="text", text="angefangen"))


def _filled(url: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAM_DATABASE_URL", url)
        fill()
        db.engine().dispose()


@pytest.fixture(scope="session")
def filled_sqlite(ready_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled SQLite file that nobody opens: tests get copies."""
    path = Path(shutil.copy(ready_sqlite, tmp_path_factory.mktemp("filled") / "fam.db"))
    _filled(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def filled_postgres(postgres_server: PostgresServer, ready_postgres: str) -> str:
    """The name of a filled PostgreSQL database that nobody opens: tests get clones."""
    name = postgres_server.create(ready_postgres)
    _filled(postgres_server.url(name))
    return name


@pytest.fixture(params=BOTH)
def filled(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database in use with cases, entries, fields with hard values, on SQLite and on PostgreSQL; gives its URL."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("filled_sqlite"), tmp_path / "fam.db")
        yield from lend(f"sqlite:///{path}", monkeypatch)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create(request.getfixturevalue("filled_postgres"))
    yield from lend(server.url(name), monkeypatch)
    server.drop(name)


@pytest.fixture
def database(filled: str) -> str:
    """What the cast and the families of a test are in."""
    return filled


@pytest.fixture(scope="session")
def backups(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give the backup of a filled database, made once per engine by the command."""
    folder = tmp_path_factory.mktemp("backups")

    def of(url: str) -> Path:
        path: Path = folder / f"{url.partition(':')[0]}.sicherung"
        if not path.exists():
            done = process(url, "backup", str(path))
            assert (done.returncode, done.stderr) == (0, ""), done.stderr
            assert "4 Fälle, 8 Konten" in done.stdout
            assert "zur Probe zurückgespielt" in done.stdout
        return path

    return of


@pytest.fixture
def backup(filled: str, backups: Callable[[str], Path], tmp_path: Path) -> Path:
    """A backup of the filled database."""
    return Path(shutil.copy(backups(filled), tmp_path / "alles.sicherung"))


def command(url: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run what `python -m fam` runs, without a terminal on a database, in this process: a new one costs 2 s."""
    said, complained = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, Path(os.devnull).open(encoding="utf-8") as nothing:
        for name, value in (_environment(url) | environment).items():
            patch.setenv(name, value)
        patch.setattr(sys, "stdin", nothing)
        with redirect_stdout(said), redirect_stderr(complained):
            code = cli.main(words)
    db.engine_for(url).dispose()
    return subprocess.CompletedProcess(words, code, said.getvalue(), complained.getvalue())


def _environment(url: str) -> dict[str, str]:
    return {"PYTHONUTF8": "1", "FAM_BACKUP_PASSPHRASE": SECRET, "FAM_DATABASE_URL": url}


def process(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m fam` without a terminal on a database, as a script does."""
    return subprocess.run(
        [sys.executable, "-m", "fam", *words],
        cwd=ROOT,
        env={**os.environ, **_environment(url)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
