"""What every process does once before it works: migrate the database and fill its reference lists."""

from fam import db, migrate
from fam.services import reference


def ensure_database() -> None:
    """Create or migrate the database in use and bring in towns and lists; idempotent, a few ms when current."""
    migrate.upgrade(db.engine())
    with db.program() as session:
        db.alone(session)
        reference.ensure(session)
