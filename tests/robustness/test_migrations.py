"""Migrations keep what is there, and the models are what the migrations make."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from fam import config, db, migrate
from fam.fields import indexes
from fam.fields.spec import Kind
from fam.models import Family
from fam.person import Person
from fam.rules.terms import Institution
from fam.services import field_making, field_promotion, records
from fam.services.field_making import FieldDraft
from tests.robustness import stored

REBUILD = '''
"""A revision that rebuilds the table which everything hangs on, as a changed column does on SQLite."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"
branch_labels = depends_on = None


def upgrade() -> None:
    rebuild = "always" if op.get_bind().dialect.name == "sqlite" else "auto"
    with op.batch_alter_table("family", recreate=rebuild) as batch:
        batch.alter_column("name", existing_type=sa.String(), type_=sa.String(300), existing_nullable=False)
        batch.add_column(sa.Column("colour", sa.String(), nullable=False, server_default="grau"))
'''


def _head(engine: sa.Engine) -> str:
    with engine.connect() as connection:
        return str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one())


def _rows(engine: sa.Engine) -> dict[str, int]:
    with engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        return {name: int(connection.execute(sa.text(f'SELECT count(*) FROM "{name}"')).scalar_one()) for name in names}


def test_models_and_migrations_agree(database_url: str) -> None:
    """`alembic check` finds nothing that the models have and the migrations lack, or the other way round."""
    command.check(migrate.alembic_config())
    assert migrate.upgrade(db.engine()) == "current"


def test_a_rebuilt_table_loses_no_row(
    database: str, make_family: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebuilding `family` under rows that refer to it keeps every row of every table, and every reference."""
    for name in ("Kaya", "Muster"):
        make_family(name)
    before, head = _rows(db.engine()), _head(db.engine())
    assert before["status_period"] == 6
    folder = tmp_path / "house" / "fam" / "migrations"
    shutil.copytree(config.ROOT / "fam" / "migrations", folder)
    (folder / "versions" / "9999_rebuild.py").write_text(REBUILD.format(head=head), encoding="utf-8")
    monkeypatch.setattr(migrate, "ROOT", tmp_path / "house")
    assert migrate.upgrade(db.engine()) == "upgraded"
    assert _head(db.engine()) == "9999"
    assert _rows(db.engine()) == before
    with db.engine().connect() as connection:
        assert connection.execute(sa.text("SELECT DISTINCT colour FROM family")).scalars().all() == ["grau"]
    stored.whole()
    assert migrate.upgrade(db.engine()) == "current"


def test_a_failing_migration_leaves_the_old_database(
    database: str, make_family: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A revision that fails half-way changes nothing: the tables and rows are those of before."""
    make_family("Kaya")
    before, head = _rows(db.engine()), _head(db.engine())
    folder = tmp_path / "house" / "fam" / "migrations"
    shutil.copytree(config.ROOT / "fam" / "migrations", folder)
    broken = REBUILD.format(head=head) + "    op.execute('DELETE FROM note WHERE nothing_like_this = 1')\n"
    (folder / "versions" / "9999_broken.py").write_text(broken, encoding="utf-8")
    monkeypatch.setattr(migrate, "ROOT", tmp_path / "house")
    with pytest.raises(sa.exc.DBAPIError):
        migrate.upgrade(db.engine())
    assert (_rows(db.engine()), _head(db.engine())) == (before, head)
    columns = {column["name"] for column in sa.inspect(db.engine()).get_columns("family")}
    assert "colour" not in columns
    stored.whole()


def test_a_rebuilt_table_keeps_fields_of_the_team(
    database: str, cast: Callable[[str], Person], make_family: Callable[..., int], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The promoted column and its values stay; the indexes that batch mode drops are there again after the start."""
    number = make_family("Kaya")
    with db.transaction(cast("kerstin")) as session:
        key = field_making.make(session, FieldDraft("family", "Akte", Kind.TEXT)).key
        field_making.change(session, int(key[2:]), {}, {"is_unique": True, "readers": Institution.PRO_ARBEIT})
        records.edit(session, Family, number, {}, {key: "A 1"})
        field_promotion.promote(session, int(key[2:]))
    with db.engine().connect() as connection:
        before = indexes.existing(connection)
    assert sorted(before) == [f"ix_x_family_{key}", f"uq_x_family_{key}"]
    head = _head(db.engine())
    folder = tmp_path / "house" / "fam" / "migrations"
    shutil.copytree(config.ROOT / "fam" / "migrations", folder)
    (folder / "versions" / "9999_rebuild.py").write_text(REBUILD.format(head=head), encoding="utf-8")
    monkeypatch.setattr(migrate, "ROOT", tmp_path / "house")
    assert migrate.upgrade(db.engine()) == "upgraded"
    with db.engine().connect() as connection:
        assert connection.execute(sa.text(f"SELECT {key} FROM family")).scalars().all() == ["A 1"]
        assert indexes.existing(connection) == before
