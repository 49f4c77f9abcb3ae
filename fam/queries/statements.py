"""What was said about the entries of a family: counter-statements and restrictions, by the entry they belong to."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from fam.models import FamilyStub, Statement
from fam.rules.terms import StatementKind

Said = Mapping[tuple[str, int], Sequence[Statement]]


def of_family(session: Session, family_id: int) -> Said:
    """Return what stands beside each entry of a family that the person may read: running ones, the oldest first."""
    query = select(Statement).where(Statement.family_id == family_id, col(Statement.lifted_on).is_(None))
    found: dict[tuple[str, int], list[Statement]] = {}
    for one in session.exec(query.order_by(col(Statement.stated_on), col(Statement.id))):
        found.setdefault((one.entity, one.record_id), []).append(one)
    return found


def of_entry(session: Session, entity: str, record_id: int) -> Sequence[Statement]:
    """Return what stands beside one entry."""
    query = select(Statement).where(
        Statement.entity == entity, Statement.record_id == record_id, col(Statement.lifted_on).is_(None)
    )
    return session.exec(query.order_by(col(Statement.stated_on), col(Statement.id))).all()


def restricted(session: Session, family_id: int | None = None) -> Sequence[tuple[Statement, str]]:
    """Return the running restrictions that the person may know, with the family's number, the oldest first."""
    query = (
        select(Statement, FamilyStub.number)
        .join(FamilyStub, col(FamilyStub.id) == Statement.family_id)
        .where(Statement.kind == StatementKind.RESTRICTED, col(Statement.lifted_on).is_(None))
    )
    if family_id is not None:
        query = query.where(Statement.family_id == family_id)
    return session.exec(query.order_by(col(Statement.stated_on), col(Statement.id))).all()
