"""Write the demo into an empty database: accounts, plan, places, and family after family in bounded portions."""

import heapq
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from fam import db
from fam.clock import DEMO_TODAY
from fam.demo import build, cast, fields, filler, lessons, plan_versions, planning, reports, rights, rows, story
from fam.demo.case import Case, Row
from fam.demo.log import changes
from fam.errors import BadInput, FamError
from fam.models import (
    Account,
    AccountRole,
    ChangeEntry,
    ConceptVersion,
    ErasureRun,
    Family,
    FamilyPlan,
    FieldChoice,
    FieldDef,
    ListItem,
    NumberCounter,
    Place,
    PlanItem,
    PlanPoint,
    PlanVersion,
    Reflection,
    Setting,
    table,
)
from fam.rules.terms import IN_STOCK, Institution, ListName, Role
from fam.services.passwords import hash_password

MOST = 200_000
PORTION = 1000  # families per insert: bounds the memory
COPY_FROM = 500  # rows
PLANS = (FamilyPlan, PlanItem)
OF_TEAM = (PlanVersion, ConceptVersion, Reflection)
MODELS: dict[str, Any] = {rows.name_of(model): model for model in rows.MODELS}
NOT_EMPTY = (
    "Diese Datenbank enthält schon Konten oder Fälle. Beispieldaten kommen nur in eine leere Datenbank: "
    "FAM_DATABASE_URL auf eine neue Datei setzen, z. B. sqlite:///data/beispiel.db."
)


def fill(families: int) -> dict[str, int]:
    """Fill the database in use with so many family cases, reports and the demo mark; return table -> number of rows.

    One transaction: afterwards everything is there, or nothing. Raises BadInput for a number outside 1 to 200000,
    FamError if there are accounts or cases already.
    """
    if not 1 <= families <= MOST:
        raise BadInput(f"Bitte eine Anzahl von 1 bis {MOST} Familien angeben.")
    with db.program() as session:
        _refuse_used(session)
        told = min(families, story.size())
        accounts = _add_people(session, families - told)
        made = _add_fields(session, accounts)
        collected = rows.Rows(accounts, _lists(session))
        in_stock = _add_cases(session, collected, told, families - told)
        extra = _add_planning(session, accounts, in_stock)
        session.add(Setting(key=DEMO_TODAY, value=cast.TODAY.isoformat()))
        session.flush()
        insert(session, ChangeEntry, changes(collected.kept))
        for model, many in list(rights.examples(session, accounts)):
            insert(session, model, many)
        for model, many in plan_versions.rows_of(session, accounts["anna"]).items():
            insert(session, model, many)
        insert(session, ConceptVersion, lessons.versions(accounts))
        insert(session, Reflection, lessons.reflections(accounts))
        _finish(session)
    reports.freeze(families)
    return {**collected.counts, **extra, "account": len(accounts), "field_def": made}


def _refuse_used(session: Session) -> None:
    for model in (Account, Family):
        if session.exec(select(model.id).limit(1)).first() is not None:
            raise FamError(NOT_EMPTY)


def insert(session: Session, model: Any, many: list[Row]) -> None:
    """Insert many rows at once; every row has the same keys. PostgreSQL takes large portions by COPY."""
    connection, of = session.connection(), table(model)
    if connection.dialect.name == "postgresql" and len(many) >= COPY_FROM:
        _copy(connection, of, many)
    elif many:
        connection.execute(sa.insert(of), many)


def _copy(connection: sa.Connection, table: sa.Table, many: list[Row]) -> None:
    keys = list(many[0])
    converters = [table.c[key].type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for key in keys]
    columns = list(zip(keys, converters, strict=True))
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({', '.join(keys)}) FROM STDIN") as copy:
        for row in many:
            copy.write_row([convert(row[key]) if convert else row[key] for key, convert in columns])


