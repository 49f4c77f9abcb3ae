"""Promoted fields: the value stays in `extra` and is copied into its own column at every flush, so that no class must
know the column before the next release, and going back costs nothing."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam.fields import registry


def copy(session: Session, rows: Sequence[Any]) -> None:
    """Write the promoted fields of these flushed records into their columns, one statement per table."""
    for table in {row.__table__ for row in rows}:
        fields = [field for field in registry.definitions(session, table.name) if field.options["column"]]
        ours = {row.id: row for row in rows if row.__table__ is table and row.id}
        if not fields or not ours:
            continue
        sets = ", ".join(f"{field.key} = :{field.key}" for field in fields)
        session.connection().execute(
            sa.text(f"UPDATE {table.name} SET {sets} WHERE id = :record"),  # the names are ours
            [
                {"record": number} | {field.key: (row.extra or {}).get(field.key) for field in fields}
                for number, row in ours.items()
            ],
        )
