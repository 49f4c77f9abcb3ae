"""What a page asks of the database: its statements and its transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from fam import db


@dataclass(slots=True)
class Asked:
    """The statements as they were sent, and how many transactions began."""

    statements: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    begun: int = 0


@contextmanager
def counted() -> Iterator[Asked]:
    """Give what is asked of the database in use meanwhile, whoever asks."""
    asked = Asked()

    def statement(_connection: Any, _cursor: Any, sent: str, values: Any, *_more: Any) -> None:
        asked.statements.append(sent)
        asked.values.append(values)

    def begin(_connection: sa.Connection) -> None:
        asked.begun += 1

    sa.event.listen(db.engine(), "before_cursor_execute", statement)
    sa.event.listen(db.engine(), "begin", begin)
    try:
        yield asked
    finally:
        sa.event.remove(db.engine(), "before_cursor_execute", statement)
        sa.event.remove(db.engine(), "begin", begin)
