"""`python -m fam demo-data --families N`: fill an empty database with fictional families."""

import argparse
import sys
from typing import Any

from fam.boot import ensure_database
from fam.errors import BadInput


def add(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "demo-data",
        help="eine leere Datenbank mit erfundenen Familien füllen",
        description="Füllt eine leere Datenbank (FAM_DATABASE_URL oder data/fam.db) mit erfundenen Familien und "
        "kennzeichnet sie als Demo mit dem festen Tag 15.10.2018.",
    )
    parser.add_argument("--families", metavar="N", required=True, help="Anzahl der Familien, 1 bis 200000")
    parser.add_argument("--json", action="store_true", help="Anzahl der Datensätze als JSON ausgeben")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Fill the database in use and say what is in it; raises FamError if it is not empty."""
    from fam.demo import database  # late: other commands start faster

    try:
        families = int(options.families)
    except ValueError:
        raise BadInput(f"Bitte eine Anzahl von 1 bis {database.MOST} Familien angeben.") from None
    ensure_database()
    counts = database.fill(families)
    if options.json:
        sys.stdout.write(database.as_json(counts) + "\n")
    else:
        sys.stdout.write(
            f"{counts['family']} Familien mit {counts['member']} Personen, {counts['meeting']} Gesprächen und "
            f"{counts['task']} Aufgaben angelegt. Fiktive Daten, Demo-Tag 15.10.2018.\n"
        )
    return 0
