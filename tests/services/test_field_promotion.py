"""A field becomes a real column and a field of the browser again: the same answers at every step."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from fam import boot, config, db, migrate
from fam.errors import IllegalStep
from fam.fields import profile, promotion, sql
from fam.fields.registry import field_by_key, runtime_fields
from fam.fields.spec import FieldSpec, Kind
from fam.models import Member
from fam.person import Person, system
from fam.rules.terms import Institution
from fam.services import field_conversion, field_making, field_promotion, records
from fam.services.field_making import FieldDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]
LATE_WRITER = """
import sys
from fam import db
from fam.fields.registry import runtime_fields
from fam.models import Member
from fam.services import records
with db.program() as session:
    assert len(runtime_fields(session, Member)) == 1
print("ready", flush=True)
sys.stdin.readline()
with db.program() as session:
    print(records.add(session, Member(family_id={family}, first_name="Spät"), {{"{key}": 77}}).id)
"""


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def make(person: Person, kind: Kind = Kind.INTEGER, label: str = "Feld", **settings: Any) -> str:
    """Make a field of members and return its key."""
    with db.transaction(person) as session:
        row = field_making.make(session, FieldDraft("member", label, kind, "Eins\nZwei\nDrei"))
        if settings:
            field_making.change(session, row.id or 0, {}, settings)
        return row.key


def member(family: int, **values: object) -> int:
    """Add a member with these values."""
    with db.program() as session:
        return records.add(session, Member(family_id=family, first_name="Mia"), dict(values)).id or 0


def do(person: Person, step: Callable[..., Any], key: str) -> Any:
    """Take one step in a transaction of its own."""
    with db.transaction(person) as session:
        return step(session, int(key[2:]))


def field(key: str) -> FieldSpec:
    """Return a field as the program itself sees it, also out of use."""
    with db.reading(system()) as session:
        found = field_by_key(session, key)
    assert found
    return found


def column(key: str) -> dict[int, Any]:
    """Return what the column itself holds."""
    with db.engine().connect() as connection:
        return {row.id: row[1] for row in connection.execute(sa.text(f"SELECT id, {key} FROM member"))}


def found(person: Person, key: str, low: int, high: int) -> set[int | None]:
    """Return the members with a value from low to high, as a list's filter asks."""
    with db.reading(person) as session:
        return set(session.exec(select(Member.id).where(sql.between(session, Member, field(key), low, high))).all())


def test_nobody_notices(cast: Cast, make_family: Make) -> None:
    """Filters, new values and changes answer alike before, during and after; the column is filled at every flush."""
    kerstin, key, family = cast("kerstin"), make(cast("kerstin")), make_family()
    one, two, none = member(family, **{key: 1}), member(family, **{key: 20}), member(family)
    anna = cast("anna")
    before = found(anna, key, 1, 10)
    with db.reading(kerstin) as session:
        preview = field_promotion.preview(session, int(key[2:]))
    assert (preview.rows, preview.filled, preview.empty, preview.violations, preview.blockers) == (3, 2, 1, 0, [])
    assert do(kerstin, field_promotion.promote, key).values == 2
    assert column(key) == {one: 1, two: 20, none: None}
    assert found(anna, key, 1, 10) == before == {one}
    with db.transaction(anna) as session:
        records.edit(session, Member, one, {key: 1}, {key: 5})
        records.edit(session, Member, two, {key: 20}, {key: None})
    late = member(family, **{key: 7})
    assert column(key) == {one: 5, two: None, none: None, late: 7}
    assert found(anna, key, 1, 10) == {one, late}
    assert found(cast("stefan"), key, 1, 10) == set(), "the access filter holds for columns that no class knows"
    do(kerstin, field_promotion.demote, key)
    assert found(anna, key, 1, 10) == {one, late}
    assert key not in [one["name"] for one in sa.inspect(db.engine()).get_columns("member")]
    do(kerstin, field_promotion.promote, key)
    assert column(key)[one] == 5


