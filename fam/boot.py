"""What every process does once before it works: migrate the database and fill its reference lists."""

from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, DatabaseError

from fam import db, migrate
from fam.errors import FamError
from fam.services import read_log, reference


def ensure_database() -> None:
    """Create or migrate the database in use and bring in towns and lists; idempotent, a few ms when current.

    Raises FamError with one sentence where there is no database to be had at its address.
    """
    migrate.upgrade(reached())
    with db.program() as session:
        db.alone(session)
        reference.ensure(session)
        read_log.forget_old(session)


def reached() -> Engine:
    """Return the engine of the database in use once it answers; raises FamError where it does not."""
    try:
        engine = db.engine()
    except (ArgumentError, ModuleNotFoundError) as error:
        raise FamError("FAM_DATABASE_URL ist keine Adresse von SQLite oder PostgreSQL (docs/betrieb.md).") from error
    try:
        with engine.connect():
            return engine
    except (DatabaseError, OSError) as error:
        address = engine.url.render_as_string(hide_password=True)
        raise FamError(f"Die Datenbank {address} ist nicht zu erreichen oder nicht lesbar.") from error
