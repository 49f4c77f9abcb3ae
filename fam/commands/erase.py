"""`python -m fam erase`: which cases are due; executes only runs that two people stand for. For a scheduler."""

import argparse
from pathlib import Path
from typing import Any

from fam import boot, clock, db, scrubbing
from fam.errors import FamError
from fam.person import system
from fam.rules.german import format_date, plural
from fam.rules.protection_terms import RunState
from fam.services import erasure, erasure_cases, erasure_ledger


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("erase", help="Löschung: fällige Fälle zeigen, einen bestätigten Lauf ausführen")
    parser.add_argument("--execute", action="store_true", help="den bestätigten Löschlauf ausführen oder fortsetzen")
    parser.add_argument(
        "--reapply", type=Path, metavar="DATEI", help="nach dem Zurückspielen einer Sicherung: Löschliste anwenden"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Show what is due, and do what was asked for; without an option nothing is changed."""
    boot.ensure_database()
    if options.reapply:
        return _reapply(options.reapply)
    return _execute() if options.execute else _show()


def _show() -> int:
    with db.reading(system()) as session:
        today = clock.today(session)
    with db.reading(system(today)) as session:
        cases, open_run = erasure_cases.due(session), erasure.open_run(session)
    for case in cases:
        day = format_date(case.deletion.due_on) if case.deletion.due_on else ""
        print("  ".join([case.number, day, case.deletion.why, *case.blockers]))
    held = sum(bool(case.blockers) for case in cases)
    print(f"{plural(len(cases), 'Fall', 'Fälle')} fällig, davon {held} mit Hinderung. Nichts wurde geändert.")
    if open_run:
        print(f"Ein Löschlauf ist {open_run.state.label}.")
    return 0


def _execute() -> int:
    with db.program() as session:
        found = erasure.open_run(session)
        if found is None or found.state is not RunState.CONFIRMED:
            print("Kein bestätigter Löschlauf. Nichts wurde geändert.")
            return 0
        waiting = erasure.waiting_items(session, found.id or 0)
    done = 0
    for item in waiting:
        with db.program() as session:
            done += erasure.erase(session, item)
    return _finish(done)


def _reapply(path: Path) -> int:
    with db.program() as session:
        done = erasure_ledger.reapply(session, erasure_ledger.read(path))
    if done.strange:
        numbers = ", ".join(str(one) for one in done.strange)
        print(f"Passt nicht zur Löschliste und blieb stehen (Zeilen der Tabelle family): {numbers}")
    _finish(done.again)
    return 1 if done.strange else 0


def _finish(done: int) -> int:
    try:
        with db.program() as session:
            kept = erasure_ledger.keep(session)
    except OSError as error:
        raise FamError(f"Gelöscht, aber die Löschliste ließ sich nicht schreiben: {error.strerror}.") from None
    scrubbed = scrubbing.scrub()
    print(f"{plural(done, 'Fall', 'Fälle')} gelöscht. Löschliste: {kept.name}")
    if not scrubbed:
        print("Die Datenbankdatei war beschäftigt und wird beim nächsten Lauf bereinigt.")
    return 0
