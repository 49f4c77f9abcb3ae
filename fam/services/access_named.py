"""A request of somebody who turns to Datenschutz or Koordination, who do not read who belongs to a family."""

from datetime import date
from typing import Any

from sqlmodel import Session, select

from fam import db
from fam.errors import InvalidForm, NotAllowed
from fam.models import AccessRequest, Family, FamilyStub, Member
from fam.person import Person
from fam.rules.folding import fold
from fam.rules.terms import Role
from fam.services import access_requests

UNKNOWN = "Zu dieser Nummer und diesem Namen ist niemand zu finden."


def ask(session: Session, number: str, name: str, requested_on: date | None) -> AccessRequest:
    """Write down the request of somebody who says their FAM number and first name (and family name).

    The answer is the same for an unknown number and for a name that is not there. Raises InvalidForm, NotAllowed.
    """
    person: Person = session.info["person"]
    if not (person.has(Role.DATA_PROTECTION) or person.has(Role.COORDINATOR)):
        raise NotAllowed
    of: Any = FamilyStub if person.has(Role.DATA_PROTECTION) else Family  # Koordination: heads that it may read
    family_id = session.exec(select(of.id).where(of.number == number.strip().upper())).first()
    member_id = _named(session, family_id, name) if family_id else None
    if family_id is None or member_id is None:
        raise InvalidForm({"name": UNKNOWN})
    with db.elevated(session):
        return access_requests.ask(session, family_id, member_id, requested_on)


def _named(session: Session, family_id: int, name: str) -> int | None:
    """Return the one person of a family who is called so; None if there is none, or more than one."""
    said = fold(name)
    with db.elevated(session):
        family = session.exec(select(Family).where(Family.id == family_id)).one()
        members = session.exec(select(Member).where(Member.family_id == family_id)).all()
    found = [
        one.id for one in members
        if said in (fold(one.first_name), fold(f"{one.first_name} {one.last_name or family.name}"))
    ]  # fmt: skip
    return found[0] if said and len(found) == 1 else None
