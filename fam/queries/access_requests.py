"""Requests for access as their readers may know them: by number and date, with what is due."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from fam.models import AccessRequest, FamilyStub, Meeting, Note, Task
from fam.person import Person
from fam.rules.access_request import due_on
from fam.rules.protection_terms import RequestState
from fam.rules.terms import Confidentiality

RUNNING = (RequestState.OPEN, RequestState.RELEASED)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request: the family's number, the days, where it stands."""

    id: int
    family_id: int
    number: str
    member_id: int | None
    requested_on: date
    due_on: date
    extended: bool
    state: RequestState
    answered_on: date | None

    def overdue(self, today: date) -> bool:
        """Whether the answer is late."""
        return self.state in RUNNING and today > self.due_on


def find(session: Session, *, running: bool = False, offset: int = 0, size: int = 50) -> tuple[list[RequestRow], int]:
    """Return one page of the requests that the person may know, the oldest running ones first, and how many."""
    conditions = [col(AccessRequest.state).in_(RUNNING)] if running else []
    total = session.exec(select(func.count(col(AccessRequest.id))).where(*conditions)).one()
    done = col(AccessRequest.state).not_in(RUNNING)
    query = _rows().where(*conditions).order_by(done, col(AccessRequest.requested_on), col(AccessRequest.id))
    return [_row(*found) for found in session.exec(query.offset(offset).limit(size))], total


def of_family(session: Session, family_id: int) -> list[RequestRow]:
    """Return the requests of one family, the newest first."""
    query = _rows().where(AccessRequest.family_id == family_id).order_by(col(AccessRequest.id).desc())
    return [_row(*found) for found in session.exec(query)]


def due(session: Session, limit: int = 50) -> list[RequestRow]:
    """Return the running requests, the oldest first: what Datenschutz and Koordination must not forget."""
    return find(session, running=True, size=limit)[0]


def to_look_at(session: Session, limit: int = 50) -> list[RequestRow]:
    """Return open requests for which the person has entrusted entries that nobody else may read, not yet looked at."""
    person: Person = session.info["person"]
    query = _rows().where(AccessRequest.state == RequestState.OPEN).order_by(col(AccessRequest.requested_on))
    rows = [found for found in session.exec(query.limit(500)) if person.account_id not in found[0].looked_by]
    return [_row(*found) for found in rows if _entrusted(session, person, found[0])][:limit]


def _entrusted(session: Session, person: Person, request: AccessRequest) -> bool:
    models: tuple[Any, ...] = (Note, Meeting, Task)
    return any(
        session.exec(
            select(model.id).where(
                model.family_id == request.family_id, model.confidentiality == Confidentiality.ENTRUSTED,
                model.author_id == person.account_id,
                col(model.about_id).is_(None) | (col(model.about_id) == request.member_id),
            ).limit(1)
        ).first() is not None
        for model in models
    )  # fmt: skip


def load(session: Session, request_id: int) -> AccessRequest | None:
    """Return a request that the person may know, else None."""
    return session.exec(select(AccessRequest).where(AccessRequest.id == request_id)).first()


def _rows() -> Any:
    return select(AccessRequest, FamilyStub.number).join(FamilyStub, col(FamilyStub.id) == AccessRequest.family_id)


def _row(request: AccessRequest, number: str) -> RequestRow:
    extended = bool(request.extension)
    return RequestRow(
        id=request.id or 0,
        family_id=request.family_id,
        number=number,
        member_id=request.member_id,
        requested_on=request.requested_on,
        due_on=due_on(request.requested_on, extended=extended),
        extended=extended,
        state=request.state,
        answered_on=request.answered_on,
    )
