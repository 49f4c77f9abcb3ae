"""What was said about the entries of a family: counter-statements and restrictions, by the entry they belong to."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from fam.models import Family, FamilyStub, Statement
from fam.person import Person
from fam.readable import works_with
from fam.rules.protection_terms import StatementKind

T = TypeVar("T")


class Said(dict[tuple[str, int], list[Statement]]):
    """What stands beside each entry, by (table, id); `writable`: the person may write down more."""

    writable = False


def of_family(session: Session, family_id: int) -> Said:
    """Return what stands beside each entry of a family that the person may read: running ones, the oldest first."""
    person: Person = session.info["person"]
    query = select(Statement).where(Statement.family_id == family_id, col(Statement.lifted_on).is_(None))
    found = Said()
    for one in session.exec(query.order_by(col(Statement.stated_on), col(Statement.id))):
        found.setdefault((one.entity, one.record_id), []).append(one)
    own: Any = col(Family.id)
    mine = select(Family.id).where(Family.id == family_id, works_with(person, own))
    found.writable = session.exec(mine).first() is not None
    return found


def without_closed(session: Session, entity: str, rows: Sequence[T]) -> list[T]:
    """Return the rows (with their `id`) that may leave the program in a list: without those that are restricted."""
    query = select(Statement.record_id).where(
        Statement.entity == entity, Statement.kind == StatementKind.RESTRICTED, col(Statement.lifted_on).is_(None)
    )
    closed = set(session.exec(query).all())
    return [row for row in rows if getattr(row, "id", None) not in closed]


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
