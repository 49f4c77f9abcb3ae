"""`python -m fam backup DATEI`: the whole database as one sealed file, tried out before it gets its name."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from fam import clock
from fam.backup import dumping, files, loading
from fam.backup.dumping import Head, Total
from fam.backup.files import Written
from fam.commands import operating
from fam.errors import BadInput, FamError
from fam.models import now

UNEQUAL = "Die Sicherung ließ sich nicht gleich zurückspielen; sie wird nicht behalten."
NAMES = "fam-????-??-??-??????.sicherung"


def add(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "backup",
        help="die ganze Datenbank verschlüsselt in eine Datei sichern",
        description="Sichert im laufenden Betrieb einen Stand der Datenbank, verschlüsselt mit dem Kennwort aus "
        "FAM_BACKUP_PASSPHRASE (sonst wird gefragt), und spielt die Datei zur Probe zurück, bevor sie ihren Namen "
        "bekommt. Anmeldungen werden nicht gesichert.",
    )
    parser.add_argument("file", metavar="DATEI", help="neue Datei; oder ein Ordner, dann mit Tag und Uhrzeit im Namen")
    parser.add_argument("--force", action="store_true", help="eine vorhandene Datei ersetzen")
    parser.add_argument("--keep", metavar="N", default="", help="im Ordner nur die neuesten N Sicherungen behalten")
    parser.add_argument("--no-trial", action="store_true", help="nur entschlüsseln und zählen, nicht zurückspielen")
    parser.add_argument("--json", action="store_true", help="Ergebnis als JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the file and say what is in it; raises FamError, and then there is no file."""
    target = Path(options.file)
    keep = _number(options.keep, target)
    path = target / f"fam-{now().astimezone(clock.BERLIN):%Y-%m-%d-%H%M%S}.sicherung" if target.is_dir() else target
    engine, secret = operating.existing(), operating.passphrase(new=True)

    def proof(part: Path, written: Written) -> None:
        totals = _counted(part, secret) if options.no_trial else loading.trial(files.read(part, secret)).totals
        if totals != written.totals:
            raise FamError(UNEQUAL)

    with operating.told(), dumping.snapshot(engine) as connection:
        stream = dumping.stream(connection)
        written = files.write(path, stream, secret, force=options.force, proof=proof)
    old = _forget(target, keep) if keep else []
    _say(options, path, written, old)
    return 0


def _number(text: str, target: Path) -> int:
    if not text:
        return 0
    if not target.is_dir():
        raise BadInput("--keep gilt nur für einen Ordner.")
    if not (text.isdigit() and int(text) >= 1):
        raise BadInput("Bitte --keep als Zahl ab 1 angeben.")
    return int(text)


def _counted(part: Path, secret: str) -> tuple[Total, ...]:
    return tuple(one for one in files.read(part, secret) if isinstance(one, Total))


def _forget(folder: Path, keep: int) -> list[str]:
    """Remove our older files: only those named as we name them, and only once a newer one is there."""
    old = sorted(folder.glob(NAMES))[:-keep]
    for path in old:
        path.unlink()
    return [path.name for path in old]


def _say(options: argparse.Namespace, path: Path, written: Written, old: list[str]) -> None:
    head: Head = written.head
    if options.json:
        found = {
            "file": str(path), "bytes": written.size, "taken_at": head.taken_at, "revision": head.revision,
            "rows": {total.table: total.rows for total in written.totals}, "tried": not options.no_trial,
            "removed": old,
        }  # fmt: skip
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
        return
    counts = {total.table: total.rows for total in written.totals}
    tried = "entschlüsselt und gezählt" if options.no_trial else "zur Probe zurückgespielt"
    sys.stdout.write(
        f"{path}: Stand {operating.moment(head.taken_at)}, {counts.get('family', 0)} Fälle, "
        f"{counts.get('account', 0)} Konten, {written.rows} Zeilen; {tried}.\n"
    )
    sys.stdout.writelines(f"Entfernt: {name}\n" for name in old)
