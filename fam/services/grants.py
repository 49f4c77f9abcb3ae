""" "Zugriff mit Begründung": one's own institution's side of a file, for 24 hours, seen by both leads at once."""

from datetime import timedelta

from sqlmodel import Session, col, or_, select

from fam import db
from fam.errors import InvalidForm, NotAllowed, NotFound
from fam.models import AccessGrant, Family, Lead, now
from fam.person import Person
from fam.rules.terms import Role, Status

HOURS = 24
SHORTEST_REASON = 10


def open_file(session: Session, number: str, reason: str) -> AccessGrant:
    """Open the own institution's side of a file by its FAM number.

    For Fachkräfte. Raises NotAllowed, InvalidForm without a real reason, and NotFound alike for an unknown number and
    for a family that the own institution has nothing to do with: nobody learns who is known to the other side.
    """
    person: Person = session.info["person"]
    if not person.has(Role.CASEWORKER):
        raise NotAllowed
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidForm({"reason": "Bitte kurz begründen, wofür der Zugriff gebraucht wird."})
    family_id = _own_side(session, person, number)
    grant = AccessGrant(
        account_id=person.account_id,
        family_id=family_id,
        reason=reason.strip()[:500],
        ends_at=now() + timedelta(hours=HOURS),
    )
    session.add(grant)
    session.flush()
    return grant


def _own_side(session: Session, person: Person, number: str) -> int:
    with db.elevated(session):
        led = select(Lead.family_id).where(
            Lead.institution == person.institution, or_(col(Lead.ends_on).is_(None), col(Lead.ends_on) > person.today)
        )
        query = select(Family.id).where(
            Family.number == number.strip().upper(),
            Family.status != Status.ANONYMISED,
            or_(Family.institution == person.institution, col(Family.id).in_(led)),
        )
        found = session.exec(query).first()
    if found is None:
        raise NotFound
    return found
