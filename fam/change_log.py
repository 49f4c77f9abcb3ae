"""What the change log keeps of a flushed record: who, which record, which field, old and new (JSON values)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam.fields import registry
from fam.fields.spec import RUNTIME_KEY
from fam.models import (
    Attendee,
    ChangeEntry,
    DataVersion,
    Draft,
    ErasureItem,
    Extendable,
    FieldStash,
    ImportRow,
    Instrument,
    LoginSession,
    LoginThrottle,
    LoginTicket,
    Measure,
    MeasureGoal,
    Meeting,
    NumberCounter,
    ReadEntry,
    RecoveryCode,
    Release,
    SearchWord,
    Sharing,
    Statement,
    table,
)
from fam.models.base import Content
from fam.models.columns import model_of
from fam.person import Person
from fam.rules.terms import Confidentiality, Term

UNLOGGED = (
    ChangeEntry, DataVersion, Draft, ErasureItem, FieldStash, ImportRow, Instrument, LoginSession, LoginThrottle,
    LoginTicket, NumberCounter, ReadEntry, RecoveryCode, SearchWord, Sharing,
)  # fmt: skip
UNLOGGED_FIELDS = frozenset({
    "id", "version", "created_at", "created_by", "token_version", "sort_name", "last_step",
    "decisions", "entrusted", "looked_by",  # of an Auskunft: would tell the leads of entries that they may not read
})  # fmt: skip
MASKED_FIELDS = frozenset({"password_hash", "secret", "content"})  # "content": a scan
REACH = ("institution", "confidentiality", "owner_id", "category", "about_id")  # by what readers are decided
Pending = tuple[str, Any, str, Any, Any]  # action, record, field, old, new


def changes_of(row: Any) -> list[Pending]:
    """Return one entry per changed column, and per changed field of `extra`."""
    found: list[Pending] = []
    if isinstance(row, UNLOGGED):
        return found
    state = sa.inspect(row)
    for attribute in state.mapper.column_attrs:
        if attribute.key in UNLOGGED_FIELDS:
            continue
        history = state.attrs[attribute.key].history
        if not history.has_changes():
            continue
        old = history.deleted[0] if history.deleted else None
        new = history.added[0] if history.added else None
        if attribute.key == "extra":  # field by field, as if each were a column
            was, is_now = old or {}, new or {}
            keys = [key for key in {**was, **is_now} if was.get(key) != is_now.get(key)]
            found += [("update", row, key, was.get(key), is_now.get(key)) for key in keys]
        elif plain(old) != plain(new):
            found.append(("update", row, attribute.key, old, new))
    return found


def creation_of(row: Any) -> list[Pending]:
    """Return what a new record writes into the log: itself, then each of its runtime values."""
    return [("create", row, "", None, _values(row)), *(("update", row, key, None, one) for key, one in _extra(row))]


def deletion_of(row: Any) -> list[Pending]:
    """Return what a deleted record writes: its runtime values first, since an undo goes the other way round."""
    if isinstance(row, UNLOGGED):
        return []
    return [*(("update", row, key, one, None) for key, one in _extra(row)), ("delete", row, "", _values(row), None)]


def _values(row: Any) -> dict[str, Any]:
    keys = [attribute.key for attribute in sa.inspect(row).mapper.column_attrs]
    plain_keys = [key for key in keys if key not in UNLOGGED_FIELDS and key != "extra"]
    return {key: plain(_masked(key, getattr(row, key))) for key in plain_keys}


def _extra(row: Any) -> list[tuple[str, Any]]:
    """A record's runtime values: each is an entry of its own in the log, since each may have readers of its own."""
    return list((row.extra or {}).items()) if isinstance(row, Extendable) else []


def _masked(key: str, value: Any) -> Any:
    return "•••" if key in MASKED_FIELDS and value else value


