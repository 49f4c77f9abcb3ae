"""Who may log in: accounts, their roles, sessions, one-time tickets and the throttle."""

from datetime import datetime

from sqlmodel import Field

from fam.models.base import Base, Record, now, term
from fam.rules.terms import Institution, Role


class Account(Record, table=True):
    """A person of the team; the database alone says who is active and what they may do."""

    __tablename__ = "account"
    username: str = Field(unique=True, max_length=64)
    display_name: str = Field(max_length=120)
    institution: Institution | None = term(Institution)
    password_hash: str = ""
    must_change_password: bool = True
    active: bool = True
    token_version: int = 1  # raised on password change, deactivation and role change: every session ends


class AccountRole(Base, table=True):
    """One role of an account."""

    __tablename__ = "account_role"
    account_id: int = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    role: Role = Field(primary_key=True, sa_type=term(Role).sa_type)


class LoginSession(Base, table=True):
    """One log-in of one browser; the cookie holds the id, the row its hash."""

    __tablename__ = "login_session"
    sid_hash: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    token_version: int
    created_at: datetime = Field(default_factory=now)
    last_active_at: datetime = Field(default_factory=now)
    expires_at: datetime
    revoked_at: datetime | None = None
    browser: str = Field(default="", max_length=200)


class LoginTicket(Base, table=True):
    """Swapped once, within 30 seconds and by the same browser, for the session cookie."""

    __tablename__ = "login_ticket"
    ticket_hash: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    browser_hash: str
    next_path: str = ""
    expires_at: datetime


class LoginThrottle(Base, table=True):
    """Failed tries per account name and per address."""

    __tablename__ = "login_throttle"
    key: str = Field(primary_key=True)
    fails: int = 0
    first_fail_at: datetime
    last_fail_at: datetime
