"""Whether a database may become another one."""

import sqlalchemy as sa

from fam import migrate
from fam.backup import dumping
from fam.errors import FamError

NEWER = "{} ist von einem neueren Programm (Stand {}); bitte zuerst FAM erneuern."
USED = (
    "Die Zieldatenbank enthält schon Konten oder Fälle ({} und {}). Zurückgespielt wird nur in eine leere Datenbank; "
    "mit --replace wird ihr ganzer Inhalt ersetzt."
)


def refuse_newer(revision: str, what: str = "Die Sicherung") -> None:
    """Raise FamError for a revision that this program does not know."""
    if not migrate.known(revision):
        raise FamError(NEWER.format(what, revision))


def refuse_used(connection: sa.Connection, *, replace: bool = False) -> None:
    """Raise FamError where there are accounts or cases already, or a newer program's database."""
    if revision := migrate.revision_of(connection):
        refuse_newer(revision, "Die Zieldatenbank")
    accounts, cases = content(connection)
    if (accounts or cases) and not replace:
        raise FamError(USED.format(f"{accounts} Konten", f"{cases} Fälle"))


def content(connection: sa.Connection) -> tuple[int, int]:
    """Return how many accounts and cases there are; none where there are no tables yet."""
    there = dumping.ours(connection)
    counts = [
        connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() if name in there else 0
        for name in ("account", "family")
    ]
    return int(counts[0]), int(counts[1])