def test_the_values_are_kept_before(
    cast: Cast, make_family: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them, in a file of the operator's folder that nobody else reads."""
    monkeypatch.setenv("FAM_BACKUP_DIR", str(tmp_path / "kept"))
    key = make(cast("kerstin"))
    member(make_family("Eins"), **{key: 4711})
    do(cast("kerstin"), field_promotion.promote, key)
    [file] = (tmp_path / "kept").iterdir()
    assert "4711" in file.read_text(encoding="utf-8")
    assert "FAM-2017-00001" in file.read_text(encoding="utf-8")


def test_grouping_and_aliases_stay_inside_the_filter(cast: Cast, make_family: Make) -> None:
    """A statement that names nothing but the column, and one through an alias, count only what may be read."""
    key = make(cast("kerstin"))
    member(make_family("Eins"), **{key: 1})
    member(make_family("Zwei", leads=("stefan",)), **{key: 1})
    for step in (None, field_promotion.promote):
        if step:
            do(cast("kerstin"), step, key)
        with db.reading(cast("anna")) as session:
            [spec] = runtime_fields(session, Member)
            value = sql.expression(session, Member, spec)
            assert session.exec(select(value, func.count()).group_by(value)).all() == [(1, 1)]
            other = aliased(Member)
            pairs = select(func.count()).select_from(other).where(sql.equals(session, other, spec, 1))
            assert session.exec(pairs).one() == 1
            both = select(func.count()).select_from(Member).join(other, col(other.family_id) == Member.family_id)
            both = both.where(sql.equals(session, Member, spec, 1), sql.equals(session, other, spec, 1))
            assert session.exec(both).one() == 1


def test_out_of_use_while_a_column(cast: Cast, make_family: Make) -> None:
    """Retired and restored it is a column again, with what was written meanwhile."""
    kerstin, key, family = cast("kerstin"), make(cast("kerstin")), make_family()
    number = member(family, **{key: 1})
    do(kerstin, field_promotion.promote, key)
    do(kerstin, field_making.retire, key)
    with db.program() as session:
        records.edit(session, Member, number, {key: 1}, {key: 2})
    do(kerstin, field_making.restore, key)
    assert (column(key), found(cast("anna"), key, 2, 2)) == ({number: 2}, {number})


def test_what_cannot_be_a_column(cast: Cast) -> None:
    """Several choices, drafts, twice; and a column does not change its kind."""
    kerstin = cast("kerstin")
    with pytest.raises(IllegalStep):
        do(kerstin, field_promotion.promote, make(kerstin, Kind.CHOICES, "Mehrere"))
    key = make(kerstin)
    with pytest.raises(IllegalStep):
        do(kerstin, field_promotion.demote, key)
    do(kerstin, field_promotion.promote, key)
    with pytest.raises(IllegalStep):
        do(kerstin, field_promotion.promote, key)
    with pytest.raises(IllegalStep):
        do(kerstin, lambda session, number: field_conversion.apply(session, number, Kind.TEXT), key)


def test_starts_and_migrations_leave_it_alone(cast: Cast, make_family: Make) -> None:
    """`alembic check` sees neither the column nor its index; the next start keeps both."""
    kerstin, key = (
        cast("kerstin"),
        make(cast("kerstin"), Kind.TEXT, indexed=True, is_unique=True, readers=Institution.PRO_ARBEIT),
    )
    number = member(make_family(), **{key: "A"})
    do(kerstin, field_promotion.promote, key)
    command.check(migrate.alembic_config())
    boot.ensure_database()
    assert column(key) == {number: "A"}


def test_a_wrong_copy_is_no_promotion(cast: Cast, make_family: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a single row differs nothing stays, not even the column."""
    kerstin, key = cast("kerstin"), make(cast("kerstin"))
    member(make_family(), **{key: 1})
    monkeypatch.setattr(promotion, "checksum", lambda _session, _field, inside: promotion.Filled(1, len(inside)))
    with pytest.raises(promotion.Mismatch):
        do(kerstin, field_promotion.promote, key)
    assert key not in [one["name"] for one in sa.inspect(db.engine()).get_columns("member")]
    assert field(key).column_name == ""


def test_an_open_reader_and_a_second_process(database: str, cast: Cast, make_family: Make) -> None:
    """On SQLite somebody reads all the while; a process that knew the field before fills the column afterwards."""
    key, family = make(cast("kerstin")), make_family()
    number = member(family, **{key: 1})
    environment = {**os.environ, "FAM_DATABASE_URL": database}
    code = LATE_WRITER.format(family=family, key=key)
    other = subprocess.Popen([sys.executable, "-c", code], cwd=config.ROOT, env=environment, text=True,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    assert other.stdout
    assert other.stdout.readline() == "ready\n"
    with db.engine().connect() as reader:
        if reader.dialect.name == "sqlite":
            assert reader.execute(sa.text("SELECT count(*) FROM member")).scalar_one() == 1
        do(cast("kerstin"), field_promotion.promote, key)
        if reader.dialect.name == "sqlite":
            assert reader.execute(sa.text("SELECT count(*) FROM member")).scalar_one() == 1
    late = int(other.communicate("go\n", timeout=120)[0])
    assert column(key) == {number: 1, late: 77}


def test_the_texts_for_the_next_release(cast: Cast) -> None:
    """The revision runs where the column stands already, and brings it where it does not."""
    kerstin, key = cast("kerstin"), make(cast("kerstin"))
    do(kerstin, field_promotion.promote, key)
    with db.reading(kerstin) as session:
        texts = field_promotion.texts(session, int(key[2:]))
    assert texts.model_line == f"{key}: int | None = Field(default=None, sa_type=sa.BigInteger)  # Feld (Ganze Zahl)"
    assert f'down_revision = "{migrate.head()}"' in texts.revision
    scope: dict[str, Any] = {}
    exec(compile(texts.revision, texts.file_name, "exec"), scope)
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    for before in (True, False):
        if not before:
            do(kerstin, field_promotion.demote, key)
        with db.engine().execution_options(fam_write=True).begin() as connection:
            with Operations.context(MigrationContext.configure(connection)):
                scope["upgrade"]()
            assert key in [one["name"] for one in sa.inspect(connection).get_columns("member")]


def test_a_busy_table_is_left_alone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL somebody who reads for long keeps the column waiting, for seconds only; nobody else is kept."""
    if db.engine().dialect.name == "sqlite":
        pytest.skip("SQLite's readers wait for nobody")
    monkeypatch.setattr(profile, "PATIENCE", 1)
    key = make(cast("kerstin"))
    with db.engine().connect() as reader:
        reader.execute(sa.text("SELECT count(*) FROM member"))
        with pytest.raises(IllegalStep) as busy:
            do(cast("kerstin"), field_promotion.promote, key)
    assert str(busy.value) == profile.BUSY
    do(cast("kerstin"), field_promotion.promote, key)
