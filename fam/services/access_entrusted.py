"""What is entrusted (§ 65 SGB VIII) and concerns somebody who asked for access: its author alone decides about it."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, or_, select

from fam.errors import IllegalStep, NotAllowed
from fam.models import AccessRequest, Meeting, Note, Task
from fam.person import Person
from fam.rules.protection_terms import RequestState
from fam.rules.terms import Confidentiality
from fam.services.access_requests import find

MODELS: tuple[Any, ...] = (Meeting, Task, Note)


def mine(session: Session, request: AccessRequest) -> Sequence[Any]:
    """Return the person's own entrusted entries about who asked, or about the whole family."""
    person: Person = session.info["person"]
    found: list[Any] = []
    for model in MODELS:
        query = select(model).where(
            model.family_id == request.family_id,
            model.confidentiality == Confidentiality.ENTRUSTED,
            model.author_id == person.account_id,
            or_(col(model.about_id) == request.member_id, col(model.about_id).is_(None)),
        )
        found += session.exec(query.order_by(model.event_on, model.id)).all()
    return found


def key_of(row: Any) -> str:
    """Return how an entry is named in an Auskunft."""
    return f"{row.__tablename__}:{row.id}"


def settle(session: Session, request_id: int, chosen: Sequence[str]) -> AccessRequest:
    """Say which of one's own entrusted entries the person gets to read; all others are only counted.

    Raises NotFound, NotAllowed for entries of others, IllegalStep once the Auskunft is released.
    """
    person: Person = session.info["person"]
    request = find(session, request_id)
    if request.state is not RequestState.OPEN:
        raise IllegalStep(["Die Auskunft ist schon freigegeben."])
    own = {key_of(row) for row in mine(session, request)}
    if not set(chosen) <= own:
        raise NotAllowed
    request.entrusted = sorted({*(set(request.entrusted) - own), *chosen})
    request.looked_by = sorted({*request.looked_by, person.account_id})
    session.add(request)
    session.flush()
    return request
