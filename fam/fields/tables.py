"""What the registry needs of the tables themselves."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session


def next_numbers(session: Session, models: Sequence[Any]) -> None:
    """After rows came in with their ids: PostgreSQL gives the next numbers beyond them; SQLite does so by itself."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return
    for model in models:
        name = str(model.__table__.name)
        connection.execute(
            sa.text(
                "SELECT setval(pg_get_serial_sequence(:name, 'id'), greatest(max(id), 1), max(id) IS NOT NULL)"
                f" FROM {name}"  # a table of ours
            ),
            {"name": name},
        )
