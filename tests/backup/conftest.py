"""What the tests of backups share: a database with something of everything, and the program as scripts run it."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from sqlmodel import select

from fam import db
from fam.config import ROOT
from fam.fields.spec import Kind
from fam.models import Draft, Family, FamilyDetail
from fam.person import Person
from fam.rules.terms import Institution
from fam.services import field_making, field_promotion, notes, records
from fam.services.field_making import FieldDraft
from tests.support.cast import TODAY

SECRET = "Äpfel und Birnen 17"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def database(both_databases: str) -> str:
    """Tests of this folder run on SQLite and on PostgreSQL."""
    return both_databases


@pytest.fixture
def filled(database: str, cast: Callable[[str], Person], make_family: Callable[..., int]) -> str:
    """A database in use: cases, entries, a promoted and a unique field with hard values, a draft; gives its URL."""
    with db.transaction(cast("kerstin")) as session:
        key = field_making.make(session, FieldDraft("family", "Akte", Kind.TEXT)).key
        field_making.change(session, int(key[2:]), {}, {"is_unique": True, "readers": Institution.PRO_ARBEIT})
        number = field_making.make(session, FieldDraft("family", "Kinder", Kind.INTEGER)).key
    for count, name in enumerate(("Kaya", "Müller-Łuczak", "Ünal 👨‍👩‍👧", 'O\'Neil \\ "x"')):
        family = make_family(name)
        with db.transaction(cast("kerstin")) as session:
            records.edit(session, Family, family, {}, {key: f"A {count}\t💶\\u0041", number: 2**40 + count})
        with db.transaction(cast("anna")) as session:
            notes.write(session, family, TODAY, f"Zeile 1\nZeile 2 – „{name}“\t\\N {count}")
            detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family)).one()
            detail.remark = "\\." * 3
    with db.transaction(cast("kerstin")) as session:
        field_promotion.promote(session, int(number[2:]))
    with db.program() as session:
        session.add(Draft(account_id=cast("anna").account_id, form="note:1", field="text", text="angefangen"))
    return database


def command(url: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m fam` without a terminal on a database."""
    return subprocess.run(
        [sys.executable, "-m", "fam", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1", "FAM_BACKUP_PASSPHRASE": SECRET, "FAM_DATABASE_URL": url, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
