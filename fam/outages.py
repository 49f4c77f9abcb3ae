"""What a database says when it cannot: turned into the two sentences that a person can do something with."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError

from fam.errors import FamError, NoSpace, Unavailable

FULL = ("disk is full", "disk I/O error", "No space left on device", "could not extend file")
AWAY = ("unable to open database", "database is locked", "readonly database")
SQLSTATES_FULL = ("53100",)  # disk_full
CLASSES_AWAY = ("08", "57P", "53300")  # connection, shutdown and start-up, too many connections


@contextmanager
def told() -> Iterator[None]:
    """Raise Unavailable or NoSpace where the block failed because of the database itself, everything else as it is."""
    try:
        yield
    except (DBAPIError, TimeoutError) as error:
        if found := outage(error):
            raise found from error
        raise


def outage(error: Exception) -> FamError | None:
    """Return what an error of the database means for a person, None where the database is not to blame."""
    if isinstance(error, TimeoutError):  # every connection is in use, and none came back for half a minute
        return Unavailable()
    if not isinstance(error, DBAPIError):
        return None
    text, state = str(error.orig), str(getattr(error.orig, "sqlstate", None) or "")
    if state in SQLSTATES_FULL or any(word in text for word in FULL):
        return NoSpace()
    if error.connection_invalidated or state.startswith(CLASSES_AWAY) or any(word in text for word in AWAY):
        return Unavailable()
    unreached = isinstance(error, OperationalError | InterfaceError) and not state
    return Unavailable() if unreached and type(error.orig).__module__.startswith("psycopg") else None
