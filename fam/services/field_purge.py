"""The end of a field: its values leave every record, after a backup and with its label typed."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from fam import config, db
from fam.errors import IllegalStep, InvalidForm
from fam.exchange.excel import to_csv
from fam.fields import indexes, purging, registry
from fam.fields.encoding import RAW, decode
from fam.fields.parsing import text_of
from fam.fields.spec import FieldSpec
from fam.models import Family, FieldDef
from fam.queries import lists
from fam.rules import labels
from fam.rules.terms import FieldState
from fam.services import field_making, field_values

HEADERS = ("FAM-Nummer", "Eintrag", "Wert", "Nicht lesbar (Original)", "Gespeichert")
CHANGED = "Seit der Sicherung hat sich etwas geändert. Bitte noch einmal sichern."


@dataclass(frozen=True, slots=True)
class Backup:
    """A field's values before it is purged. `text` is the CSV of what the person may read, for them to keep; the whole
    lies in the operator's folder as `file`. `mark` proves to `purge` that nothing came in since."""

    text: str
    readable: int
    total: int
    file: str
    mark: str


def backup(session: Session, field_id: int) -> Backup:
    """Write all values of a retired field into a file of the operator's folder and return the readable part.

    Raises IllegalStep unless the field is out of use, NotFound, NotAllowed.
    """
    row = _purgeable(session, field_id)
    with db.elevated(session):
        everything = _rows(session, row)
    mine = _rows(session, row) if _may_read(session, row) else []
    whole = to_csv(HEADERS, everything)
    mark = hashlib.sha256(whole.encode()).hexdigest()
    file = _kept(config.backup_folder() / f"feld-{row.entity}-f_{row.id}-{mark[:8]}.csv", whole)
    return Backup(to_csv(HEADERS, mine), len(mine), len(everything), file, mark)


def purge(session: Session, field_id: int, typed: str, mark: str) -> int:
    """Remove a retired field for ever and return from how many records its values were taken.

    `typed` must be its label, `mark` that of a backup of exactly these values. Its key is never used again; where it
    stands in a view it is passed over. Raises InvalidForm, IllegalStep, NotFound, NotAllowed.
    """
    row = _purgeable(session, field_id)
    if labels.norm(typed) != labels.norm(row.label):
        raise InvalidForm({"typed": "Das ist nicht die Bezeichnung des Feldes."})
    with db.elevated(session):
        now = hashlib.sha256(to_csv(HEADERS, _rows(session, row)).encode()).hexdigest()
    if not mark or now != mark:
        raise IllegalStep([CHANGED])
    done = purging.clear(session, registry.extendable()[row.entity], f"f_{row.id}")
    row.state, row.indexed, row.is_unique = FieldState.PURGED, False, False
    row.default, row.shown_when = None, None
    session.add(row)
    indexes.refresh(session)
    return done


def _purgeable(session: Session, field_id: int) -> FieldDef:
    row = field_making.find(session, field_id)
    if row.state is not FieldState.RETIRED:
        raise IllegalStep(["Gelöscht werden kann nur ein stillgelegtes Feld."])
    if row.column_name:
        raise IllegalStep(["Das Feld hat eine feste Spalte. Bitte zuerst zurückstufen."])
    return row


def _may_read(session: Session, row: FieldDef) -> bool:
    return registry.field_by_key(session, f"f_{row.id}") is not None


def _rows(session: Session, row: FieldDef) -> list[tuple[Any, ...]]:
    model, field = registry.extendable()[row.entity], field_values.spec_of(session, row)
    family = model.id if model is Family else model.family_id
    query = select(model.id, model.extra, Family.number).join_from(model, Family, col(Family.id) == family)
    if model is Family:
        query = select(Family.id, Family.extra, Family.number)
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
