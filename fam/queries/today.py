"""What today asks of a person beyond meetings, tasks and proposals: one query per kind, each limited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists
from sqlmodel import Session, col, func, or_, select

from fam.models import AccessGrant, Account, AccountRole, Family, Lead, StatusPeriod, now
from fam.person import Person
from fam.queries.families import current
from fam.queries.proposals import ToDo
from fam.queries.reviews import ReviewRow, due_of
from fam.rules.german import format_date
from fam.rules.periods import add_months
from fam.rules.terms import IN_STOCK, Institution, LeadKind, Role, Status

GAP_AFTER = timedelta(days=14)  # a tandem with one side only
PAUSE_MONTHS = 3
GRANTS_SHOWN = timedelta(days=7)


def reviews(session: Session, limit: int = 50) -> list[ToDo]:
    """Return the reviews of one's own active families that today concerns, the most urgent first."""
    person: Person = session.info["person"]
    mine = (col(Lead.family_id) == Family.id, col(Lead.account_id) == person.account_id, *current(person.today))
    query = (
        select(Family)
        .where(exists().where(*mine), Family.status == Status.ACTIVE, col(Family.admitted_on).is_not(None))
        .limit(500)
    )
    families = {family.id: family for family in session.exec(query)}
    due = due_of(session, list(families.values()))
    found = [
        ToDo(families[one].number, families[one].name, _reviewed(rows), min(row.due_on or person.today for row in rows))
        for one, rows in due.items()
    ]
    return sorted(found, key=lambda one: (one.day or person.today, one.number))[:limit]


def _reviewed(rows: Sequence[ReviewRow]) -> str:
    return " · ".join(f"{row.kind.label}: {row.standing.label}" for row in rows)


@dataclass(frozen=True, slots=True)
class GrantRow:
    """Somebody opened one of my families with a reason."""

    number: str
    name: str
    who: str
    reason: str
    at: datetime


def grants(session: Session, limit: int = 20) -> list[GrantRow]:
    """Return accesses with a reason to one's own families in the last seven days, by others."""
    person: Person = session.info["person"]
    mine = select(col(Lead.family_id)).where(Lead.account_id == person.account_id, *current(person.today))
    query = (
        select(AccessGrant, Family.number, Family.name, Account.display_name)
        .join(Family, col(Family.id) == AccessGrant.family_id)
        .join(Account, col(Account.id) == AccessGrant.account_id)
        .where(col(AccessGrant.family_id).in_(mine), AccessGrant.account_id != person.account_id)
        .where(AccessGrant.starts_at > now() - GRANTS_SHOWN)
        .order_by(col(AccessGrant.starts_at).desc())
        .limit(limit)
    )
    return [
        GrantRow(number, name, who, grant.reason, grant.starts_at) for grant, number, name, who in session.exec(query)
    ]


def tandem_gaps(session: Session, limit: int = 50) -> list[ToDo]:
    """Return active families in which an institution has had no lead for more than 14 days; for Koordination.

    That one's own side of an imported case lacks its lead is among what is to be completed (`proposals.to_complete`).
    """
    person: Person = session.info["person"]
    leads = exists().where(col(Lead.family_id) == Family.id, col(Lead.kind) == LeadKind.LEAD, *current(person.today))
    query = (
        select(Family)
        .where(
            Family.status == Status.ACTIVE, or_(*(~leads.where(col(Lead.institution) == one) for one in Institution))
        )
        .order_by(col(Family.admitted_on).nulls_first(), col(Family.id))
        .limit(limit)
    )
    families = session.exec(query).all()
    return _gaps(session, families, person)


def _gaps(session: Session, families: Sequence[Family], person: Person) -> list[ToDo]:
    """Since when a side is missing: the end of its last lead, else the admission."""
    leads: dict[tuple[int, Institution], date] = {}
    query = select(Lead).where(col(Lead.family_id).in_([family.id for family in families]), Lead.kind == LeadKind.LEAD)
    for lead in session.exec(query):
        key = (lead.family_id, lead.institution)
        leads[key] = max(leads.get(key, date.min), lead.ends_on or date.max)
    found = []
    for family in families:
        for side in Institution:
            if family.legacy and side is person.institution:
                continue
            since = leads.get((family.id or 0, side), family.admitted_on or family.received_on)
            if since + GAP_AFTER < person.today if since < date.max else False:
                sentence = f"Fallführung {side.label} fehlt seit {format_date(since)}"
                found.append(ToDo(family.number, family.name, sentence, since))
    return found


def unmapped_leads(session: Session, limit: int = 50) -> list[ToDo]:
    """Return running cases whose lead of the person's institution is still a mere name from the list."""
    person: Person = session.info["person"]
    query = (
        select(Family, Lead.name_text)
        .join(Lead, col(Lead.family_id) == Family.id)
        .where(col(Lead.account_id).is_(None), Lead.institution == person.institution, *current(person.today))
        .where(col(Family.status).in_(IN_STOCK))
        .order_by(col(Lead.name_text), col(Family.sort_name))
        .limit(limit)
    )
    return [
        ToDo(family.number, family.name, f"„{text}“ aus der Liste hat noch kein Konto", None)
        for family, text in session.exec(query)
    ]


def long_pauses(session: Session, limit: int = 50) -> list[ToDo]:
    """Return families that have been paused for more than three months, or longer than expected."""
    person: Person = session.info["person"]
    query = (
        select(Family, StatusPeriod)
        .join(StatusPeriod, col(StatusPeriod.family_id) == Family.id)
        .where(Family.status == Status.PAUSED, StatusPeriod.status == Status.PAUSED)
        .where(col(StatusPeriod.ends_on).is_(None))
        .where(
            or_(
                col(StatusPeriod.starts_on) < add_months(person.today, -PAUSE_MONTHS),
                col(StatusPeriod.expected_until) < person.today,
            )
        )
        .order_by(col(StatusPeriod.starts_on))
        .limit(limit)
    )
    return [
        ToDo(family.number, family.name, f"ruht seit {format_date(period.starts_on)}", period.expected_until)
        for family, period in session.exec(query)
    ]


@dataclass(frozen=True, slots=True)
class Accounts:
    """What a new installation lacks of its team."""

    missing: tuple[tuple[Role, Institution], ...]  # roles that nobody active has
    never_here: int  # active accounts that still have their first password


def any_family(session: Session) -> bool:
    """Return whether the person sees at least one case."""
    return session.exec(select(Family.id).limit(1)).first() is not None


def accounts(session: Session) -> Accounts:
    """Return which accounts are missing or were never used."""
    query = (
        select(AccountRole.role, Account.institution)
        .join(Account, col(Account.id) == AccountRole.account_id)
        .where(col(Account.active).is_(True))
        .distinct()
    )
    there = {(Role(role), institution) for role, institution in session.exec(query)}
    wanted = [(role, side) for role in (Role.COORDINATOR, Role.CASEWORKER) for side in Institution]
    fresh = select(func.count(col(Account.id))).where(
        col(Account.active).is_(True), col(Account.must_change_password).is_(True)
    )
    return Accounts(tuple(one for one in wanted if one not in there), session.exec(fresh).one())
