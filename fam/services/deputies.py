"""Vertretung: a dated deputy for all families of a colleague (domain handbook §5.6: dated, never open-ended)."""

from contextlib import AbstractContextManager, nullcontext
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from fam import db
from fam.errors import InvalidForm, NotAllowed
from fam.models import Account, AccountRole, Lead
from fam.person import Person
from fam.queries import deputies
from fam.queries.deputies import Deputyship
from fam.rules.terms import LeadKind, Role


def appoint(
    session: Session, lead_account: int, deputy_account: int, starts_on: date | None, ends_on: date | None
) -> int:
    """Make somebody deputy in every family that a colleague leads, from `starts_on` until before `ends_on` (half-open).

    Returns the number of families. Raises InvalidForm per field (also if there is no family to deputise in),
    NotAllowed unless Administration, or Koordination of the same institution.
    """
    lead, deputy = session.get(Account, lead_account), session.get(Account, deputy_account)
    wrong = _wrong(session, lead, deputy, starts_on, ends_on)
    if wrong or lead is None or starts_on is None or ends_on is None:
        raise InvalidForm(wrong)
    person: Person = session.info["person"]
    coordinates = person.has(Role.COORDINATOR) and lead.institution == person.institution
    if not (person.system or person.has(Role.ADMINISTRATOR) or coordinates):
        raise NotAllowed
    with _past_the_scope(session):
        return _appoint(session, lead_account, deputy_account, starts_on, ends_on)


def _past_the_scope(session: Session) -> AbstractContextManager[object]:
    """Administration knows who stands in for whom and in how many families, but may not see which families."""
    person: Person = session.info["person"]
    return db.elevated(session) if person.has(Role.ADMINISTRATOR) else nullcontext()


def _appoint(session: Session, lead_account: int, deputy_account: int, starts_on: date, ends_on: date) -> int:
    taken = set(_families(session, deputy_account, starts_on, ends_on, tuple(LeadKind)))
    led = [lead for lead in _leads(session, lead_account, starts_on, ends_on) if lead.family_id not in taken]
    if not led:
        raise InvalidForm({"lead": "Hier ist in dieser Zeit keine Familie zu vertreten."})
    for row in led:
        session.add(
            Lead(
                family_id=row.family_id,
                account_id=deputy_account,
                institution=row.institution,
                kind=LeadKind.DEPUTY,
                starts_on=starts_on,
                ends_on=ends_on,
            )
        )
    session.flush()
    return len(led)


def _wrong(
    session: Session, lead: Account | None, deputy: Account | None, starts_on: date | None, ends_on: date | None
) -> dict[str, str]:
    wrong = {}
    if lead is None:
        wrong["lead"] = "Bitte wählen, wer vertreten wird."
    if deputy is None or not deputy.active or not _is_caseworker(session, deputy):
        wrong["deputy"] = "Bitte eine aktive Fachkraft wählen."
    elif lead is not None and (deputy.id == lead.id or deputy.institution != lead.institution):
        wrong["deputy"] = "Bitte eine andere Fachkraft derselben Institution wählen."
    if starts_on is None:
        wrong["starts_on"] = "Bitte angeben, ab wann."
    if ends_on is None:
        wrong["ends_on"] = "Bitte angeben, bis wann: Eine Vertretung hat immer ein Ende."
    elif starts_on is not None and ends_on <= starts_on:
        wrong["ends_on"] = "Das Ende liegt vor dem Beginn."
    return wrong


def _is_caseworker(session: Session, account: Account) -> bool:
    query = select(AccountRole).where(AccountRole.account_id == account.id, AccountRole.role == Role.CASEWORKER)
    return session.exec(query).first() is not None


def _leads(session: Session, account_id: int, starts_on: date, ends_on: date) -> list[Lead]:
    return list(
        session.exec(
            select(Lead).where(Lead.account_id == account_id, Lead.kind == LeadKind.LEAD, *_within(starts_on, ends_on))
        )
    )


def _families(
    session: Session, account_id: int, starts_on: date, ends_on: date, kinds: tuple[LeadKind, ...]
) -> list[int]:
    query = select(Lead.family_id).where(
        Lead.account_id == account_id, col(Lead.kind).in_(kinds), *_within(starts_on, ends_on)
    )
    return list(session.exec(query))


def _within(starts_on: date, ends_on: date) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """The row's half-open interval and the given one share a day."""
    return col(Lead.starts_on) < ends_on, sa.or_(col(Lead.ends_on).is_(None), col(Lead.ends_on) > starts_on)


def stop(session: Session, lead_ids: list[int]) -> None:
    """End deputies today; one that has not begun never begins."""
    person: Person = session.info["person"]
    with _past_the_scope(session):
        for row in session.exec(select(Lead).where(col(Lead.id).in_(lead_ids), Lead.kind == LeadKind.DEPUTY)):
            row.ends_on = max(row.starts_on, person.today)
            session.add(row)


def running(session: Session) -> list[Deputyship]:
    """Return the running deputyships that the person may know of: Administration all, others as they see the leads."""
    with _past_the_scope(session):
        return deputies.running(session)


def ending_soon(session: Session) -> list[Deputyship]:
    """Return those of `running` that end within two weeks."""
    with _past_the_scope(session):
        return deputies.ending_soon(session)
