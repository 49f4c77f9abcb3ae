"""`python -m fam revision "what changed"`: for developers, writes the migration for a changed model."""

import argparse
import os
import tempfile
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory

from fam import db, migrate


def add(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("revision", help="Für die Entwicklung: Migration zu geänderten Tabellen schreiben.")
    parser.add_argument("message", help="Was sich ändert, auf Englisch und kurz.")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare the models with a database made from the existing revisions, and write what is missing."""
    settings = migrate.alembic_config()
    heads = ScriptDirectory.from_config(settings).get_current_head()
    number = f"{int(heads or 0) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FAM_DATABASE_URL"] = f"sqlite:///{Path(folder) / 'revision.db'}"
        migrate.upgrade(db.engine())
        command.revision(settings, options.message, autogenerate=True, rev_id=number)
        db.engine().dispose()
    print(f"fam/migrations/versions/{number}_*.py geschrieben. Bitte lesen, bevor sie eingecheckt wird.")
    return 0
