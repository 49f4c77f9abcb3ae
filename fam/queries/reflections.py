"""What the team has learned, the newest first; what waits for its review; and the versions of the concept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from fam.models import Account, ConceptVersion, Reflection
from fam.person import Person
from fam.rules.reflections import ReflectionState
from fam.rules.terms import Role


@dataclass(frozen=True, slots=True)
class Lesson:
    """One reflection with the name of its owner."""

    row: Reflection
    owner: str

    @property
    def id(self) -> int:
        """The number of the reflection."""
        return self.row.id or 0


def lessons(session: Session) -> Sequence[Lesson]:
    """Return all lessons, the newest first."""
    query = (
        select(Reflection, Account.display_name)
        .join(Account, col(Account.id) == Reflection.owner_id, isouter=True)
        .order_by(col(Reflection.entered_on).desc(), col(Reflection.id).desc())
    )
    return [Lesson(row, owner or "") for row, owner in session.exec(query)]


def versions(session: Session) -> Sequence[ConceptVersion]:
    """Return all versions of the concept, the newest first."""
    order = (col(ConceptVersion.valid_from).desc(), col(ConceptVersion.id).desc())
    return session.exec(select(ConceptVersion).order_by(*order)).all()


@dataclass(frozen=True, slots=True)
class DueReview:
    """A decision whose review is due."""

    id: int
    title: str
    owner: str
    day: date


def due(session: Session, limit: int) -> list[DueReview]:
    """Return one's own decisions whose review is due, for Koordination also those of people who have left."""
    person: Person = session.info["person"]
    mine = col(Reflection.owner_id) == person.account_id
    if person.has(Role.COORDINATOR):
        mine = or_(mine, col(Account.active).is_(False))
    query = (
        select(col(Reflection.id), col(Reflection.title), col(Account.display_name), col(Reflection.review_on))
        .join(Account, col(Account.id) == Reflection.owner_id)
        .where(Reflection.state == ReflectionState.DECIDED, col(Reflection.review_on) <= person.today, mine)
        .order_by(col(Reflection.review_on), col(Reflection.id))
        .limit(limit)
    )
    return [DueReview(number or 0, title, owner, day) for number, title, owner, day in session.exec(query) if day]
