"""Who may log in: accounts, their roles, second factors, identities elsewhere, sessions, tickets and the throttle."""

from datetime import datetime

import sqlalchemy as sa
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


class SecondFactor(Base, table=True):
    """The authenticator app of an account (TOTP); `secret` is encrypted with a key that the database does not hold."""

    __tablename__ = "second_factor"
    account_id: int = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    secret: str
    last_step: int = Field(default=0, sa_type=sa.BigInteger)  # of the last code that was used: each works once
    set_up_at: datetime = Field(default_factory=now)
    codes_made_at: datetime = Field(default_factory=now)


class RecoveryCode(Base, table=True):
    """One of the codes that stand in for the authenticator app once each; kept as passwords are."""

    __tablename__ = "recovery_code"
    account_id: int = Field(foreign_key="second_factor.account_id", primary_key=True, ondelete="CASCADE")
    letter: str = Field(primary_key=True, max_length=1)  # the code's first letter says which one it is
    code_hash: str


class ExternalIdentity(Record, table=True):
    """Who an account is in the directory of an institution (OpenID Connect)."""

    __tablename__ = "external_identity"
    __table_args__ = (
        sa.UniqueConstraint("provider", "login_name"),
        sa.UniqueConstraint("provider", "subject"),
        sa.UniqueConstraint("provider", "account_id"),
    )
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    provider: str = Field(max_length=40)  # the section of the directory in .streamlit/secrets.toml
    login_name: str = Field(max_length=200)  # as Administration typed it, lower case
    subject: str | None = Field(default=None, max_length=255)  # the directory's own number, since the first log-in


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
    provider: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})  # "": the password
    vouched: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})  # second factor: directory's


class LoginTicket(Base, table=True):
    """Swapped once, within 30 seconds and by the same browser, for the session cookie.

    `stage`: "" opens a session; "code" is a right password that waits for the second factor, and opens nothing;
    "used" remembers for some minutes that the assertion of a directory has been used.
    """

    __tablename__ = "login_ticket"
    ticket_hash: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    browser_hash: str
    next_path: str = ""
    expires_at: datetime
    stage: str = Field(default="", max_length=8, sa_column_kwargs={"server_default": ""})
    token_version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    provider: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})
    vouched: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})


class LoginThrottle(Base, table=True):
    """Failed tries per account name and per address."""

    __tablename__ = "login_throttle"
    key: str = Field(primary_key=True)
    fails: int = 0
    in_a_row: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # since the last success, however long
    first_fail_at: datetime
    last_fail_at: datetime
