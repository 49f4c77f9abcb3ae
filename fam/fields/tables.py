"""What the registry needs of the tables themselves."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session


def next_numbers(session: Session, models: Sequence[Any]) -> None:
    """After rows came in with their ids: PostgreSQL gives the next numbers beyond them; SQLite does so by itself."""
    for model in models:
        set_next_number(session.connection(), str(model.__table__.name))


def set_next_number(connection: sa.Connection, table: str) -> None:
    """PostgreSQL: let the next id of a table be the one beyond its highest."""
    if connection.dialect.name != "postgresql":
        return
    found = connection.execute(sa.text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table}).scalar()
    if found:  # `data_version` has an id, but no sequence
        connection.execute(
            sa.text(
                "SELECT setval(CAST(:found AS regclass), greatest(max(id), 1), max(id) IS NOT NULL)"
                f' FROM "{table}"'  # a table of ours
            ),
            {"found": found},
        )
