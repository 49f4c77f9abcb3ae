"""Who an account is in the directory of an institution (OpenID Connect): linked by hand, never made by a log-in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from fam.errors import InvalidForm
from fam.models import Account, ExternalIdentity, LoginTicket, now
from fam.services import login
from fam.services.accounts import somebody_else

FRESH, SKEW = timedelta(minutes=5), timedelta(minutes=2)  # how old an assertion may be; how far clocks may differ
USED = "used"
TAKEN = "Dieser Anmeldename gehört schon zu einem anderen Konto."


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a directory says about somebody who has just logged in there."""

    provider: str
    subject: str
    login_name: str  # the claim that the operator chose, "" if it did not come or was not verified
    nonce: str
    issued_at: datetime


def read(provider: str, claims: Mapping[str, object], claim: str) -> Assertion | None:
    """Return the assertion in the claims of a checked ID token, or None if something needed is missing."""
    subject, nonce, issued = claims.get("sub"), claims.get("nonce"), claims.get("iat")
    if not (isinstance(subject, str) and subject and isinstance(nonce, str) and nonce and isinstance(issued, int)):
        return None
    name = claims.get(claim)
    if not isinstance(name, str) or (claim == "email" and claims.get("email_verified") is False):
        name = ""
    return Assertion(provider, subject, _as_kept(name), nonce, datetime.fromtimestamp(issued, UTC))


def _as_kept(login_name: str) -> str:
    return login_name.strip().lower()


def account_of(session: Session, said: Assertion) -> int | None:
    """Return the active account that is this person, once per assertion; None for everybody else.

    The first log-in is found by the login name that Administration typed, and binds the directory's own number to the
    account; from then on only that number counts, so that a name given to somebody else later opens nothing.
    """
    at = now()
    if not at - FRESH <= said.issued_at <= at + SKEW:
        return None
    of_provider = select(ExternalIdentity).where(ExternalIdentity.provider == said.provider)
    row = session.exec(of_provider.where(ExternalIdentity.subject == said.subject).with_for_update()).first()
    if row is None and said.login_name:
        row = session.exec(of_provider.where(ExternalIdentity.login_name == said.login_name).with_for_update()).first()
        if row is None or row.subject is not None:
            return None
        row.subject = said.subject
    account = session.get(Account, row.account_id) if row else None
    if row is None or account is None or not account.active or not _first_use(session, said, row.account_id):
        return None
    session.add(row)
    session.flush()
    return account.id


class WhyNot(Enum):
    """Why an assertion opens nothing. Told to whoever logged in at the directory, so it reveals nothing to others."""

    UNKNOWN = "unknown"
    OFF = "off"
    STALE = "stale"  # too old, or used before


def why_not(session: Session, said: Assertion) -> WhyNot:
    """Return why `account_of` found nobody."""
    at = now()
    if not at - FRESH <= said.issued_at <= at + SKEW:
        return WhyNot.STALE
    of_provider = select(ExternalIdentity).where(ExternalIdentity.provider == said.provider)
    row = session.exec(of_provider.where(ExternalIdentity.subject == said.subject)).first()
    if row is None and said.login_name:
        named = of_provider.where(ExternalIdentity.login_name == said.login_name)
        row = session.exec(named.where(col(ExternalIdentity.subject).is_(None))).first()
    if row is None:
        return WhyNot.UNKNOWN
    return WhyNot.STALE if session.get_one(Account, row.account_id).active else WhyNot.OFF


def _first_use(session: Session, said: Assertion, account_id: int) -> bool:
    """Remember that an assertion was used for as long as it is fresh; False if it was used before."""
    key = login.hashed(f"{said.provider}\n{said.subject}\n{said.nonce}")
    until = said.issued_at + FRESH + SKEW
    used = LoginTicket(ticket_hash=key, account_id=account_id, browser_hash="", expires_at=until, stage=USED)
    try:
        with session.begin_nested():
            session.add(used)
    except IntegrityError:
        return False
    return True


def link(session: Session, account_id: int, provider: str, login_name: str) -> None:
    """Say who somebody else is in a directory; an empty name ends it. All their log-ins end when it changes.

    Raises InvalidForm if another account has this name there, NotAllowed for one's own account.
    """
    account, name = somebody_else(session, account_id), _as_kept(login_name)
    of_provider = select(ExternalIdentity).where(ExternalIdentity.provider == provider)
    row = session.exec(of_provider.where(ExternalIdentity.account_id == account_id)).first()
    taken = session.exec(of_provider.where(ExternalIdentity.login_name == name)).first()
    if name and taken and taken.account_id != account_id:
        raise InvalidForm({provider: TAKEN})
    if (row.login_name if row else "") == name:
        return
    if row:
        session.delete(row)
        session.flush()
    if name:
        session.add(ExternalIdentity(account_id=account_id, provider=provider, login_name=name))
    account.token_version += 1
    session.add(account)
    session.flush()
