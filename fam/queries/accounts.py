"""Accounts as Administration sees them, colleagues to choose from, and one's own log-ins."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from fam.models import Account, AccountRole, ExternalIdentity, LoginSession, RecoveryCode, SecondFactor, now
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
    return _rows(session, _ordered())


def page(session: Session, offset: int, limit: int) -> tuple[list[AccountRow], int]:
    """Return one page of all accounts, active ones first, and how many there are."""
    total = session.exec(select(func.count()).select_from(Account)).one()
    return _rows(session, _ordered().offset(offset).limit(limit)), total


def find(session: Session, account_id: int | None) -> AccountRow | None:
    """Return one account, or None if there is no such account."""
    rows = _rows(session, _ordered().where(Account.id == account_id)) if account_id else []
    return rows[0] if rows else None


def _ordered() -> SelectOfScalar[Account]:
    return select(Account).order_by(col(Account.active).desc(), col(Account.display_name), col(Account.id))


def _rows(session: Session, query: SelectOfScalar[Account]) -> list[AccountRow]:
    accounts = session.exec(query).all()
    roles: defaultdict[int, list[Role]] = defaultdict(list)
    held = select(AccountRole.account_id, AccountRole.role)
    for account_id, role in session.exec(held.where(col(AccountRole.account_id).in_([one.id for one in accounts]))):
        roles[account_id].append(Role(role))
    return [_row(account, roles[account.id or 0]) for account in accounts]


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
    holders = select(AccountRole.account_id).where(AccountRole.role == Role.CASEWORKER)
    query = _ordered().where(col(Account.active), col(Account.id).in_(holders))
    return _rows(session, query.where(Account.institution == institution) if institution else query)


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


@dataclass(frozen=True, slots=True)
class OwnFactor:
    """One's own second factor: since when, and how many recovery codes are left."""

    set_up_at: datetime
    codes_made_at: datetime
    codes_left: int


def own_factor(session: Session) -> OwnFactor | None:
    """Return one's own second factor, or None."""
    person: Person = session.info["person"]
    row = session.get(SecondFactor, person.account_id)
    if row is None:
        return None
    left = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == person.account_id)
    return OwnFactor(row.set_up_at, row.codes_made_at, session.exec(left).one())


def has_factor(session: Session, account_id: int) -> bool:
    """Return whether an account has a second factor, for Administration."""
    return (
        session.exec(select(SecondFactor.account_id).where(SecondFactor.account_id == account_id)).first() is not None
    )


def identities(session: Session, account_id: int) -> dict[str, str]:
    """Return directory -> login name there, for Administration."""
    rows = session.exec(select(ExternalIdentity).where(ExternalIdentity.account_id == account_id))
    return {row.provider: row.login_name for row in rows}
