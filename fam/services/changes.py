"""Undo one transaction: the inverse of everything it wrote, if nothing newer builds on it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from fam import db
from fam.change_log import plain
from fam.errors import IllegalStep, NotFound
from fam.fields import indexes
from fam.fields.encoding import restore
from fam.fields.spec import RUNTIME_KEY
from fam.models import ChangeEntry, now
from fam.models.columns import model_of, restored
from fam.rules.terms import FieldState
from fam.services import undo_guards
from fam.services.undo_guards import NEWER

CORRECTION_DAYS = 30  # a closed case is reopened only as a correction within 30 days (domain handbook §4.3)
NEVER = (
    "account", "account_role", "second_factor", "external_identity", "access_grant", "access_request", "import_batch",
    "statement",
)  # fmt: skip
OWN_WAY_BACK = (("field_conversion", ""), ("field_def", "kind"), ("field_def", "column_name"))
LASTING = ("field_def", "field_choice")  # their numbers stand in records and are never used again


def undo(session: Session, batch: str) -> int:
    """Take back what one transaction changed and return the number of records touched.

    Raises NotFound unless the person sees every entry of it, and IllegalStep with the reason where it cannot be undone.
    The write check of the session still applies: nobody undoes what they could not have done.
    """
    entries = _visible(session, batch)
    if reasons := blockers(session, entries):
        raise IllegalStep(reasons)
    take_back(session, entries)
    if any(entry.entity == "field_def" for entry in entries):
        indexes.refresh(session)
    return len({(entry.entity, entry.record_id) for entry in entries})


def take_back(session: Session, entries: Sequence[ChangeEntry]) -> None:
    """Write the inverse of each entry, the newest first; raises IllegalStep where the record has moved on."""
    for entry in reversed(entries):
        _invert(session, entry)
        try:
            session.flush()
        except IntegrityError:  # e.g. a list item that is in use by now
            raise IllegalStep([NEWER]) from None


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
        return ["Konten, Rollen, Zugriffe, Auskünfte und Importe werden auf ihrer eigenen Seite geändert, nicht hier."]
    if any((entry.entity, entry.field) in OWN_WAY_BACK for entry in entries):
        return ["Die Art eines Feldes und seine Spalte werden unter „Felder“ zurückgenommen, nicht hier."]
    if any(entry.field == "family_id" and entry.action == "update" for entry in entries):
        return ["Was in eine andere Akte verschoben wurde, wird von dort aus zurück verschoben."]
    if _of_import(session, {entry.batch for entry in entries if entry.source == "import"}):
        return ["Ein Import wird als Ganzes unter „Austausch“ zurückgenommen."]
    if any(entry.entity in LASTING and entry.action != "update" for entry in entries):
        return ["Ein Feld und seine Optionen verschwinden nicht spurlos: Sie werden unter „Felder“ stillgelegt."]
    if any(entry.field == "state" and entry.new == FieldState.PURGED for entry in entries):
        return ["Ein gelöschtes Feld kommt nicht zurück; die Sicherungsdatei hat seine Werte."]
    ended = any(entry.entity == "status_period" for entry in entries)
    if ended and entries[0].at < now() - timedelta(days=CORRECTION_DAYS):
        return [f"Ein Statuswechsel lässt sich nur {CORRECTION_DAYS} Tage lang zurücknehmen."]
    if undo_guards.somebody_elses(session, entries):
        return [undo_guards.NOT_YOURS]
    with db.elevated(session):  # what others built on it counts, also where the person may not read it
        newer, decided = undo_guards.built_upon(session, entries), undo_guards.after_the_decision(session, entries)
    return [undo_guards.EXAMINED] if decided else [NEWER] if newer else []


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
