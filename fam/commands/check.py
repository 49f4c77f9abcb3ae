"""`python -m fam check`: whether the database is sound and its figures add up."""

import argparse
import json
import sys
from typing import Any

from fam import boot
from fam.backup.checking import check
from fam.commands import operating


def add(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "check",
        help="prüfen, ob die Datenbank heil ist und die Zahlen aufgehen",
        description="Liest alles, ändert nichts: Datenbank, Verweise, jeder Wert, Felder des Teams, Statusverlauf, "
        "Zuständigkeiten, Nummern und Suche, Bestand = Vormonat + Zugang − Abgang. Rückgabe 1 bei Problemen.",
    )
    parser.add_argument("--json", action="store_true", help="Ergebnis als JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write what was looked at and what is wrong; exit code 1 if anything is."""
    with operating.told():
        operating.existing()
        boot.ensure_database()
        parts = check()
    if not options.json:
        return operating.written(parts)
    found = {"ok": not any(part.problems for part in parts), "parts": {part.name: part.problems for part in parts}}
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return 0 if found["ok"] else 1
