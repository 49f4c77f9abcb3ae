"""Taking a field's values out of every record, the log and the originals, without writing them into the log again."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam.fields.encoding import RAW
from fam.fields.spec import RUNTIME_KEY
from fam.models import ChangeEntry, FieldStash


def clear(session: Session, model: Any, key: str) -> int:
    """Remove a field's values from all records of its table and return from how many.

    The records' version moves, so that whoever saves one in this moment is told instead of writing the value back. The
    log keeps that something was entered, when and by whom, but no value.
    """
    if not RUNTIME_KEY.fullmatch(key):
        raise ValueError(key)
    connection, table, raw = session.connection(), model.__table__, key + RAW
    if connection.dialect.name == "sqlite":
        paths: list[Any] = [sa.literal_column(f"'$.{one}'") for one in (key, raw)]
        holds = sa.or_(*(sa.func.json_type(table.c.extra, path).is_not(None) for path in paths))
        rest: Any = sa.func.json_remove(table.c.extra, *paths)
    else:
        holds = sa.or_(*(sa.func.jsonb_exists(table.c.extra, one) for one in (key, raw)))
        rest = table.c.extra.op("-")(sa.cast(key, sa.Text)).op("-")(sa.cast(raw, sa.Text))
    done = connection.execute(sa.update(table).where(holds).values(extra=rest, version=table.c.version + 1))
    log, stash = ChangeEntry.__table__, FieldStash.__table__  # type: ignore[attr-defined]
    of_field = sa.and_(log.c.entity == table.name, log.c.field.in_((key, raw)))
    connection.execute(sa.update(log).where(of_field).values(old=sa.JSON.NULL, new=sa.JSON.NULL))
    connection.execute(sa.delete(stash).where(stash.c.field_id == int(key.removeprefix("f_"))))
    return int(done.rowcount)
