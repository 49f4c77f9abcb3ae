"""Past imports and their reports, for both Koordinationen."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from fam.models import Account, Family, ImportBatch, ImportRow


@dataclass(frozen=True, slots=True)
class Import:
    """One import: `counts` says how many rows had which outcome (codes new, changed, same, doubtful, refused)."""

    id: int
    file_name: str
    at: datetime
    who: str
    undone_at: datetime | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of a report; `outcome` is a code, or "" for a line that is no row of the list."""

    sheet: str
    row: int
    outcome: str
    number: str
    reasons: tuple[str, ...]
    cells: Mapping[str, str]


def past(session: Session, limit: int = 50) -> list[Import]:
    """Return the imports, the newest first."""
    batches = session.exec(select(ImportBatch).order_by(col(ImportBatch.id).desc()).limit(limit)).all()
    names = dict(session.exec(select(Account.id, Account.display_name)).all())
    ids = [batch.id for batch in batches]
    counted = (
        select(ImportRow.batch_id, ImportRow.outcome, func.count())
        .where(col(ImportRow.batch_id).in_(ids))
        .group_by(col(ImportRow.batch_id), col(ImportRow.outcome))
    )
    counts: dict[int, Counter[str]] = {}
    for batch_id, outcome, number in session.exec(counted):
        counts.setdefault(batch_id, Counter())[outcome] = number
    return [
        Import(
            batch.id or 0,
            batch.file_name,
            batch.created_at,
            names.get(batch.created_by, "Kommandozeile"),
            batch.undone_at,
            counts.get(batch.id or 0, Counter()),
        )
        for batch in batches
    ]


def report(session: Session, batch_id: int) -> list[ReportRow]:
    """Return every row of an import with its cells, then every other filled line of the file with its reason."""
    batch = session.exec(select(ImportBatch).where(ImportBatch.id == batch_id)).first()
    if batch is None:
        return []
    query = select(ImportRow).where(ImportRow.batch_id == batch_id).order_by(col(ImportRow.id))
    rows = session.exec(query).all()
    numbers = dict(
        session.exec(
            select(Family.id, Family.number).join(ImportRow, col(ImportRow.family_id) == Family.id).where(
                ImportRow.batch_id == batch_id
            )
        ).all()
    )  # fmt: skip
    found = [
        ReportRow(
            row.sheet, row.row, row.outcome, numbers.get(row.family_id, ""),
            tuple(reason["sentence"] for reason in row.reasons or ()), row.cells or {},
        )
        for row in rows
    ]  # fmt: skip
    lines = (batch.report or {}).get("lines", [])
    return found + [
        ReportRow(line["sheet"], line["row"], "", "", (line["why"],), {"Zeile": line["text"]}) for line in lines
    ]


def remarks(session: Session, batch_id: int) -> list[str]:
    """Return the sentences about how a file was read."""
    batch = session.exec(select(ImportBatch).where(ImportBatch.id == batch_id)).first()
    return list((batch.report or {}).get("remarks", [])) if batch else []
