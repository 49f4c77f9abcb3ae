"""The last net before a runtime value is stored: what its field's kind cannot hold lies under `<key>_raw`.

An undo or a restored record may bring back what was typed before a field changed its kind. Nothing of it is lost, and
no query meets a text among numbers (PostgreSQL would refuse every statement that reads the field).
"""

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam.fields import registry
from fam.fields.encoding import IDS, RAW, decode
from fam.fields.parsing import text_of
from fam.fields.spec import NUMBERS, FieldSpec, Kind

FORMS = {Kind.DATE: re.compile(r"\d{4}-\d\d-\d\d"), Kind.MONTH: re.compile(r"\d{4}-\d\d")}


def fits(kind: Kind, stored: Any) -> bool:
    """Return whether a stored value is one that this kind writes."""
    if kind in NUMBERS or kind in IDS or kind is Kind.BOOLEAN:
        return type(stored) is int
    if kind is Kind.CHOICES:
        return isinstance(stored, list) and all(type(one) is int for one in stored)
    if not isinstance(stored, str):
        return False
    if kind in FORMS:
        try:
            return bool(FORMS[kind].fullmatch(stored)) and decode(kind, stored) is not None
        except ValueError:
            return False
    return True


def fit(session: Session, rows: Sequence[Any]) -> None:
    """Put aside, in these records that are about to be saved, what does not fit the kind of its field."""
    known: dict[str, Sequence[FieldSpec]] = {}
    for row in rows:
        if sa.inspect(row).persistent and not sa.inspect(row).attrs.extra.history.has_changes():
            continue
        name = row.__table__.name
        if name not in known:
            known[name] = registry.definitions(session, name)
        strange = [
            field for field in known[name] if field.key in row.extra and not fits(field.kind, row.extra[field.key])
        ]
        if strange:
            row.extra = _aside(row.extra, strange)


def _aside(extra: dict[str, Any], strange: Sequence[FieldSpec]) -> dict[str, Any]:
    kept = {key: value for key, value in extra.items() if all(key != field.key for field in strange)}
    return kept | {field.key + RAW: plain_text(field, extra[field.key]) for field in strange}


def plain_text(field: FieldSpec, stored: Any) -> str:
    """Return as text what was stored while the field was of another kind; choices by their labels."""
    several = stored if isinstance(stored, list) else [stored]
    if field.labels and all(type(one) is int and one in field.labels for one in several):
        return text_of(field, stored) if isinstance(stored, list) else str(field.labels[stored])
    return "; ".join(str(one) for one in several)
