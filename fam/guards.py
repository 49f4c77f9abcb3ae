"""The safety nets of every session: who may read, who may write, the change log, the search words."""

from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.orm.unitofwork import UOWTransaction
from sqlalchemy.sql import visitors
from sqlmodel import Session

from fam import access, write_access
from fam.errors import NotAllowed
from fam.models import (
    Attendee,
    ChangeEntry,
    DataVersion,
    Draft,
    Family,
    ImportRow,
    LoginSession,
    LoginThrottle,
    LoginTicket,
    Meeting,
    NumberCounter,
    Record,
    SearchWord,
)
from fam.person import Person
from fam.rules.folding import fold
from fam.rules.terms import Term
from fam.search_words import refresh_words

UNLOGGED = (
    ChangeEntry, DataVersion, Draft, ImportRow, LoginSession, LoginThrottle, LoginTicket, NumberCounter, SearchWord,
)  # fmt: skip
UNLOGGED_FIELDS = frozenset({"id", "version", "created_at", "created_by", "token_version", "sort_name"})
MASKED_FIELDS = frozenset({"password_hash"})


def install(session: Session) -> Session:
    """Give a session its nets and return it."""
    event.listen(session, "do_orm_execute", _filter)
    event.listen(session, "before_flush", _before_flush)
    event.listen(session, "after_flush", _after_flush)
    return session


def _filter(state: ORMExecuteState) -> None:
    info = state.session.info
    if info.get("statistics"):
        _only_counts(state)
        return
    person = info["person"]
    if person.system or info.get("elevated"):
        return
    if state.is_update or state.is_delete:
        raise PermissionError("Bulk changes pass by the change log.")
    if state.is_column_load or not state.is_select:
        return
    state.statement = state.statement.options(*criteria(person, _tables_in(state.statement)))


def _tables_in(statement: Any) -> frozenset[sa.Table]:
    """Return every table that a statement touches, also in subqueries, joins and aliases."""
    return frozenset(part for part in visitors.iterate(statement) if isinstance(part, sa.Table))


@lru_cache(maxsize=4096)
def criteria(person: Person, tables: frozenset[sa.Table]) -> tuple[Any, ...]:
    """Return one loader criterion per scoped class on these tables: all 29 on every statement would cost 0.7 ms."""
    return tuple(
        with_loader_criteria(model, access.scope(person, model), include_aliases=True, track_closure_variables=False)
        for model in access.SCOPES
        if access.table(model) in tables
    )


def _only_counts(state: ORMExecuteState) -> None:
    """The statistics scope gives no records away: a select of whole rows is refused."""
    parts = getattr(state.statement, "column_descriptions", [])
    if any(part["expr"] is part["entity"] for part in parts if part["entity"]):
        raise PermissionError("The statistics scope returns counts only.")


def _before_flush(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if session.info.get("read_only"):
        raise PermissionError("This session only reads.")
    person: Person = session.info["person"]
    entries = session.info.setdefault("entries", [])
    for row in session.new:
        if isinstance(row, Record) and row.created_by is None:
            row.created_by = person.account_id or None
    for row in session.dirty:
        if isinstance(row, Family):
            row.sort_name = " ".join(fold(row.name))[:200]
    for row in [*session.new, *session.dirty, *session.deleted]:
        if row in session.dirty and not session.is_modified(row):
            continue
        if not (person.system or session.info.get("elevated")):
            check_write(session, person, row)
    for row in session.dirty:
        if not isinstance(row, UNLOGGED):
            entries.extend(_updates(row))
    entries.extend(("delete", row, "", _values(row), None) for row in session.deleted if not isinstance(row, UNLOGGED))
    session.info["new"] = [row for row in session.new if not isinstance(row, UNLOGGED)]
    if entries or session.info["new"]:
        session.info["changed"] = True


def check_write(session: Session, person: Person, row: Any) -> None:
    """Raise NotAllowed unless the person may write this record."""
    if not write_access.may_write(session, person, row):
        raise NotAllowed


def _updates(row: Any) -> list[tuple[str, Any, str, Any, Any]]:
    found = []
    state = sa.inspect(row)
    for attribute in state.mapper.column_attrs:
        if attribute.key in UNLOGGED_FIELDS:
            continue
        history = state.attrs[attribute.key].history
        if not history.has_changes():
            continue
        old = history.deleted[0] if history.deleted else None
        new = history.added[0] if history.added else None
        if plain(old) != plain(new):
            found.append(("update", row, attribute.key, old, new))
    return found


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    entries = session.info.pop("entries", [])
    new = session.info.pop("new", [])
    for row in new:
        if isinstance(row, Family):
            session.info["created"].add(row.id)
    rows = [_entry(session, *entry) for entry in entries]
    rows += [_entry(session, "create", row, "", None, _values(row)) for row in new]
    if rows:
        session.connection().execute(sa.insert(access.table(ChangeEntry)), rows)
    refresh_words(session, [row for _action, row, *_rest in entries] + new)


def _values(row: Any) -> dict[str, Any]:
    keys = [attribute.key for attribute in sa.inspect(row).mapper.column_attrs]
    return {key: plain(_masked(key, getattr(row, key))) for key in keys if key not in UNLOGGED_FIELDS}


def _masked(key: str, value: Any) -> Any:
    return "•••" if key in MASKED_FIELDS and value else value


def _entry(session: Session, action: str, row: Any, field: str, old: Any, new: Any) -> dict[str, Any]:
    person: Person = session.info["person"]
    entity = access.table(type(row)).name
    identity = (sa.inspect(row).identity or (getattr(row, "id", 0),))[0]
    if not isinstance(identity, int):
        identity, field = 0, field and f"{identity}"  # a setting is named by its key
    # Who was at a meeting is as confidential as the meeting itself.
    owner = session.get(Meeting, row.meeting_id) if isinstance(row, Attendee) else row
    return {
        "batch": session.info.get("batch", ""),
        "account_id": person.account_id or None,
        "source": session.info.get("source", "system"),
        "entity": entity,
        "record_id": identity,
        "family_id": row.id if entity == "family" else getattr(row, "family_id", None),
        "institution": getattr(owner, "institution", None) if entity not in ("family", "account", "lead") else None,
        "confidentiality": getattr(owner, "confidentiality", None),
        "action": action,
        "field": field,
        "old": plain(_masked(field, old)),
        "new": plain(_masked(field, new)),
    }


def plain(value: Any) -> Any:
    """Return a value as JSON can keep it: dates as ISO text, terms by code, decimals as text."""
    if isinstance(value, Term):
        return value.value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value