def _lists(session: Session) -> dict[tuple[ListName, str], int]:
    return {(item.list, item.code): item.id or 0 for item in session.exec(select(ListItem))}


def _add_people(session: Session, further: int) -> dict[str, int]:
    """Add the cast, the story's other colleagues, and those of the further families, as whom nobody can log in."""
    hashed = hash_password(cast.PASSWORD)
    people = list(cast.COLLEAGUES)
    for number in range(filler.colleagues(further)):
        for institution in Institution:
            name = filler.display_name(2 * number + (institution is cast.ASD))
            people.append(cast.Colleague(filler.username(institution, number), name, institution, Role.CASEWORKER))
    accounts: list[Row] = []
    for number, one in enumerate(people, start=1):
        since = max(cast.GO_LIVE, one.places[0][0]) if one.places else cast.GO_LIVE
        accounts.append(
            {
                "id": number, "username": one.username, "display_name": one.name, "institution": one.institution,
                "password_hash": hashed if one.sees else "", "must_change_password": not one.sees, "active": True,
                "token_version": 1, "version": 1, "created_at": rows.at(since), "created_by": None,
            }
        )  # fmt: skip
    insert(session, Account, accounts)
    roles = [{"account_id": row["id"], "role": one.role} for row, one in zip(accounts, people, strict=True)]
    insert(session, AccountRole, roles)
    return {row["username"]: row["id"] for row in accounts}


def _add_fields(session: Session, accounts: dict[str, int]) -> int:
    """Add the team's own fields and their options; every process reads them anew."""
    made = fields.definitions(accounts)
    insert(session, FieldDef, fields.rows_of(FieldDef, made))
    insert(session, FieldChoice, fields.rows_of(FieldChoice, fields.options(accounts)))
    db.raise_version(session, fields=True)
    return len(made)


def _add_cases(session: Session, collected: rows.Rows, told: int, further: int) -> int:
    """Insert the cases in the order of their numbers, portion by portion, and return how many are in FAM."""
    in_stock = 0
    everything: Iterator[Case] = heapq.merge(
        build.tell(told), filler.cases(further), key=lambda case: case.arc.received_on
    )
    for number, case in enumerate(everything, start=1):
        collected.add(case)
        in_stock += case.arc.status in IN_STOCK
        if number % PORTION == 0 or number == told + further:
            _write(session, collected)
    insert(session, NumberCounter, [{"year": year, "last": last} for year, last in collected.numbers.items()])
    return in_stock


def _write(session: Session, collected: rows.Rows) -> None:
    for name, many in collected.take():
        insert(session, MODELS[name], many)


def _add_planning(session: Session, accounts: dict[str, int], in_stock: int) -> dict[str, int]:
    versions, points = planning.plans(in_stock / planning.STORY_STOCK)
    stamps: Row = {"version": 1, "created_by": accounts[cast.KERSTIN]}
    insert(session, PlanVersion, [row | stamps | {"created_at": rows.at(row["decided_on"])} for row in versions])
    insert(session, PlanPoint, points)
    places = planning.places(accounts) + planning.further_places(accounts, in_stock)
    stamped = [row | stamps | {"created_at": rows.at(row["starts_on"])} for row in places]
    insert(session, Place, stamped)
    return {"plan_version": len(versions), "plan_point": len(points), "place": len(places)}


def _finish(session: Session) -> None:
    """Tell PostgreSQL which ids are taken, and both databases how full their tables are."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        for model in (*rows.MODELS, Account, FieldDef, FieldChoice, ErasureRun, *OF_TEAM, *PLANS):
            name = rows.name_of(model)
            if "id" in table(model).c:
                highest = f"(SELECT coalesce(max(id), 1) FROM {name})"
                connection.execute(sa.text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {highest})"))
    connection.execute(sa.text("ANALYZE"))


def as_json(counts: dict[str, int]) -> str:
    """Return the counts as JSON: families first."""
    return json.dumps({"families": counts["family"], **counts})
