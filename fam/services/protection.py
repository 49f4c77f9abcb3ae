"""Kinderschutz: the procedure and who to call are shown; of a report only that it happened is kept (handbook §5.7)."""

from datetime import date

from sqlmodel import Session

from fam.errors import InvalidForm, NotAllowed
from fam.models import ProtectionReport, Setting
from fam.person import Person
from fam.rules.terms import Institution, Role
from fam.services import records

CONTACTS = "protection_contacts"


def contacts(session: Session) -> str:
    """Return the telephone numbers that Koordination entered, or ""."""
    setting = session.get(Setting, CONTACTS)
    return str(setting.value) if setting else ""


def keep_contacts(session: Session, text: str) -> None:
    """Save the contacts; for Koordination and Administration."""
    person: Person = session.info["person"]
    if not (person.has(Role.COORDINATOR) or person.has(Role.ADMINISTRATOR)):
        raise NotAllowed
    setting = session.get(Setting, CONTACTS) or Setting(key=CONTACTS)
    setting.value = text.strip()[:2000]
    session.add(setting)
    session.flush()


def report(
    session: Session, family_id: int, reported_on: date | None, informed: bool | None, reason: str
) -> ProtectionReport:
    """Keep that something was passed on to the ASD's child protection: day, by whom, family informed; no content.

    Raises InvalidForm: a day is needed, and a reason where the family was not informed.
    """
    person: Person = session.info["person"]
    wrong = {}
    if reported_on is None:
        wrong["reported_on"] = "Bitte den Tag der Weitergabe angeben."
    if informed is None:
        wrong["family_informed"] = "Bitte angeben, ob die Familie informiert wurde."
    if informed is False and not reason.strip():
        wrong["reason_not_informed"] = "Bitte den Grund nennen, z. B. „würde den Schutz gefährden“."
    if wrong:
        raise InvalidForm(wrong)
    assert reported_on is not None
    return records.add(
        session,
        ProtectionReport(
            family_id=family_id,
            institution=person.institution or Institution.PRO_ARBEIT,
            reported_on=reported_on,
            author_id=person.account_id,
            family_informed=bool(informed),
            reason_not_informed=reason.strip()[:200],
        ),
    )
