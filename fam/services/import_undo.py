"""An import is taken back as a whole, as long as nobody worked on what it brought."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from fam import db
from fam.errors import IllegalStep, NotFound
from fam.models import ChangeEntry, Family, ImportBatch, now
from fam.rules.german import plural
from fam.services.changes import take_back
from fam.services.imports import check_right

SHOWN = 5  # FAM numbers in a sentence
NOT_FAMILIES = ("import_batch", "import_profile", "import_name")


def undo(session: Session, batch_id: int) -> int:
    """Take an import back and return how many families it had brought: they are gone with everything on them.

    Families it had only changed are as before. Columns and names stay remembered, and so does the report. Raises
    NotFound, NotAllowed, and IllegalStep with the FAM numbers of families that somebody worked on since.
    """
    check_right(session)
    batch = session.exec(select(ImportBatch).where(ImportBatch.id == batch_id)).first()
    if batch is None or batch.undone_at is not None:
        raise NotFound
    with db.elevated(session):
        transaction = (batch.report or {}).get("transaction", "")
        created = list(session.exec(select(Family).where(Family.import_id == batch_id)))
        ids = {family.id for family in created}
        changed = _entries(session, transaction, ids)
        if reasons := blockers(session, transaction, created, changed):
            raise IllegalStep(reasons)
        take_back(session, changed)
        for family in created:
            session.delete(family)
        batch.undone_at = now()
        session.add(batch)
    return len(created)


def blockers(
    session: Session, transaction: str, created: Sequence[Family], changed: Sequence[ChangeEntry]
) -> list[str]:
    """Return the German sentences that say why an import cannot be taken back any more."""
    ids = {family.id for family in created}
    query = select(ChangeEntry.family_id, ChangeEntry.entity, ChangeEntry.record_id).where(
        ChangeEntry.batch != transaction, col(ChangeEntry.id) > _last(session, transaction)
    )
    records = {(entry.entity, entry.record_id) for entry in changed}
    newer = [row for row in session.exec(query) if row[0] in ids or (row[1], row[2]) in records]
    later = session.exec(select(Family.previous_id).where(col(Family.previous_id).is_not(None)))
    worked_on = {row[0] for row in newer} | (set(later) & ids)
    if not worked_on:
        return []
    numbers = sorted(session.exec(select(Family.number).where(col(Family.id).in_(list(worked_on)[:500]))))
    more = " und weiteren" if len(worked_on) > SHOWN else ""
    return [
        f"Der Import lässt sich nicht mehr zurücknehmen: An {plural(len(worked_on), 'Familie', 'Familien')} "
        f"wurde seither gearbeitet ({', '.join(numbers[:SHOWN])}{more})."
    ]


def _last(session: Session, transaction: str) -> int:
    query = select(ChangeEntry.id).where(ChangeEntry.batch == transaction).order_by(col(ChangeEntry.id).desc())
    return session.exec(query.limit(1)).first() or 0


def _entries(session: Session, transaction: str, created: set[int | None]) -> list[ChangeEntry]:
    """What the import changed on families that were there before."""
    query = select(ChangeEntry).where(ChangeEntry.batch == transaction, col(ChangeEntry.entity).not_in(NOT_FAMILIES))
    return [entry for entry in session.exec(query.order_by(col(ChangeEntry.id))) if entry.family_id not in created]
