"""Accounts as Administration sees them, colleagues to choose from, and one's own log-ins."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from fam.models import Account, AccountRole, LoginSession, now
from fam.person import Person
from fam.rules.terms import Institution, Role


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account with its roles, as the table of the team shows it."""

    id: int
    username: str
    display_name: str
    institution: Institution | None
    roles: tuple[Role, ...]
    active: bool
    must_change_password: bool

    @property
    def label(self) -> str:
        """Name and user name, to tell namesakes apart."""
        return f"{self.display_name} ({self.username})"


def everybody(session: Session) -> list[AccountRow]:
    """Return all accounts by name, active ones first."""
    roles: defaultdict[int, list[Role]] = defaultdict(list)
    for role in session.exec(select(AccountRole)):
        roles[role.account_id].append(role.role)
    rows = session.exec(select(Account).order_by(col(Account.active).desc(), col(Account.display_name)))
    return [_row(account, roles[account.id or 0]) for account in rows]


def _row(account: Account, roles: list[Role]) -> AccountRow:
    return AccountRow(
        account.id or 0,
        account.username,
        account.display_name,
        account.institution,
        tuple(role for role in Role if role in roles),
        account.active,
        account.must_change_password,
    )


def caseworkers(session: Session, institution: Institution | None) -> list[AccountRow]:
    """Return the active Fachkräfte of an institution by name (None: of both)."""
    return [
        row
        for row in everybody(session)
        if row.active and Role.CASEWORKER in row.roles and institution in (None, row.institution)
    ]


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One running log-in of one's own."""

    sid_hash: str
    browser: str
    created_at: datetime
    last_active_at: datetime


def own_sessions(session: Session) -> list[OwnSession]:
    """Return one's own running log-ins, the last used first."""
    person: Person = session.info["person"]
    account = session.get_one(Account, person.account_id)
    query = (
        select(LoginSession)
        .where(
            LoginSession.account_id == person.account_id,
            col(LoginSession.revoked_at).is_(None),
            LoginSession.token_version == account.token_version,
            LoginSession.expires_at > now(),
        )
        .order_by(col(LoginSession.last_active_at).desc())
    )
    return [OwnSession(row.sid_hash, row.browser, row.created_at, row.last_active_at) for row in session.exec(query)]
