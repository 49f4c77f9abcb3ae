"""`python -m fam import FILE [--dry-run] [--json]`: take an Excel or CSV list in, as the page "Austausch" does."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from fam import db
from fam.boot import ensure_database
from fam.errors import BadInput
from fam.exchange.listing.family import Outcome
from fam.rules.german import plural
from fam.services.imports import Report, Upload, import_file


def add(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "import",
        help="eine Liste (Excel oder CSV) einlesen",
        description="Liest eine Liste mit den vorgeschlagenen oder gemerkten Spalten ein, in einem Vorgang. Zeilen, "
        "die jemand entscheiden muss, bleiben zurück; entscheiden lassen sie sich unter „Austausch“.",
    )
    parser.add_argument("file", metavar="DATEI", help="die Liste, .xlsx, .xlsm oder .csv")
    parser.add_argument("--dry-run", action="store_true", help="nur zeigen, was geschähe; nichts wird gespeichert")
    parser.add_argument("--json", action="store_true", help="Ergebnis je Zeile als JSON ausgeben")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Take the file in and print what became of each row; raises FamError if it cannot be read."""
    path = Path(options.file)
    try:
        upload = Upload(path.name, path.read_bytes())
    except OSError as error:
        raise BadInput(f"Die Datei „{path}“ ist nicht lesbar: Es gibt sie nicht, oder das Recht fehlt.") from error
    ensure_database()
    with db.program(source="import") as session:
        report = import_file(session, upload, dry_run=options.dry_run)
    sys.stdout.write((as_json(report) if options.json else as_text(report, options.dry_run)) + "\n")
    return 0


def as_json(report: Report) -> str:
    """Return {"rows": [{"sheet", "row", "outcome", "reasons", "fam_number"}]}, one entry per filled row."""
    rows = [
        {
            "sheet": row.source.sheet,
            "row": row.source.row,
            "outcome": row.outcome.value,
            "reasons": [reason.sentence for reason in row.reasons],
            "fam_number": row.number,
        }
        for row in report.rows
    ]
    return json.dumps({"rows": rows}, ensure_ascii=False, indent=1)


def as_text(report: Report, dry_run: bool) -> str:
    """Return the result for people: how the file was read, the numbers, and every row that is not simply new."""
    counts = ", ".join(f"{report.count(outcome)} {outcome.label}" for outcome in Outcome)
    lines = [*report.found.remarks, f"{plural(len(report.rows), 'Zeile', 'Zeilen')}: {counts}."]
    for row in report.rows:
        if row.reasons and row.outcome is not Outcome.SAME:
            reasons = " ".join(reason.sentence for reason in row.reasons)
            lines.append(f"{row.source.sheet}, Zeile {row.source.row}, {row.outcome.label}: {reasons}")
    return "\n".join([*lines, *(["Probelauf: Es wurde nichts gespeichert."] if dry_run else [])])