def entry(session: Session, action: str, row: Any, field: str, old: Any, new: Any) -> dict[str, Any]:
    """Return a pending entry as a row of the log, with what its readers are decided by."""
    person: Person = session.info["person"]
    entity = table(type(row)).name
    identity = (sa.inspect(row).identity or (getattr(row, "id", 0),))[0]
    if not isinstance(identity, int):
        identity, field = 0, field and f"{identity}"  # a setting is named by its key
    owner = _whose(session, row)
    institution, confidentiality = getattr(owner, "institution", None), getattr(owner, "confidentiality", None)
    owner_id = getattr(owner, "author_id", None)
    if owner is None or isinstance(row, Release):  # a release is never read by the partner out of the log
        confidentiality = getattr(owner, "confidentiality", None)
        confidentiality = Confidentiality.INSTITUTION if confidentiality is Confidentiality.TEAM else confidentiality
        confidentiality = confidentiality or Confidentiality.ENTRUSTED
    readers = registry.readers_of(session, field) if RUNTIME_KEY.match(field) else None
    if readers and confidentiality is not Confidentiality.ENTRUSTED:  # narrower than the record itself
        if isinstance(row, Content) and readers is not institution:  # the partner's field: whoever wrote it
            confidentiality = Confidentiality.ENTRUSTED
            owner_id = person.account_id if readers is person.institution else None
        else:
            confidentiality = Confidentiality.INSTITUTION
        institution = readers
    return {
        "batch": session.info.get("batch", ""),
        "account_id": person.account_id or None,
        "source": session.info.get("source", "system"),
        "entity": entity,
        "record_id": identity,
        "family_id": row.id if entity == "family" else getattr(row, "family_id", None),
        "institution": institution if confidentiality or entity not in ("family", "account", "lead") else None,
        "confidentiality": confidentiality,
        "owner_id": owner_id,
        "category": getattr(owner, "category", None),
        "about_id": getattr(owner, "about_id", None),
        "action": action,
        "field": field,
        "old": plain(_masked(field, old)),
        "new": plain(_masked(field, new)),
    }


def rewritten(session: Session, model: Any, changes: Sequence[tuple[int, str, Any, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the log for runtime values written past the session: (record id, key, old, new) each."""
    of, person = table(model), session.info["person"]
    names = [one for one in ("family_id", "author_id", *REACH) if one in of.c]
    query = sa.select(of.c.id, *(of.c[name] for name in names))
    query = query.where(of.c.id.in_({number for number, *_rest in changes}))
    found = {one["id"]: one for one in session.connection().execute(query).mappings()}
    readers = {key: registry.readers_of(session, key) for key in {change[1] for change in changes}}
    rows = []
    for number, key, old, new in changes:
        if (record := found.get(number)) is None:  # deleted meanwhile
            continue
        reach = {name: record.get("author_id" if name == "owner_id" else name) for name in REACH}
        if (ours := readers[key]) and reach["confidentiality"] is not Confidentiality.ENTRUSTED:
            reach |= {"institution": ours, "confidentiality": Confidentiality.INSTITUTION}
        if of.name == "family" and not reach["confidentiality"]:
            reach["institution"] = None
        family = number if of.name == "family" else record.get("family_id")
        rows.append(
            {
                "batch": session.info.get("batch", ""),
                "account_id": person.account_id or None,
                "source": session.info.get("source", "system"),
                "entity": of.name,
                "record_id": number,
                "family_id": family,
                **reach,
                "action": "update",
                "field": key,
                "old": old,
                "new": new,
            }
        )
    return rows


def _whose(session: Session, row: Any) -> Any:
    """The record whose readers read the log: who was there, a release and what was said are as close as the entry."""
    if isinstance(row, Attendee):
        return session.get(Meeting, row.meeting_id)
    if isinstance(row, MeasureGoal):
        return session.get(Measure, row.measure_id)
    if isinstance(row, Release):
        return session.get(model_of(row.entity), row.record_id)
    if not isinstance(row, Statement):
        return row
    of = table(model_of(row.entity))
    found = session.connection().execute(sa.select(*of.c).where(of.c.id == row.record_id)).first()
    return found if hasattr(found, "confidentiality") else _OwnSide(row.institution)


@dataclass(frozen=True, slots=True)
class _OwnSide:
    """A record without a level of its own: what was said about it is logged for the side that it belongs to."""

    institution: Any
    confidentiality: Confidentiality = Confidentiality.INSTITUTION


def plain(value: Any) -> Any:
    """Return a value as JSON can keep it: dates as ISO text, terms by code, decimals as text."""
    if isinstance(value, Term):
        return value.value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"{len(value)} Bytes"  # a file is never copied into the log
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value
