"""A field's values as a file in the operator's folder: before they are purged, and before a column is made of them."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from fam import config, db
from fam.exchange.excel import to_csv
from fam.fields import registry
from fam.fields.encoding import RAW, decode
from fam.fields.parsing import text_of
from fam.fields.spec import FieldSpec
from fam.models import Family, FieldDef
from fam.models.base import Content
from fam.queries import lists
from fam.rules.terms import Confidentiality
from fam.services import field_values

HEADERS = ("FAM-Nummer", "Eintrag", "Wert", "Nicht lesbar (Original)", "Gespeichert")


def whole(session: Session, row: FieldDef) -> str:
    """Return all values of a field as CSV, also of records that the person does not read: what `mark` proves."""
    with db.elevated(session):
        return to_csv(HEADERS, rows(session, row))


def for_operator(session: Session, row: FieldDef) -> str:
    """Return what the operator's file may hold: all but what is entrusted (§ 65 SGB VIII), which nobody else reads."""
    with db.elevated(session):
        return to_csv(HEADERS, rows(session, row, entrusted=False))


def keep(row: FieldDef, text: str) -> str:
    """Write the CSV into the operator's folder and return the file's name; the same values are the same file."""
    return _kept(config.backup_folder() / f"feld-{row.entity}-f_{row.id}-{mark(text)[:8]}.csv", text)


def mark(text: str) -> str:
    """Return what tells one state of a field's values from any other."""
    return hashlib.sha256(text.encode()).hexdigest()


def rows(session: Session, row: FieldDef, *, entrusted: bool = True) -> Sequence[tuple[Any, ...]]:
    """Return a line per record that the session may read and that holds something (columns: HEADERS)."""
    model, field = registry.extendable()[row.entity], field_values.spec_of(session, row)
    family = model.id if model is Family else model.family_id
    query = select(model.id, model.extra, Family.number).join_from(model, Family, col(Family.id) == family)
    if model is Family:
        query = select(Family.id, Family.extra, Family.number)
    if not entrusted and issubclass(model, Content):
        query = query.where(col(model.confidentiality) != Confidentiality.ENTRUSTED)
    people = lists.everybody(session)
    found = []
    for number, extra, family_number in session.exec(query.order_by(sa.asc(model.id))):
        stored, raw = (extra or {}).get(field.key), (extra or {}).get(field.key + RAW)
        if stored is not None or raw is not None:
            text = _text(field, stored, people)
            found.append((family_number, number, text, raw, None if stored is None else str(stored)))
    return found


def _text(field: FieldSpec, stored: Any, people: dict[int, str]) -> str:
    return "" if stored is None else text_of(field, decode(field.kind, stored), people=people)


def _kept(path: Path, text: str) -> str:
    """Write a file that only the operator reads, complete or not at all, and return its name."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)
    return path.name
