"""Who is here: one query per run for session, account, roles and the settings that every page needs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from fam import config
from fam.clock import DEMO_TODAY, demo_today, real_today
from fam.models import Account, AccountRole, LoginSession, SecondFactor, Setting, now
from fam.person import Person
from fam.rules import second_factor

IDLE_SETTING = "idle_minutes"
IDLE_MINUTES = 30.0


@dataclass(frozen=True, slots=True)
class Presence:
    """A valid log-in: the person, which log-in it is, and since when nobody has touched it."""

    person: Person
    sid_hash: str
    must_change_password: bool
    last_active_at: datetime
    idle: timedelta  # how long the session may rest before it is locked
    must_set_up_factor: bool = False  # a second factor is due before anything else
    provider: str = ""  # the directory that said who this is; "": a password did

    @property
    def rested(self) -> timedelta:
        """How long nobody has been active."""
        return now() - self.last_active_at

    @property
    def locked(self) -> bool:
        """Nobody was active for too long: only the password opens it again."""
        return self.rested >= self.idle


@lru_cache
def _statement() -> Any:
    """One row per role; none at all unless the session is valid and the account active."""

    moment = LoginSession.__table__.c.expires_at.type  # type: ignore[attr-defined]

    def setting(key: str) -> Any:
        return select(Setting.value).where(Setting.key == key).scalar_subquery()

    return (
        select(LoginSession.last_active_at, Account.id, Account.username, Account.display_name)
        .add_columns(
            col(Account.institution), col(Account.must_change_password), col(AccountRole.role),
            setting(DEMO_TODAY), setting(IDLE_SETTING), col(SecondFactor.account_id).is_not(None),
            col(LoginSession.provider), col(LoginSession.vouched),
        )
        .join(Account, col(LoginSession.account_id) == Account.id)
        .outerjoin(SecondFactor, col(SecondFactor.account_id) == Account.id)
        .outerjoin(AccountRole, col(AccountRole.account_id) == Account.id)
        .where(
            col(LoginSession.sid_hash) == sa.bindparam("sid"),
            col(LoginSession.revoked_at).is_(None),
            col(LoginSession.expires_at) > sa.bindparam("now", type_=moment),
            col(LoginSession.token_version) == Account.token_version,
            col(Account.active),
        )
    )  # fmt: skip


def presence(session: Session, sid_hash: str) -> Presence | None:
    """Return who is logged in with this session, or None: unknown, ended, expired, or the account is not active."""
    rows = session.exec(_statement(), params={"sid": sid_hash, "now": now()}).all()
    if not rows:
        return None
    active_at, account_id, username, name, institution, must_change, _role, demo, idle, *factor = rows[0]
    has_factor, provider, vouched = factor
    person = Person(
        account_id,
        username,
        name,
        institution,
        frozenset(row[6] for row in rows if row[6]),
        today=date.fromisoformat(demo) if demo else real_today(),
        demo=bool(demo),
    )
    settings = config.config()
    minutes = settings.idle_minutes or float(idle or IDLE_MINUTES)
    due = second_factor.needed(person.roles, required=settings.second_factor_required, demo=person.demo)
    return Presence(
        person,
        sid_hash,
        must_change and not demo and not provider,  # who comes through a directory may never need a password of ours
        active_at,
        timedelta(minutes=minutes),
        must_set_up_factor=due and not has_factor and not vouched,
        provider=provider,
    )


@dataclass(frozen=True, slots=True)
class Installation:
    """What a stranger's page needs: is this a demo, and has anybody an account yet."""

    demo_today: date | None
    has_accounts: bool


def installation(session: Session) -> Installation:
    """Return whether this database is a demo and whether it has accounts."""
    return Installation(demo_today(session), session.exec(select(Account.id).limit(1)).first() is not None)
