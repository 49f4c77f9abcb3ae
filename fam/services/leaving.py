"""Somebody leaves: the account is switched off, open cases and tasks go to a colleague or to Koordination."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from fam import db
from fam.errors import InvalidForm
from fam.models import Account, AccountRole, Lead, Task
from fam.person import Person
from fam.rules.terms import Confidentiality, LeadKind, Role
from fam.services import accounts


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of the open work: cases and tasks with the successor, and those left to Koordination."""

    cases: int = 0
    cases_left: int = 0
    tasks: int = 0
    tasks_left: int = 0


def deactivate(session: Session, account_id: int, successor_id: int | None) -> HandedOver:
    """Switch an account off and hand its open cases and tasks over; without a successor they are left to Koordination.

    A case without a successor has no lead of this institution from today on, which Koordination sees as a gap.
    Raises InvalidForm unless the successor is an active Fachkraft of the same institution; NotAllowed as `switch_off`.
    """
    person: Person = session.info["person"]
    leaving = accounts.switch_off(session, account_id)
    with db.elevated(session):
        successor = _successor(session, leaving, successor_id)
        today = person.today
        moved = [_hand_over_case(session, lead, successor, today) for lead in _open_leads(session, leaving, today)]
        tasks = [_hand_over_task(session, task, leaving, successor, today) for task in _open_tasks(session, leaving)]
    return HandedOver(moved.count(True), moved.count(False), tasks.count(True), tasks.count(False))


def _successor(session: Session, leaving: Account, successor_id: int | None) -> Account | None:
    if successor_id is None:
        return None
    account = session.get(Account, successor_id)
    works = select(AccountRole).where(AccountRole.account_id == successor_id, AccountRole.role == Role.CASEWORKER)
    fits = account and account.active and account.id != leaving.id and session.exec(works).first()
    if not fits or account is None or account.institution != leaving.institution:
        raise InvalidForm({"successor": "Bitte eine aktive Fachkraft derselben Institution wählen."})
    return account


def _open_leads(session: Session, leaving: Account, today: date) -> list[Lead]:
    running = sa.or_(col(Lead.ends_on).is_(None), col(Lead.ends_on) > today)
    return list(session.exec(select(Lead).where(Lead.account_id == leaving.id, running)))


def _open_tasks(session: Session, leaving: Account) -> list[Task]:
    """What is entrusted (§ 65 SGB VIII) goes to nobody: it stays with who wrote it, unread and uncounted."""
    level = col(Task.confidentiality) != Confidentiality.ENTRUSTED
    return list(session.exec(select(Task).where(Task.owner_id == leaving.id, col(Task.done_on).is_(None), level)))


def _hand_over_case(session: Session, lead: Lead, successor: Account | None, today: date) -> bool | None:
    """End a lead today and begin the successor's; True if somebody leads on, None for a mere deputy."""
    lead.ends_on = max(lead.starts_on, today)
    session.add(lead)
    if lead.kind is LeadKind.DEPUTY:
        return None
    if successor is None:
        return False
    if not _leads(session, successor, lead.family_id, today):
        session.add(
            Lead(
                family_id=lead.family_id,
                account_id=successor.id,
                institution=lead.institution,
                kind=LeadKind.LEAD,
                starts_on=lead.ends_on,
            )
        )
        session.flush()
    return True


def _leads(session: Session, account: Account, family_id: int, today: date, *kinds: LeadKind) -> bool:
    query = select(Lead.id).where(
        Lead.family_id == family_id,
        Lead.account_id == account.id,
        col(Lead.kind).in_(kinds or (LeadKind.LEAD,)),
        sa.or_(col(Lead.ends_on).is_(None), col(Lead.ends_on) > today),
    )
    return session.exec(query).first() is not None


def _hand_over_task(session: Session, task: Task, leaving: Account, successor: Account | None, today: date) -> bool:
    """Give a task to the successor if they work with the family, else leave it without an owner, with a hint whose."""
    works_with_it = successor is not None and _leads(session, successor, task.family_id, today, *LeadKind)
    task.owner_id = successor.id if successor and works_with_it else None
    if task.owner_id is None:
        task.owner_text = task.owner_text or f"bisher {leaving.display_name}"
    session.add(task)
    return works_with_it
