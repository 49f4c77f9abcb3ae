"""Alembic's environment: the start-up hands its locked connection in, the command line opens one."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlalchemy import Connection
from sqlmodel.sql.sqltypes import UTCDateTime

from fam import db
from fam.fields.indexes import OURS
from fam.fields.spec import RUNTIME_KEY
from fam.models import Base
from fam.models.base import TermColumn


def plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own types as the plain ones they are in the database: revisions outlive our classes."""
    if kind == "type" and isinstance(item, TermColumn):
        return "sa.String(length=24)"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def ours(_item: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    """Leave alone what the program makes from its registry: indexes of runtime fields, and promoted columns."""
    if kind == "index":
        return not (name and OURS.fullmatch(name))
    return not (kind == "column" and reflected and compared is None and name and RUNTIME_KEY.fullmatch(name))


def run(connection: Connection) -> None:
    """Run the migrations on one connection, in its transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain_type,
        include_object=ours,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


handed_in = context.config.attributes.get("connection")
if handed_in is not None:
    run(handed_in)
else:
    with db.engine().connect() as opened:
        run(opened)
        opened.commit()
