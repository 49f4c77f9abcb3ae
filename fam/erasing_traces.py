"""What speaks of a family without belonging to it: drafts, list lines, originals, links and filters of others."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam.fields import registry
from fam.fields.spec import Kind
from fam.models import ChangeEntry, Draft, Family, FieldDef, FieldStash, ImportBatch, ImportRow, SavedView, now, table
from fam.rules.folding import fold
from fam.rules.terms import Status

OLD_DRAFT = timedelta(days=183)  # typed and never saved for half a year: goes with the next erasure
# The forms that keep drafts (tests/test_fates.py finds new ones): the name's beginning -> whose id follows.
FORMS: Mapping[str, str] = {
    "meeting:new:": "family", "meeting:plan:": "family", "note:new:": "family", "examination:": "family",
    "goal:new:": "family", "goal:": "goal", "note:": "note", "vote:": "family", "dissent:": "family",
    "meeting:document:": "meeting", "meeting:": "meeting",
    "statement:note:": "note", "statement:meeting:": "meeting", "statement:task:": "task",
    "statement:end:": "statement", "statement:member:": "member", "statement:family_detail:": "family_detail",
    "step:close:": "family",
}  # fmt: skip


def forget_traces(session: Session, head: Mapping[Any, Any], records: Mapping[str, Sequence[int]]) -> None:
    """Remove every trace of a family outside its own tables; `head` is its row, `records` are its records' ids."""
    family_id = int(head["id"])
    _drafts(session, str(head["number"]), records)
    _lines(session, family_id)
    _stashes(session, records)
    _logged(session, family_id, records)
    _links(session, family_id)
    _views(session, head)


def _drafts(session: Session, number: str, records: Mapping[str, Sequence[int]]) -> None:
    draft = table(Draft)
    names = {f"proposal:{number}"}
    names |= {f"{start}{one}" for start, entity in FORMS.items() for one in records.get(entity, ())}
    behind = [draft.c.form.startswith(f"{name}:", autoescape=True) for name in sorted(names)]
    old = draft.c.updated_at < now() - OLD_DRAFT
    session.connection().execute(sa.delete(draft).where(sa.or_(draft.c.form.in_(sorted(names)), *behind, old)))


def _lines(session: Session, family_id: int) -> None:
    """The list's line stays as a number: which row, what became of it. So does the report without its quotations."""
    line, batch, connection = table(ImportRow), table(ImportBatch), session.connection()
    mine = line.c.family_id == family_id
    batches = list(connection.scalars(sa.select(line.c.batch_id).where(mine).distinct()))
    nothing = {"cells": sa.JSON.NULL, "listed": sa.JSON.NULL, "reasons": sa.JSON.NULL, "family_id": None}
    connection.execute(sa.update(line).where(mine).values(nothing))
    for number, report in connection.execute(sa.select(batch.c.id, batch.c.report).where(batch.c.id.in_(batches))):
        if (short := _short(report)) != report:
            connection.execute(sa.update(batch).where(batch.c.id == number).values(report=short))
    log = table(ChangeEntry)
    _rewrite_log(connection, sa.and_(log.c.entity == "import_batch", log.c.record_id.in_(batches)), _short)


def _short(value: Any) -> Any:
    """Return a report, or what was logged of its batch, without quotations from the list."""
    if not isinstance(value, dict):
        return value
    return {key: [] if key in ("lines", "remarks") else _short(one) for key, one in value.items()}


def _rewrite_log(connection: sa.Connection, where: Any, clean: Callable[[Any], Any]) -> None:
    """Clean the old and new values of some entries; the entries themselves stay."""
    log = table(ChangeEntry)
    for one in connection.execute(sa.select(log.c.id, log.c.old, log.c.new).where(where)).all():
        old, new = clean(one.old), clean(one.new)
        if (old, new) != (one.old, one.new):
            connection.execute(sa.update(log).where(log.c.id == one.id).values(old=old, new=new))


def _stashes(session: Session, records: Mapping[str, Sequence[int]]) -> None:
    stash, field = table(FieldStash), table(FieldDef)
    for entity, ids in records.items():
        fields = sa.select(field.c.id).where(field.c.entity == entity)
        mine = sa.and_(stash.c.record_id.in_(ids), stash.c.field_id.in_(fields))
        session.connection().execute(sa.delete(stash).where(mine))


def _logged(session: Session, family_id: int, records: Mapping[str, Sequence[int]]) -> None:
    """The log of the family's records, also of rows that are gone by now or were logged without their family."""
    log, connection = table(ChangeEntry), session.connection()
    connection.execute(sa.delete(log).where(log.c.family_id == family_id))
    for entity, ids in records.items():
        connection.execute(sa.delete(log).where(log.c.entity == entity, log.c.record_id.in_(ids)))


def _links(session: Session, family_id: int) -> None:
    """Cases that name this one as their earlier one, and the team's fields that point at it; with their log."""
    family, connection = table(Family), session.connection()
    linked = family.c.previous_id == family_id
    connection.execute(sa.update(family).where(linked).values(previous_id=None, version=family.c.version + 1))
    _forget_link(connection, "family", "previous_id", family_id)
    for entity, model in registry.extendable().items():
        fields = [one for one in registry.definitions(session, entity) if one.kind is Kind.REFERENCE]
        for field in fields:
            _forget_link(connection, entity, field.key, family_id)
            if field.options["column"]:  # the name is ours
                clear = sa.text(f"UPDATE {entity} SET {field.key} = NULL WHERE CAST({field.key} AS TEXT) = :one")
                connection.execute(clear, {"one": str(family_id)})
        if fields:
            _unlink(connection, table(model), {field.key for field in fields}, family_id)


def _unlink(connection: sa.Connection, one: sa.Table, keys: set[str], family_id: int) -> None:
    for number, extra in connection.execute(sa.select(one.c.id, one.c.extra)).all():
        rest = {key: value for key, value in (extra or {}).items() if key not in keys or value != family_id}
        if rest != (extra or {}):
            change = sa.update(one).where(one.c.id == number)
            connection.execute(change.values(extra=rest, version=one.c.version + 1))


def _forget_link(connection: sa.Connection, entity: str, field: str, family_id: int) -> None:
    log = table(ChangeEntry)
    logged = sa.select(log.c.id, log.c.old, log.c.new).where(log.c.entity == entity, log.c.field == field)
    found = [one.id for one in connection.execute(logged) if family_id in (one.old, one.new)]
    if found:
        connection.execute(sa.delete(log).where(log.c.id.in_(found)))


def _views(session: Session, head: Mapping[Any, Any]) -> None:
    """Empty the filters of saved views that name the family; its name stays where another family still has it."""
    family, view, connection = table(Family), table(SavedView), session.connection()
    others = sa.select(family.c.id).where(
        family.c.sort_name == head["sort_name"], family.c.id != head["id"], family.c.status != Status.ANONYMISED
    )
    wanted = {" ".join(fold(str(head["number"])))}
    if head["name"] and connection.execute(others.limit(1)).first() is None:
        wanted.add(" ".join(fold(str(head["name"]))))
    for number, settings in connection.execute(sa.select(view.c.id, view.c.settings)).all():
        cleaned = _without(settings, wanted)
        if cleaned != settings:
            connection.execute(sa.update(view).where(view.c.id == number).values(settings=cleaned))
    _rewrite_log(connection, table(ChangeEntry).c.entity == "saved_view", lambda value: _without(value, wanted))


def _without(value: Any, wanted: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(one, wanted) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, wanted) for one in value]
    return "" if isinstance(value, str) and " ".join(fold(value)) in wanted else value
