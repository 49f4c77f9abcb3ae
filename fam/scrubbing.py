"""What was erased leaves the database file too, not only its tables."""

import sqlite3

import sqlalchemy as sa

from fam import db, one_run


def scrub() -> bool:
    """Let the bytes of erased rows leave the database file; False if somebody kept it busy: the next run does it again.

    SQLite: what is deleted is overwritten at once (`secure_delete`); this rewrites the file and empties its log.
    PostgreSQL: makes room of the old row versions; docs/betrieb.md says when to rewrite the tables.
    """
    one_run.let_go()
    used = db.engine()
    if used.dialect.name != "sqlite":
        with used.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM"))
        return True
    raw = used.raw_connection()
    try:
        cursor = raw.cursor()
        for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            busy = cursor.execute(statement).fetchall()
        cursor.close()
        return not busy[0][0]
    except sqlite3.OperationalError:
        return False
    finally:
        raw.close()
