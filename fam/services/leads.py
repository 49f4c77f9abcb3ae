"""Fallführung: each institution's Koordination says who works with a family, from when to when."""

from datetime import date

from sqlalchemy import or_
from sqlmodel import Session, col, select

from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.models import Account, AccountRole, Family, Lead
from fam.person import Person
from fam.rules.german import format_date
from fam.rules.terms import Institution, LeadKind, Role

NOT_AGREED = (
    "Die Familie hat dem Kontakt noch nicht zugestimmt: "
    "Bis dahin kann niemand der anderen Institution zuständig werden."
)


def assign(session: Session, family_id: int, institution: Institution, account_id: int | None, starts_on: date) -> Lead:
    """Make an account the lead of one institution from a day on; the previous lead ends there.

    For the Koordination of that institution. Raises NotAllowed, NotFound, IllegalStep before the family agreed to be
    contacted (other institution), InvalidForm for a person or a day that does not fit.
    """
    person: Person = session.info["person"]
    if not person.system and not (person.has(Role.COORDINATOR) and person.institution is institution):
        raise NotAllowed(f"Die Fallführung {institution.label} vergibt die Koordination {institution.label}.")
    return appoint(session, family_id, institution, account_id, starts_on)


def appoint(
    session: Session, family_id: int, institution: Institution, account_id: int | None, starts_on: date
) -> Lead:
    """Do what `assign` does, for services that checked the right to it themselves."""
    family = _family(session, family_id)
    if institution is not family.institution and not known_to_both(family):
        raise IllegalStep([NOT_AGREED])
    _check_account(session, institution, account_id)
    running = _running(session, family_id, institution, starts_on)
    for lead in running:
        if lead.starts_on == starts_on or lead.account_id == account_id:
            lead.account_id = account_id
            session.add(lead)
            session.flush()
            return lead
        lead.ends_on = starts_on
        session.add(lead)
    new = Lead(family_id=family_id, institution=institution, account_id=account_id, starts_on=starts_on)
    session.add(new)
    session.flush()
    return new


def end(session: Session, family_id: int, institution: Institution, ends_on: date) -> None:
    """End an institution's lead: `ends_on` is the first day without. For its Koordination; raises as `assign`."""
    person: Person = session.info["person"]
    if not person.system and not (person.has(Role.COORDINATOR) and person.institution is institution):
        raise NotAllowed(f"Die Fallführung {institution.label} beendet die Koordination {institution.label}.")
    _family(session, family_id)
    running = _running(session, family_id, institution, ends_on)
    if not running:
        raise NotFound("Am gewählten Tag gibt es keine Fallführung dieser Institution.")
    for lead in running:
        lead.ends_on = ends_on
        session.add(lead)
    session.flush()


def works_on(session: Session, family_id: int, *kinds: LeadKind) -> bool:
    """Return whether the person is lead or deputy (or one of these kinds only) of this family today."""
    person: Person = session.info["person"]
    query = select(Lead.id).where(
        Lead.family_id == family_id,
        Lead.account_id == person.account_id,
        Lead.starts_on <= person.today,
        or_(col(Lead.ends_on).is_(None), col(Lead.ends_on) > person.today),
        col(Lead.kind).in_(kinds or tuple(LeadKind)),
    )
    return person.has(Role.CASEWORKER) and session.exec(query).first() is not None


def known_to_both(family: Family) -> bool:
    """Return whether the other institution may know this family by name (issue: agreed, admitted or Altbestand)."""
    return bool(family.contact_agreed_on or family.legacy or family.admitted_on)


def _family(session: Session, family_id: int) -> Family:
    family = session.exec(select(Family).where(Family.id == family_id)).first()
    if family is None:
        raise NotFound
    return family


def _check_account(session: Session, institution: Institution, account_id: int | None) -> None:
    if account_id is None:
        raise InvalidForm({"account_id": "Bitte die Fachkraft wählen."})
    query = select(Account).join(AccountRole, col(AccountRole.account_id) == Account.id)
    account = session.exec(query.where(Account.id == account_id, AccountRole.role == Role.CASEWORKER)).first()
    if account is None or not account.active or account.institution is not institution:
        raise InvalidForm({"account_id": f"Bitte eine aktive Fachkraft von {institution.label} wählen."})


def _running(session: Session, family_id: int, institution: Institution, day: date) -> list[Lead]:
    """Return the leads of an institution that hold on a day; refuse a day before one that begins later."""
    query = select(Lead).where(
        Lead.family_id == family_id,
        Lead.institution == institution,
        Lead.kind == LeadKind.LEAD,
        or_(col(Lead.ends_on).is_(None), col(Lead.ends_on) > day),
    )
    leads = list(session.exec(query))
    if later := [lead.starts_on for lead in leads if lead.starts_on > day]:
        raise InvalidForm({"starts_on": f"Ab {format_date(min(later))} ist schon jemand eingetragen; bitte danach."})
    return leads
