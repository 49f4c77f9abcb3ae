"""`python -m fam check`: is the database sound, does every value stand where it can be read, do the figures add up."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam import clock, db, migrate
from fam.backup import dumping, histories
from fam.backup.values import problem
from fam.fields import indexes, promotion, registry
from fam.models import Base
from fam.models.base import TermColumn
from fam.person import system
from fam.services import field_check

Look = Callable[[Session], Iterator[str]]
MOST = 20  # sentences per part
UNREADABLE = "Das ließ sich nicht zu Ende prüfen ({}); siehe die anderen Punkte."


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was looked at; `problems` is empty where all is well."""

    name: str
    problems: tuple[str, ...]


def check() -> tuple[Part, ...]:
    """Look through the database in use and return every part with what is wrong; nothing is changed.

    A sentence names table, column and number, or a FAM number, never a value.
    """
    return tuple(_looked(name, look) for name, look in PARTS.items())


def _looked(name: str, look: Look) -> Part:
    """Look at one state of the data. A part that cannot be read to its end says so, and stops no other."""
    found: list[str] = []
    with db.reading(system()) as session:
        try:
            if session.get_bind().dialect.name == "postgresql":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            found.extend(histories.first(look(session), MOST))
        except (sa.exc.DBAPIError, LookupError, ValueError, TypeError) as error:
            found.append(UNREADABLE.format(type(error).__name__))
    return Part(name, tuple(found))


def _engine(connection: sa.Connection) -> Iterator[str]:
    if migrate.revision_of(connection) != migrate.head():
        yield "Die Datenbank hat nicht den Stand dieses Programms."
    if connection.dialect.name == "sqlite":
        for (sentence,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if sentence != "ok":
                yield f"SQLite meldet: {sentence}"
    else:
        query = (
            "SELECT conname, 'Die Bedingung' FROM pg_constraint"
            " WHERE NOT convalidated AND connamespace = current_schema()::regnamespace"
            " UNION ALL SELECT c.relname, 'Der Index' FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace"
        )
        for name, what in connection.exec_driver_sql(query):
            yield f"{what} {name} ist nicht gültig."
    missing = sorted(set(Base.metadata.tables) - set(dumping.ours(connection)))
    yield from (f"Die Tabelle {name} fehlt." for name in missing)
    if connection.exec_driver_sql("SELECT count(*) FROM data_version").scalar_one() != 1:
        yield "data_version hat nicht genau eine Zeile."


def _references(connection: sa.Connection) -> Iterator[str]:
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            name, other = key.column.table.name, key.column.table.alias()
            lost = sa.select(sa.func.count()).select_from(table).where(
                key.parent.is_not(None), ~sa.exists().where(other.c[key.column.name] == key.parent)
            )  # fmt: skip
            if number := connection.execute(lost).scalar_one():
                yield f"{table.name}.{key.parent.name}: {number} Verweise auf {name} gehen ins Leere."


def _values(connection: sa.Connection) -> Iterator[str]:
    head = dumping.head_of(connection)
    for table, columns in head.tables.items():
        wrong: dict[tuple[str, str], int] = {}
        for row in dumping.rows(connection, table, columns):
            for column, value in zip(columns, row, strict=True):
                if sentence := problem(column, value):
                    wrong[column.name, sentence] = wrong.get((column.name, sentence), 0) + 1
        yield from (f"{table}.{name} {sentence} ({number} Mal)." for (name, sentence), number in wrong.items())
        yield from _terms(connection, table)


def _terms(connection: sa.Connection, table: str) -> Iterator[str]:
    for column in Base.metadata.tables[table].c:
        if isinstance(column.type, TermColumn):
            known = {member.value for member in column.type.kind}
            plain: Any = sa.type_coerce(column, sa.String())
            if unknown := set(connection.execute(sa.select(plain).distinct()).scalars()) - known - {None}:
                yield f"{table}.{column.name} enthält {len(unknown)} unbekannte Schlüsselwörter."


def _fields(session: Session) -> Iterator[str]:
    for one in field_check.check(session):
        yield f"{one.entity} {one.record_id} {one.key}: {one.sentence}."
    connection = session.connection()
    definitions = registry.read(connection)
    there = indexes.existing(connection)
    for entity, fields in definitions.items():
        for name in set(indexes.wanted(connection, entity, fields)) - set(there):
            yield f"Der Index {name} fehlt."
        for field in fields:
            if field.options["column"]:
                yield from _column(session, field)


def _column(session: Session, field: Any) -> Iterator[str]:
    if not promotion.has_column(session, field):
        yield f"{field.entity}.{field.key}: Die feste Spalte fehlt."
        return
    try:
        promotion.compare(session, field)
    except promotion.Mismatch:
        yield f"{field.entity}.{field.key}: Die feste Spalte sagt etwas anderes als das Feld."


PARTS: Mapping[str, Look] = {
    "Datenbank": lambda session: _engine(session.connection()),
    "Verweise": lambda session: _references(session.connection()),
    "Werte": lambda session: _values(session.connection()),
    "Felder des Teams": _fields,
    "Statusverlauf": lambda session: histories.statuses(session.connection()),
    "Zuständigkeiten": lambda session: histories.leads(session.connection()),
    "Nummern und Suche": lambda session: histories.numbers(session.connection()),
    "Kennzahlen": lambda session: histories.figures(clock.today(session)),
}
