"""What happened to a field's kind: every change of it, the newest first, and which one can be taken back next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from fam.fields.spec import Kind
from fam.models import Account, FieldConversion


@dataclass(frozen=True, slots=True)
class Past:
    """One change of kind; `next_back` is the one that can be taken back now."""

    id: int
    at: datetime
    who: str
    before: Kind
    after: Kind
    counts: Mapping[str, Any]
    reverted: bool
    next_back: bool


def conversions(session: Session, field_id: int) -> Sequence[Past]:
    """Return the changes of a field's kind, the newest first."""
    query = (
        select(FieldConversion, Account.display_name)
        .join(Account, col(Account.id) == FieldConversion.created_by, isouter=True)
        .where(FieldConversion.field_id == field_id)
        .order_by(col(FieldConversion.id).desc())
    )
    rows = session.exec(query).all()
    newest = next((row.id for row, _name in rows if not row.reverted), None)
    return [
        Past(row.id or 0, row.created_at, name or "", Kind(row.before["kind"]), Kind(row.after["kind"]),
             row.counts or {}, row.reverted, row.id == newest)
        for row, name in rows
    ]  # fmt: skip
