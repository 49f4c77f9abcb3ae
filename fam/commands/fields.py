"""`python -m fam fields ...`: the team's fields as text, compared, carried over; checked; promoted and back."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fam import db
from fam.boot import ensure_database
from fam.errors import BadInput, IllegalStep
from fam.person import system
from fam.rules.german import plural
from fam.services import field_check, field_promotion, field_schema
from fam.services.field_schema import Difference


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and its six parts."""
    parser = subparsers.add_parser("fields", help="Felder des Teams: als Text ausgeben, vergleichen, übernehmen")
    parts = parser.add_subparsers(dest="part", required=True, metavar="TEIL")
    parts.add_parser("export", help="alle Felder als JSON auf die Standardausgabe").set_defaults(run=export)
    parts.add_parser("check", help="prüfen, ob alle Werte nach PostgreSQL umziehen können").set_defaults(run=check)
    compare = parts.add_parser("diff", help="zeigen, was `apply` ändern würde")
    take = parts.add_parser("apply", help="die Felder einer Datei übernehmen")
    for part, run in ((compare, diff), (take, apply)):
        part.add_argument("file", metavar="DATEI", help="Text von `fields export`")
        part.set_defaults(run=run)
    part = parts.add_parser(
        "promote", help="aus einem Feld eine feste Spalte machen; Revision und Modellzeile ausgeben"
    )
    part.add_argument("key", metavar="FELD", help="wie family.f_12")
    part.add_argument(
        "--out", metavar="DATEI", default="", help="Revision und Modellzeile hierhin statt auf die Ausgabe"
    )
    part.add_argument("--dry-run", action="store_true", help="nur zeigen, was geschähe")
    part.set_defaults(run=promote)
    part = parts.add_parser("demote", help="aus der festen Spalte wieder ein Feld machen")
    part.add_argument("key", metavar="FELD", help="wie family.f_12")
    part.set_defaults(run=demote)


def export(_options: argparse.Namespace) -> int:
    """Write all fields to standard output."""
    ensure_database()
    with db.program() as session:
        text = field_schema.export(session)
    _utf8(text)
    return 0


def check(_options: argparse.Namespace) -> int:
    """Write one line per value that would not survive a move to PostgreSQL; exit code 1 if there are any."""
    ensure_database()
    count = 0
    with db.reading(system()) as session:
        for count, one in enumerate(field_check.check(session), start=1):  # noqa: B007
            sys.stdout.write(f"{one.entity} {one.record_id} {one.key}: {one.sentence}.\n")
    sys.stdout.write(f"{plural(count, 'Problem', 'Probleme')}.\n" if count else "Kein Problem gefunden.\n")
    return 1 if count else 0


def _utf8(text: str) -> None:
    sys.stdout.flush()
    if hasattr(sys.stdout, "buffer"):  # the same bytes on every console
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(text)


def diff(options: argparse.Namespace) -> int:
    """Write one line per difference; exit code 0 with or without any, 1 and every reason if `apply` would refuse."""
    ensure_database()
    text = _content(options.file)
    with db.program() as session:
        found = field_schema.diff(session, text)
    _lines(found)
    if not found:
        sys.stdout.write("Kein Unterschied.\n")
    refused = [one.refused for one in found if one.refused]
    sys.stderr.writelines(f"{sentence}\n" for sentence in refused)
    return 1 if refused else 0


def apply(options: argparse.Namespace) -> int:
    """Carry the fields over in one transaction and say what changed; exit code 1 and every reason if it cannot be."""
    ensure_database()
    text = _content(options.file)
    try:
        with db.program() as session:
            found = field_schema.apply(session, text)
    except IllegalStep as error:
        sys.stderr.writelines(f"{sentence}\n" for sentence in error.blockers)
        sys.stderr.write("Übernommen wurde nichts.\n")
        return 1
    _lines(found)
    sys.stdout.write(f"{plural(len(found), 'Unterschied', 'Unterschiede')} übernommen.\n")
    return 0


def promote(options: argparse.Namespace) -> int:
    """Make a field a column; revision and model line go to standard output or `--out`, never into the migrations."""
    ensure_database()
    with db.program() as session:
        number = field_schema.field_of_key(session, options.key)
        seen = field_promotion.preview(session, number)
        sys.stderr.write(
            f"{options.key}: {plural(seen.rows, 'Eintrag', 'Einträge')}, davon {seen.filled} gefüllt; "
            f"Spalte {seen.column} ({seen.column_type}).\n"
        )
        sys.stderr.writelines(f"{reason}\n" for reason in seen.blockers)
        if options.dry_run:
            return 1 if seen.blockers else 0
        field_promotion.promote(session, number)
        texts = field_promotion.texts(session, number)
    found = f"# {texts.file_name}\n{texts.revision}\n# Zeile im Modell:\n# {texts.model_line}\n"
    if options.out:
        _write(Path(options.out), found)
    else:
        _utf8(found)
    return 0


def demote(options: argparse.Namespace) -> int:
    """Make a promoted field one of the browser again."""
    ensure_database()
    with db.program() as session:
        field_promotion.demote(session, field_schema.field_of_key(session, options.key))
    sys.stdout.write(f"{options.key} ist wieder ein Feld ohne feste Spalte.\n")
    return 0


def _content(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"Die Datei „{file}“ ist nicht lesbar: Sie ist nicht in UTF-8 gespeichert.") from error
    except (OSError, ValueError) as error:
        raise BadInput(f"Die Datei „{file}“ ist nicht lesbar.") from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"Die Datei „{path}“ lässt sich nicht schreiben.") from error


def _lines(found: Sequence[Difference]) -> None:
    for one in found:
        setting = f" {one.setting}:" if one.setting else " neu:"
        mark = " (geht nicht)" if one.refused else ""
        sys.stdout.write(f"{one.key}{setting} {_short(one.here)} -> {_short(one.there)}{mark}\n")


def _short(value: Any) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= 70 else f"{text[:69]}…"
