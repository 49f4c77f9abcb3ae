"""`python -m fam restore DATEI`: a sealed file becomes the database, compared table by table, all of it or nothing."""

import argparse
import sys
from pathlib import Path
from typing import Any

from fam import boot, config
from fam.backup import files, loading, targets
from fam.backup.loading import Loaded
from fam.commands import operating
from fam.services import erasure_ledger

SINCE = (
    "Was nach diesem Zeitpunkt eingetragen, geändert oder gelöscht wurde, ist nicht mehr da. Alle melden sich neu an.\n"
    "Löschungen, die danach verlangt wurden, jetzt nachholen: python -m fam erase --reapply {}"
)


def add(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "restore",
        help="eine Sicherung zurückspielen",
        description="Spielt eine Sicherung in eine leere Datenbank zurück (FAM_DATABASE_URL oder data/fam.db, SQLite "
        "oder PostgreSQL): alles oder nichts, mit Vergleich von Anzahl und Prüfsumme jeder Tabelle, danach `check`.",
    )
    parser.add_argument("file", metavar="DATEI", help="Datei von `backup`")
    parser.add_argument("--replace", action="store_true", help="den Inhalt einer Datenbank mit Fällen ersetzen")
    parser.add_argument("--yes", action="store_true", help="dabei nicht nachfragen")
    parser.add_argument("--dry-run", action="store_true", help="nur zur Probe, in einer Datenbank im Arbeitsspeicher")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Play the file back and check the result; exit code 1 if that finds a problem. Raises FamError (unchanged)."""
    path, secret = Path(options.file), operating.passphrase()
    with operating.told():
        if options.dry_run:
            say(loading.trial(files.read(path, secret)))
            sys.stdout.write("Probelauf: An der Datenbank wurde nichts geändert.\n")
            return 0
        engine = boot.reached()
        if options.replace and not options.yes:
            with engine.connect() as connection:
                accounts, cases = targets.content(connection)
            if accounts or cases:
                address = engine.url.render_as_string(hide_password=True)
                operating.confirm(f"{address} mit {cases} Fällen und {accounts} Konten wird ersetzt.", "ersetzen")
        loaded = loading.load(engine, files.read(path, secret), replace=options.replace)
        say(loaded)
        sys.stdout.write(SINCE.format(config.backup_folder() / erasure_ledger.FILE) + "\n")
        boot.ensure_database()
        return operating.report()


def say(loaded: Loaded) -> None:
    """Write what came in."""
    sys.stdout.write(
        f"Stand vom {operating.moment(loaded.head.taken_at)}: {loaded.count('family')} Fälle, "
        f"{loaded.count('account')} Konten, {loaded.rows} Zeilen in {len(loaded.totals)} Tabellen; "
        "Anzahl und Prüfsumme jeder Tabelle stimmen.\n"
    )
