"""No record of a family points at another family's: asked for every link that a flush is about to write."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from fam.errors import NotFound
from fam.models import table
from fam.models.base import Content
from fam.models.columns import model_of


@lru_cache(maxsize=256)
def links(model: Any) -> tuple[tuple[str, type[Any]], ...]:
    """Return (column, class pointed at) for every link of a family's table to another table of families."""
    own = table(model)
    if "family_id" not in own.c:
        return ()
    found = [(column.name, key.column.table) for column in own.c for key in column.foreign_keys]
    return tuple((name, model_of(target.name)) for name, target in found if "family_id" in target.c)


def check(session: Session, row: Any) -> None:
    """Raise NotFound for a new or changed link into another family, as for a number that nobody has.

    Of an entry (a note, a goal ...) also for a link to what its writer may not read.
    """
    if row in session.deleted:
        return
    for key, target in links(sa.inspect(row).mapper.class_):
        value = getattr(row, key)
        if value is None or not (row in session.new or sa.inspect(row).attrs[key].history.has_changes()):
            continue
        if _family_of(session, target, value, scoped=isinstance(row, Content)) != row.family_id:
            raise NotFound


def _family_of(session: Session, target: Any, number: int, *, scoped: bool) -> int | None:
    if scoped:
        with session.no_autoflush:
            return session.exec(select(target.family_id).where(target.id == number)).first()
    of = table(target)
    found = session.connection().execute(sa.select(of.c.family_id).where(of.c.id == number)).scalar()
    return int(found) if found is not None else None
