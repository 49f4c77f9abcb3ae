"""The indexes of runtime fields, made from the registry: the same expression as in queries, or nothing would use them.

Alembic's batch mode drops them on SQLite when it rebuilds a table, so every start brings them back; the migrations
know nothing of them (their names begin with ix_x_ and uq_x_).
"""

import logging
import re
from collections.abc import Container, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from fam.fields import registry, sql
from fam.fields.spec import FieldSpec, Kind
from fam.rules.terms import IN_FORMS

log = logging.getLogger("fam.fields")
OURS = re.compile(r"(ix|uq)_x_\w+")
TWICE = "Diesen Wert hat schon ein anderer Eintrag; er darf nur einmal vorkommen."
DOUBLED = re.compile(r"uq_x_\w+?_(f_[0-9]+)\b")


# SQLite reads the whole of `extra` to group by one value: what charts divide by has an index from the first day there.
GROUPED = (Kind.CHOICE, Kind.BOOLEAN, Kind.MONTH, Kind.TEXT)


def wanted(connection: sa.Connection, entity: str, fields: Sequence[FieldSpec]) -> Mapping[str, str]:
    """Return name -> CREATE INDEX of everything that a table's runtime fields need."""
    found: dict[str, str] = {}
    sqlite = connection.dialect.name == "sqlite"
    for field in fields:
        charted = sqlite and field.in_charts and field.kind in GROUPED and field.state in IN_FORMS
        if field.state == "PURGED":
            continue
        if not (field.unique or field.options["indexed"] or field.options["column"] or charted):
            continue
        if field.kind is Kind.CHOICES:
            if not sqlite and field.options["indexed"]:  # one for all of the table: it answers "contains"
                name = f"ix_x_{entity}_extra"
                found[name] = f"CREATE INDEX {name} ON {entity} USING gin (extra jsonb_path_ops)"
            continue
        inside = expression_text(connection, field)
        if field.unique:  # on the JSON value also once promoted: it stays there
            name = f"uq_x_{entity}_{field.key}"
            found[name] = f"CREATE UNIQUE INDEX {name} ON {entity} ({inside}) WHERE {inside} IS NOT NULL"
        if field.options["column"] or not field.unique:
            name, inside = f"ix_x_{entity}_{field.key}", field.options["column"] or inside
            found[name] = f"CREATE INDEX {name} ON {entity} ({inside})"
    return found


def expression_text(connection: sa.Connection, field: FieldSpec) -> str:
    """Return the field's value as SQL text, letter by letter as queries send it, without the table's name."""
    value = sql.json_value(sa.column("extra"), field, sqlite=connection.dialect.name == "sqlite")
    text = str(value.compile(dialect=connection.dialect))
    return text if text.startswith(("json_extract(", "CAST(")) else f"({text})"


def reconcile(connection: sa.Connection, *, gently: bool = False) -> list[str]:
    """Make what is wanted and drop what is not; return the names of what was made.

    `gently`: at start, where an index that cannot be made (doubles in a database from elsewhere) must stop nobody.
    """
    definitions = registry.read(connection)
    want = {name: text for entity in registry.extendable()
            for name, text in wanted(connection, entity, definitions.get(entity, ())).items()}  # fmt: skip
    have = existing(connection)
    for name in have:
        if want.get(name) != have[name]:
            connection.execute(sa.text(f"DROP INDEX {name}"))
    missing = {name: text for name, text in want.items() if have.get(name) != text}
    return [name for name, text in missing.items() if _made(connection, name, text, gently=gently)]


def _made(connection: sa.Connection, name: str, text: str, *, gently: bool) -> bool:
    point = connection.begin_nested()
    try:
        connection.exec_driver_sql(text)
        if connection.dialect.name != "sqlite":  # PostgreSQL rewrites a definition; the comment keeps ours
            comment = text.replace("'", "''")
            connection.exec_driver_sql(f"COMMENT ON INDEX {name} IS '{comment}'")
    except DBAPIError as error:
        point.rollback()
        if not gently:
            raise
        log.warning("Der Index %s ließ sich nicht anlegen: %s", name, type(error.orig).__name__)
        return False
    point.commit()
    return True


def existing(connection: sa.Connection) -> Mapping[str, str]:
    """Return name -> definition, as we wrote it, of every index of runtime fields."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'index'"
    if connection.dialect.name != "sqlite":
        query = (
            "SELECT c.relname, coalesce(obj_description(c.oid, 'pg_class'), '') FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'i' AND n.nspname = current_schema()"
        )
    return {name: text for name, text in connection.execute(sa.text(query)) if OURS.fullmatch(name)}


def refresh(session: Session, changed: Container[str] = ("indexed",)) -> None:
    """Bring the indexes in line with the fields within the transaction that changes these settings of one."""
    if not any(one in changed for one in ("indexed", "is_unique", "in_charts")):
        return
    session.flush()
    reconcile(session.connection())


def drop(session: Session, field: FieldSpec) -> None:
    """Drop a field's own indexes, before its values are rewritten; `refresh` makes them again."""
    connection = session.connection()
    for name in existing(connection):
        if name in (f"ix_x_{field.entity}_{field.key}", f"uq_x_{field.entity}_{field.key}"):
            connection.execute(sa.text(f"DROP INDEX {name}"))


def doubled(error: IntegrityError) -> str:
    """Return the key of the unique runtime field that refused a value, "" if it was something else."""
    found = DOUBLED.search(str(error.orig))
    return found[1] if found else ""
