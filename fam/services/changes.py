"""Undo one transaction: the inverse of everything it wrote, if nothing newer builds on it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from fam import db
from fam.change_log import plain
from fam.errors import IllegalStep, NotFound
from fam.fields.encoding import restore
from fam.fields.spec import RUNTIME_KEY
from fam.models import ChangeEntry, now
from fam.models.columns import model_of, restored

CORRECTION_DAYS = 30  # a closed case is reopened only as a correction within 30 days (domain handbook §4.3)
NEVER = ("account", "account_role", "access_grant", "import_batch")
NEWER = "Das lässt sich nicht mehr zurücknehmen: Inzwischen baut etwas Neueres darauf auf."


def undo(session: Session, batch: str) -> int:
    """Take back what one transaction changed and return the number of records touched.

    Raises NotFound unless the person sees every entry of it, and IllegalStep with the reason where it cannot be undone.
    The write check of the session still applies: nobody undoes what they could not have done.
    """
    entries = _visible(session, batch)
    if reasons := blockers(session, entries):
        raise IllegalStep(reasons)
    take_back(session, entries)
    return len({(entry.entity, entry.record_id) for entry in entries})


def take_back(session: Session, entries: Sequence[ChangeEntry]) -> None:
    """Write the inverse of each entry, the newest first; raises IllegalStep where the record has moved on."""
    for entry in reversed(entries):
        _invert(session, entry)
        session.flush()


def _visible(session: Session, batch: str) -> Sequence[ChangeEntry]:
    query = select(ChangeEntry).where(ChangeEntry.batch == batch).order_by(col(ChangeEntry.id))
    visible = session.exec(query).all()
    with db.elevated(session):
        everything = session.exec(query).all()
    if not visible or len(visible) != len(everything):
        raise NotFound
    return visible


def blockers(session: Session, entries: Sequence[ChangeEntry]) -> list[str]:
    """Return the German sentences that say why a transaction cannot be undone; empty if it can."""
    if any(entry.entity in NEVER for entry in entries):
        return ["Konten, Rollen, Zugriffe und Importe werden auf ihrer eigenen Seite geändert, nicht hier."]
    if _of_import(session, {entry.batch for entry in entries if entry.source == "import"}):
        return ["Ein Import wird als Ganzes unter „Austausch“ zurückgenommen."]
    ended = any(entry.entity == "status_period" for entry in entries)
    if ended and entries[0].at < now() - timedelta(days=CORRECTION_DAYS):
        return [f"Ein Statuswechsel lässt sich nur {CORRECTION_DAYS} Tage lang zurücknehmen."]
    last = max(entry.id or 0 for entry in entries)
    for entity, record_id in {(entry.entity, entry.record_id) for entry in entries}:
        newer = select(ChangeEntry.id).where(
            ChangeEntry.entity == entity, ChangeEntry.record_id == record_id, col(ChangeEntry.id) > last
        )
        if session.exec(newer.limit(1)).first() is not None:
            return [NEWER]
    return []


def _of_import(session: Session, batches: set[str]) -> bool:
    """Return whether a transaction took a list of families in; an edited list that came back did not."""
    if not batches:
        return False
    query = select(ChangeEntry.id).where(col(ChangeEntry.batch).in_(batches), ChangeEntry.entity == "import_batch")
    with db.elevated(session):
        return session.exec(query.limit(1)).first() is not None


def _invert(session: Session, entry: ChangeEntry) -> None:
    model = model_of(entry.entity)
    if model is None:
        raise IllegalStep([NEWER])
    if entry.action == "delete":
        values = {key: restored(model, key, value) for key, value in (entry.old or {}).items()}
        session.add(model(id=entry.record_id, **values))
        return
    record: Any = session.exec(select(model).where(model.id == entry.record_id)).first()
    if record is None:
        raise IllegalStep([NEWER])
    if entry.action == "create":
        session.delete(record)
    elif RUNTIME_KEY.match(entry.field):
        if (record.extra or {}).get(entry.field) != entry.new:
            raise IllegalStep([NEWER])
        restore(record, entry.field, entry.old)
        session.add(record)
    elif plain(getattr(record, entry.field)) == entry.new:
        setattr(record, entry.field, restored(model, entry.field, entry.old))
        session.add(record)
    else:
        raise IllegalStep([NEWER])
