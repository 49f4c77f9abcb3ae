"""The safety nets of every session: who may read, who may write, the change log, the search words."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.orm.unitofwork import UOWTransaction
from sqlalchemy.sql import visitors
from sqlmodel import Session

from fam import access, write_access, write_links
from fam.change_log import UNLOGGED, changes_of, creation_of, deletion_of, entry
from fam.confidential import ENTRIES
from fam.errors import NotAllowed
from fam.fields import fitting, promoted
from fam.fields.spec import RUNTIME_KEY
from fam.models import ChangeEntry, Extendable, Family, FieldChoice, FieldDef, Record, Report, table
from fam.narrowing import ABOUT, close_to_partner, forget_member, narrow
from fam.person import Person
from fam.remains import STRIPPED, not_erased
from fam.rules.folding import fold
from fam.search_words import refresh_words
from fam.sharing import refresh_sharing


def install(session: Session) -> Session:
    """Give a session its nets and return it."""
    event.listen(session, "do_orm_execute", _filter)
    event.listen(session, "before_flush", _keep_reports)
    event.listen(session, "before_flush", _before_flush)
    event.listen(session, "after_flush", _after_flush)
    return session


def _filter(state: ORMExecuteState) -> None:
    info = state.session.info
    if info.get("statistics"):
        _only_counts(state)
        return
    person = info["person"]
    if person.system:
        return
    if info.get("elevated"):
        if state.is_select and not state.is_column_load:
            state.statement = state.statement.options(*without_erased(_tables_in(state.statement)))
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
        if table(model) in tables
    )


@lru_cache(maxsize=4096)
def without_erased(tables: frozenset[sa.Table]) -> tuple[Any, ...]:
    """Return the criteria of a service that looks past the person's own scope: not even it reads what erasure left."""
    return tuple(
        with_loader_criteria(model, not_erased(model), include_aliases=True, track_closure_variables=False)
        for model in access.SCOPES
        if table(model) in tables and table(model).name in STRIPPED
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
    fitting.fit(session, [row for row in [*session.new, *session.dirty] if isinstance(row, Extendable) and row.extra])
    dirty = session.dirty  # a set of its own each time it is asked for
    for row in [*session.new, *dirty, *session.deleted]:
        if row in dirty and not session.is_modified(row):
            continue
        if not person.system:
            check_write(session, person, row)
    entries.extend(one for row in session.dirty for one in changes_of(row))
    entries.extend(one for row in session.deleted for one in deletion_of(row))
    forget_member(session, list(session.deleted), ENTRIES)
    _note(session, entries)


def _note(session: Session, entries: list[Any]) -> None:
    """Remember for the end of the transaction whether anything changed, and whether a field did."""
    session.info["new"] = [row for row in session.new if not isinstance(row, UNLOGGED)]
    if entries or session.info["new"]:
        session.info["changed"] = True
    if any(isinstance(row, FieldDef | FieldChoice) for row in [*session.new, *session.dirty, *session.deleted]):
        session.info["fields_changed"] = session.info.get("fields_changed", 0) + 1


def _keep_reports(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """A frozen report is written once: nobody changes or removes it, not even the program itself."""
    if any(isinstance(row, Report) for row in [*session.deleted, *filter(session.is_modified, session.dirty)]):
        raise PermissionError("A report is written once and stays.")


def check_write(session: Session, person: Person, row: Any) -> None:
    """Raise NotAllowed unless the person may write this record, NotFound for a link into another family.

    A service that looks past the person's own scope may write everything but to what an erasure left.
    """
    if session.info.get("elevated"):
        if write_access.to_erased(session, person, row):
            raise NotAllowed
        return
    if not write_access.may_write(session, person, row):
        raise NotAllowed
    write_links.check(session, row)


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    entries = session.info.pop("entries", [])
    new = session.info.pop("new", [])
    if session.info.get("fields_changed"):
        session.info["fields_changed"] += 1  # what was read of the fields before this flush is old now
    for row in new:
        if isinstance(row, Family):
            session.info["created"].add(row.id)
    rows = [entry(session, *pending) for pending in entries]
    rows += [entry(session, *pending) for row in new for pending in creation_of(row)]
    if rows:
        session.connection().execute(sa.insert(table(ChangeEntry)), rows)
    narrow(session, [(row, old) for _action, row, key, old, _new in entries if key == "confidentiality"])
    close_to_partner(
        session, [row for _action, row, key, *_rest in entries if key in ABOUT and isinstance(row, ENTRIES)]
    )
    filled = [row for row in [*new, *(pending[1] for pending in entries)] if isinstance(row, Extendable)]
    session.info["extended"] = session.info.get("extended") or any(row.extra for row in filled)
    promoted.copy(session, filled)
    left = {old for _action, _row, key, old, _new in entries if key == "family_id" and old}  # something moved away
    refresh_sharing(session, [*new, *(row for _action, row, *_rest in entries)], left)
    refresh_words(session, [row for _action, row, key, *_rest in entries if not RUNTIME_KEY.match(key)] + new, left)
