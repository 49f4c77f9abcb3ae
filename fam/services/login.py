"""Log-in: the throttle, one-time tickets, sessions. Only hashes of tickets, session ids and browsers are stored."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from fam.models import Account, LoginSession, LoginThrottle, LoginTicket, now
from fam.rules import throttle
from fam.services.passwords import matches

TICKET_SECONDS = 30
SESSION_HOURS = 12
FORGET_AFTER = timedelta(days=1)
FORGET_FAILURES = timedelta(days=30)
WAITS_FOR_CODE = "code"  # stage of a ticket: the password was right, the second factor is still due


def hashed(secret: str) -> str:
    """Return how a random secret (session id, ticket, browser mark, set-up code) is stored: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def username_of(typed: str) -> str:
    """Return a typed user name as accounts are stored: trimmed, lower case."""
    return typed.strip().lower()


def _keys(username: str, address: str) -> dict[str, int]:
    """The counters of a try and how many failures each allows before one has to wait."""
    return {f"account:{username[:64]}": throttle.PER_ACCOUNT, f"address:{address}": throttle.PER_ADDRESS}


def admit(session: Session, username: str, address: str) -> bool:
    """Count a try as failed before the password is looked at, so that parallel guesses count too.

    Returns False if one has to wait, or if the account is closed after too many failures in a row; such a try does not
    lengthen the wait. `passed` takes the failure back.
    """
    at, rows = now(), []
    for key, free in _keys(username, address).items():
        row = _counter(session, key, at)
        row.last_fail_at = min(row.last_fail_at, at)  # a clock that went back: the wait counts from the new time on
        session.add(row)
        if throttle.forgotten(row.last_fail_at, at):
            row.fails, row.first_fail_at = 0, at
        closed = key.startswith("account:") and row.in_a_row >= throttle.IN_A_ROW
        if closed or throttle.wait(row.fails, free, row.last_fail_at, at) > timedelta(0):
            return False
        rows.append(row)
    for row in rows:
        row.fails, row.in_a_row, row.last_fail_at = row.fails + 1, row.in_a_row + 1, at
        session.add(row)
    session.flush()
    return True


def _counter(session: Session, key: str, at: datetime) -> LoginThrottle:
    """The counter's row, held until the end of the transaction; two first failures at once do not trip each other."""
    if row := session.get(LoginThrottle, key, with_for_update=True):
        return row
    try:
        with session.begin_nested():
            session.add(row := LoginThrottle(key=key, first_fail_at=at, last_fail_at=at))
    except IntegrityError:
        row = session.get_one(LoginThrottle, key, with_for_update=True)
    return row


def passed(session: Session, username: str, address: str) -> None:
    """Take back the failure that `admit` counted: the account starts anew, the address has one failure less."""
    account, by_address = (session.get(LoginThrottle, key, with_for_update=True) for key in _keys(username, address))
    if account:
        session.delete(account)
    if by_address:
        by_address.fails = max(0, by_address.fails - 1)
        session.add(by_address)


def forgive(session: Session, username: str) -> None:
    """Let an account try again at once (Administration)."""
    account = session.exec(select(Account.id).where(Account.username == username)).first()
    for name in (username, code_counter(account or 0)):
        if row := session.get(LoginThrottle, f"account:{name}"):
            session.delete(row)


def code_counter(account_id: int) -> str:
    """Return under which name wrong codes of a second factor are counted: a right password does not forgive them."""
    return f"§code:{account_id}"


def credentials(session: Session, username: str) -> tuple[int, str] | None:
    """Return (account id, password hash) of an active account, or None; compare with `right_password` afterwards."""
    account = session.exec(select(Account).where(Account.username == username, col(Account.active))).first()
    return (account.id, account.password_hash) if account and account.id else None


def right_password(found: tuple[int, str] | None, password: str) -> int | None:
    """Return the account id if the password is right; costs the same time for nobody. Takes 200 ms: no transaction."""
    right = matches(password, found[1] if found else "")
    return found[0] if found and right else None


def issue_ticket(
    session: Session, account_id: int, browser: str, next_path: str, provider: str = "", vouched: bool = False
) -> str:
    """Return a ticket that this browser may swap for a session, once and within 30 seconds.

    `provider` is the directory that says who this is ("": the password did); `vouched`: it checks the second factor.
    """
    ticket, at = secrets.token_urlsafe(32), now()
    for old in session.exec(select(LoginTicket).where(LoginTicket.expires_at < at)):
        session.delete(old)
    session.add(
        LoginTicket(
            ticket_hash=hashed(ticket),
            account_id=account_id,
            browser_hash=hashed(browser),
            next_path=next_path,
            expires_at=at + timedelta(seconds=TICKET_SECONDS),
            token_version=session.get_one(Account, account_id).token_version,
            provider=provider,
            vouched=vouched,
        )
    )
    return ticket


def redeem(session: Session, ticket: str, browser: str, user_agent: str) -> tuple[str, str] | None:
    """Swap a ticket for a new session: (session id for the cookie, where to go), or None. The ticket is used up."""
    row = session.get(LoginTicket, hashed(ticket), with_for_update=True)
    if row is None:
        return None
    session.delete(row)
    account = session.get(Account, row.account_id)
    fits = bool(browser) and secrets.compare_digest(row.browser_hash, hashed(browser))
    if not fits or row.stage or row.expires_at < now() or account is None or not account.active:
        return None
    if row.token_version != account.token_version:
        return None
    return _new_session(session, account, user_agent, row), row.next_path


def _new_session(session: Session, account: Account, user_agent: str, ticket: LoginTicket) -> str:
    assert account.id
    sid, at = secrets.token_urlsafe(32), now()
    for old in session.exec(select(LoginSession).where(LoginSession.expires_at < at - FORGET_AFTER)):
        session.delete(old)
    for idle in session.exec(select(LoginThrottle).where(LoginThrottle.last_fail_at < at - FORGET_AFTER)):
        if idle.in_a_row < throttle.PER_ACCOUNT or idle.last_fail_at < at - FORGET_FAILURES:
            session.delete(idle)
    session.add(
        LoginSession(
            sid_hash=hashed(sid),
            account_id=account.id,
            token_version=account.token_version,
            expires_at=at + timedelta(hours=SESSION_HOURS),
            browser=user_agent[:200],
            provider=ticket.provider,
            vouched=ticket.vouched,
        )
    )
    return sid


def end(session: Session, sid_hash: str) -> None:
    """End a log-in, here and wherever its cookie was copied to; one that is over stays over."""
    row = session.get(LoginSession, sid_hash)
    if row and row.revoked_at is None:
        row.revoked_at = now()
        session.add(row)


def end_others(session: Session, account_id: int, sid_hash: str) -> int:
    """End all log-ins of an account but this one; return how many there were."""
    running = select(LoginSession).where(
        LoginSession.account_id == account_id,
        LoginSession.sid_hash != sid_hash,
        col(LoginSession.revoked_at).is_(None),
        LoginSession.expires_at > now(),
    )
    rows = session.exec(running).all()
    for row in rows:
        row.revoked_at = now()
        session.add(row)
    return len(rows)


def touch(session: Session, sid_hash: str, idle: timedelta | None) -> bool:
    """Note that somebody is there; False if the session has rested for `idle` by now (None: the password was given)."""
    row = session.get(LoginSession, sid_hash, with_for_update=True)
    at: datetime = now()
    if row is None or row.revoked_at or (idle is not None and at - row.last_active_at >= idle):
        return False
    row.last_active_at = at
    session.add(row)
    return True
