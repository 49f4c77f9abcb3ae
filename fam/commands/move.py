"""`python -m fam move ZIEL`: the database in use goes to another address, from SQLite to PostgreSQL or back."""

import argparse
import os
import sys
from typing import Any

import sqlalchemy as sa

from fam import boot, config
from fam.backup import dumping, loading, preflight
from fam.commands import operating, restore
from fam.errors import FamError
from fam.rules.german import plural

SAME = "Quelle und Ziel sind dieselbe Datenbank."
WORKED_ON = (
    "Während des Umzugs wurde in der alten Datenbank weitergearbeitet: Das fehlt im Ziel. Bitte FAM beenden, das Ziel "
    "leeren und noch einmal umziehen."
)


def add(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "move",
        help="die Datenbank umziehen: von SQLite nach PostgreSQL oder zurück",
        description="Überträgt alles in eine leere Datenbank: erst der Bericht, was dort nicht passt, dann alles oder "
        "nichts, mit Vergleich von Anzahl und Prüfsumme jeder Tabelle, danach `check` im Ziel. FAM vorher beenden.",
    )
    parser.add_argument("target", metavar="ZIEL", help="wie FAM_DATABASE_URL")
    parser.add_argument("--dry-run", action="store_true", help="nur der Bericht; Rückgabe 1, wenn etwas nicht passt")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the report, move, compare and check; raises FamError, and then the target has not changed."""
    source = operating.existing()
    here = config.database_url()
    there = config.normal(options.target)
    if sa.make_url(here) == _parsed(there):
        raise FamError(SAME)
    os.environ["FAM_DATABASE_URL"] = there  # from now on this process works in the new one
    with operating.told():
        target = boot.reached()
        with dumping.snapshot(source) as connection:
            found = list(preflight.problems(connection, target))
            sys.stdout.writelines(f"{sentence}\n" for sentence in found)
            if found or options.dry_run:
                sys.stdout.write(f"{plural(len(found), 'Hindernis', 'Hindernisse')}, nichts wurde übertragen.\n")
                return 1 if found else 0
            loaded = loading.load(target, dumping.stream(connection))
            before = preflight.version(connection)
        restore.say(loaded)
        with source.connect() as connection:
            if preflight.version(connection) != before:
                raise FamError(WORKED_ON)
        boot.ensure_database()
        code = operating.report()
    sys.stdout.write("Umgezogen. Jetzt FAM_DATABASE_URL auf das Ziel setzen und FAM starten.\n")
    return code


def _parsed(address: str) -> sa.URL | None:
    try:
        return sa.make_url(address)
    except sa.exc.ArgumentError:
        return None  # `reached` says it in its own sentence
