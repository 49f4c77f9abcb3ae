"""What the commands for backups share: which database, which passphrase, one sentence where a database says no."""

import getpass
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from fam import boot, clock, config
from fam.backup.checking import Part, check
from fam.backup.dumping import NOTHING
from fam.errors import BadInput, FamError
from fam.outages import FULL
from fam.rules.german import format_date, plural

PASSPHRASE = "FAM_BACKUP_PASSPHRASE"
SHORTEST = 12
NO_PASSPHRASE = f"Das Kennwort der Sicherung fehlt: bitte {PASSPHRASE} setzen."
TOO_SHORT = f"Das Kennwort der Sicherung braucht mindestens {SHORTEST} Zeichen."
CANCELLED = "Abgebrochen, es wurde nichts geändert."


def existing() -> Engine:
    """Return the engine of the database in use; raises FamError where there is none (and makes none)."""
    url = sa.make_url(config.database_url()) if config.database_url().startswith("sqlite") else None
    if url is not None and not (url.database and Path(url.database).exists()):
        raise FamError(NOTHING)
    return boot.reached()


def passphrase(*, new: bool = False) -> str:
    """Return the passphrase from the environment, else asked for (a new one twice); it is never shown."""
    given = os.environ.get(PASSPHRASE, "")
    if not given:
        if not sys.stdin or not sys.stdin.isatty():
            raise BadInput(NO_PASSPHRASE)
        given = getpass.getpass("Kennwort der Sicherung: ")
        if new and getpass.getpass("Noch einmal: ") != given:
            raise BadInput("Die beiden Eingaben sind verschieden.")
    if new and len(given) < SHORTEST:
        raise BadInput(TOO_SHORT)
    return given


def confirm(question: str, word: str) -> None:
    """Ask for a word to be typed; raises FamError for anything else, and where nobody can be asked."""
    if not sys.stdin or not sys.stdin.isatty():
        raise BadInput("Ohne Rückfrage nur mit --yes.")
    if input(f"{question} Zum Bestätigen „{word}“ eingeben: ").strip().lower() != word:
        raise FamError(CANCELLED)


@contextmanager
def told() -> Iterator[None]:
    """Turn what a database refuses into one sentence."""
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error, psycopg.Error) as error:
        cause = str(getattr(error, "orig", None) or error)
        if any(word in cause for word in FULL):
            raise FamError("Auf dem Datenträger ist kein Platz mehr; es wurde nichts übernommen.") from error
        if "locked" in cause or "lock timeout" in cause:
            raise FamError("Die Datenbank ist gerade in Benutzung; bitte FAM vorher beenden.") from error
        raise FamError(f"Die Datenbank hat abgelehnt ({type(error).__name__}); es wurde nichts übernommen.") from error


def moment(text: str) -> str:
    """Return a moment in UTC as people here read it."""
    found = datetime.fromisoformat(text).astimezone(clock.BERLIN)
    return f"{format_date(found.date())}, {found:%H:%M} Uhr"


def report() -> int:
    """Check the database in use, write the result for people, and return the exit code."""
    return written(check())


def written(parts: tuple[Part, ...]) -> int:
    """Write what a check found, one line per part and problem; 1 if there is a problem."""
    for part in parts:
        sys.stdout.write(f"{part.name}: {'in Ordnung' if not part.problems else ''}".rstrip() + "\n")
        sys.stdout.writelines(f"  {sentence}\n" for sentence in part.problems)
    count = sum(len(part.problems) for part in parts)
    sys.stdout.write(f"{plural(count, 'Problem', 'Probleme')}.\n" if count else "Alles in Ordnung.\n")
    return 1 if count else 0
