"""Bring a database to the newest revision; safe when several processes start at once."""

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

from fam.config import ROOT
from fam.db import LOCK
from fam.fields import indexes

FIRST_VERSION = (  # the one row that every writing transaction raises
    "INSERT INTO data_version (id, version, changed_at) SELECT 1, 0, CURRENT_TIMESTAMP"
    " WHERE NOT EXISTS (SELECT 1 FROM data_version)"
)


def alembic_config() -> Config:
    """Return Alembic's settings; there is no alembic.ini."""
    settings = Config()
    settings.set_main_option("script_location", str(ROOT / "fam" / "migrations"))
    return settings


def head() -> str:
    """Return the newest revision that this program brings along."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head() or "0"


def revision_of(connection: sa.Connection) -> str:
    """Return the revision that a database is at, "" if it has none yet."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def known(revision: str) -> bool:
    """Return whether this program knows a revision; it does not know those of a newer one."""
    return any(one.revision == revision for one in ScriptDirectory.from_config(alembic_config()).walk_revisions())


def build(connection: sa.Connection, revision: str) -> None:
    """Bring a database to a revision within the caller's transaction; the caller holds the lock."""
    settings = alembic_config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, revision)


def upgrade(engine: Engine) -> str:
    """Return "current" or "upgraded". SQLite: one BEGIN IMMEDIATE; PostgreSQL: an advisory lock."""
    newest = head()
    with engine.execution_options(fam_write=True).connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        raw = connection.connection.dbapi_connection
        assert raw is not None
        if sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")  # before BEGIN, or a batch rebuild cascades
        try:
            with connection.begin():
                if not sqlite:
                    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
                if revision_of(connection) == newest:
                    indexes.reconcile(connection, gently=True)
                    return "current"
                build(connection, "head")
                connection.execute(sa.text(FIRST_VERSION))
                indexes.reconcile(connection, gently=True)
                if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                    raise RuntimeError(f"broken references: {broken[:5]}")
        finally:
            if sqlite:
                raw.execute("PRAGMA foreign_keys=ON")
    return "upgraded"
