"""What was said about the entries of a family: counter-statements and restrictions, by the entry they belong to."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from fam.models import Account, Family, FamilyStub, Member, Statement
from fam.person import Person
from fam.readable import works_with
from fam.rules.protection_terms import StatementKind

T = TypeVar("T")


class Said(dict[tuple[str, int], list[Statement]]):
    """What stands beside each entry, by (table, id); `writable`: the person may write down more, said by `members`."""

    def __init__(self, writable: bool = False, members: Mapping[int, str] | None = None) -> None:
        super().__init__()
        self.writable, self.members = writable, members or {}
        self.ended: dict[tuple[str, int], list[tuple[Statement, str]]] = {}  # with who ended it


def of_family(session: Session, family_id: int) -> Said:
    """Return what stands beside each entry of a family that the person may read, the oldest first; ended ones apart."""
    person: Person = session.info["person"]
    own: Any = col(Family.id)
    mine = select(Family.id).where(Family.id == family_id, works_with(person, own))
    names = select(Member.id, Member.first_name).where(Member.family_id == family_id).order_by(col(Member.id))
    members = {number or 0: name for number, name in session.exec(names)}
    found = Said(session.exec(mine).first() is not None, members)
    query = (
        select(Statement, Account.display_name)
        .join(Account, col(Account.id) == Statement.lifted_by, isouter=True)
        .where(Statement.family_id == family_id)
        .order_by(col(Statement.stated_on), col(Statement.id))
    )
    for one, name in session.exec(query):
        key = (one.entity, one.record_id)
        if one.lifted_on is None:
            found.setdefault(key, []).append(one)
        else:
            found.ended.setdefault(key, []).append((one, name or ""))
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
