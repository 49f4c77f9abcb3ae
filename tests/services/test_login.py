"""Log-in without a browser: throttle, tickets, sessions, passwords."""

import statistics
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from fam import db
from fam.config import config
from fam.models import Account, LoginSession, LoginThrottle, LoginTicket, now
from fam.person import Person, system
from fam.queries import presence
from fam.rules import throttle
from fam.rules.terms import Institution, Role
from fam.services import accounts, login, passwords
from fam.ui.auth_check import verified
from tests.support.cast import PASSWORD
from tests.support.people import new_session

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def database(both_databases: str) -> str:
    """SQLite and PostgreSQL."""
    return both_databases


def here(sid: str) -> presence.Presence | None:
    """Return who is logged in with a session id."""
    with db.reading(system()) as session:
        return presence.presence(session, login.hashed(sid))


def age_failures(by: timedelta) -> None:
    """Let time pass for all counters."""
    with db.program() as session:
        for row in session.exec(select(LoginThrottle)):
            row.last_fail_at -= by
            session.add(row)


def account(username: str) -> Account:
    """Return an account of the cast."""
    with db.program() as session:
        return session.exec(select(Account).where(Account.username == username)).one()


def test_the_right_password_counts_however_the_name_is_typed() -> None:
    """Blanks around and capitals in the user name do not matter; the password does."""
    assert verified("  Anna ", PASSWORD, "a") == account("anna").id
    assert verified("anna", PASSWORD + "x", "a") is None
    assert verified("nobody", PASSWORD, "a") is None
    assert verified("anna", "", "a") is None


def test_five_failures_close_the_account_even_to_the_right_password() -> None:
    """After 5 failures within the hour the right password waits too; after the wait it counts again."""
    for _ in range(throttle.PER_ACCOUNT):
        assert verified("anna", "falsch", "a") is None
    assert verified("anna", PASSWORD, "b") is None
    age_failures(throttle.FIRST_WAIT)
    assert verified("anna", PASSWORD, "b") is not None


def test_success_forgets_the_failures_of_the_account() -> None:
    """Four failures, success, four failures, success: nobody is closed out."""
    for _ in range(2):
        for _ in range(throttle.PER_ACCOUNT - 1):
            assert verified("anna", "falsch", "a") is None
        assert verified("anna", PASSWORD, "a") is not None


def test_fifty_failures_close_an_address_for_everybody() -> None:
    """Guessing many names from one address ends at 50; others elsewhere still log in."""
    for number in range(throttle.PER_ADDRESS):
        assert verified(f"gast{number}", "falsch", "a") is None
    assert verified("anna", PASSWORD, "a") is None
    assert verified("anna", PASSWORD, "b") is not None


def test_parallel_guesses_all_count() -> None:
    """Twelve guesses at once get five looks at the password, not twelve."""
    looked = []

    def guess() -> None:
        with db.program() as session:
            looked.append(login.admit(session, "anna", "a"))

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert looked.count(True) == throttle.PER_ACCOUNT
    assert len(looked) == 12


def test_an_unknown_name_costs_as_much_as_a_known_one() -> None:
    """The comparison takes the same time whether there is such an account or not."""
    cost = config().bcrypt_rounds
    hashed = passwords.hash_password(PASSWORD)
    assert hashed.startswith(f"$2b${cost:02d}$")

    def seconds(stored: str) -> float:
        start = time.thread_time()  # the machine may be busy with something else
        passwords.matches("falsch", stored)
        return time.thread_time() - start

    pairs = [(seconds(hashed), seconds("")) for _ in range(100)]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.6 < unknown / known < 1.6
    assert not passwords.matches("", "")


def test_passwords_of_any_length_and_alphabet() -> None:
    """More than bcrypt's 72 bytes count, composed and decomposed umlauts are the same, NUL does not end a password."""
    long = "ä" * 200
    assert passwords.matches("a\u0308" * 200, passwords.hash_password(long))
    assert not passwords.matches("ä" * 199, passwords.hash_password(long))
    assert not passwords.matches("kurz\0b", passwords.hash_password("kurz\0a"))


def test_a_ticket_opens_one_session_of_one_browser() -> None:
    """A ticket is refused to another browser, after 30 seconds, the second time, and for a deactivated account."""
    anna = account("anna").id
    assert anna

    def issue() -> str:
        with db.program() as session:
            return login.issue_ticket(session, anna, "browser", "/familien")

    def redeem(ticket: str, browser: str = "browser") -> tuple[str, str] | None:
        with db.program() as session:
            return login.redeem(session, ticket, browser, "Firefox")

    ticket = issue()
    found = redeem(ticket)
    assert found is not None
    sid, path = found
    assert path == "/familien"
    seen = here(sid)
    assert seen is not None
    assert seen.person.username == "anna"
    assert redeem(ticket) is None
    assert redeem(issue(), "other") is None
    assert redeem(issue(), "") is None
    late = issue()
    with db.program() as session:
        for row in session.exec(select(LoginTicket)):
            row.expires_at = now() - timedelta(seconds=1)
            session.add(row)
    assert redeem(late) is None


def test_only_hashes_are_stored() -> None:
    """Neither ticket, nor session id, nor browser mark stands in the database."""
    anna = account("anna").id
    assert anna
    with db.program() as session:
        ticket = login.issue_ticket(session, anna, "browser-mark", "/")
        rows = session.exec(select(LoginTicket)).all()
        assert ticket not in str(rows)
        assert "browser-mark" not in str(rows)
        found = login.redeem(session, ticket, "browser-mark", "")
        assert found is not None
        assert found[0] not in str(session.exec(select(LoginSession)).all())


@pytest.mark.parametrize("what", ["end", "password", "reset", "deactivate", "roles", "expiry"])
def test_a_session_ends_wherever_its_cookie_was_copied_to(what: str, cast: Callable[[str], Person]) -> None:
    """Log-out, own or reset password, deactivation, new roles and 12 hours make a cookie worthless at once."""
    sid, anna = new_session("anna"), account("anna").id
    assert here(sid) is not None
    assert anna
    with db.transaction(cast("anna" if what == "password" else "adam")) as session:
        if what == "password":
            accounts.set_own_password(session, "x")
        elif what == "reset":
            accounts.reset_password(session, anna, "x")
        elif what == "deactivate":
            accounts.switch_off(session, anna)
        elif what == "roles":
            accounts.change(session, anna, "Anna", Institution.PRO_ARBEIT, [Role.COORDINATOR])
    with db.program() as session:
        if what == "end":
            login.end(session, login.hashed(sid))
        elif what == "expiry":
            row = session.get_one(LoginSession, login.hashed(sid))
            row.expires_at = now() - timedelta(seconds=1)
            session.add(row)
    assert here(sid) is None


def test_a_rested_session_is_locked_and_touching_does_not_open_it() -> None:
    """After 30 minutes only the password opens a session; a late sign of life does not."""
    sid = new_session("anna", rested=timedelta(minutes=31))
    seen = here(sid)
    assert seen is not None
    assert seen.locked
    with db.program() as session:
        assert not login.touch(session, seen.sid_hash, seen.idle)
    assert (again := here(sid)) is not None
    assert again.locked
    with db.program() as session:
        assert login.touch(session, seen.sid_hash, None)
    assert (opened := here(sid)) is not None
    assert not opened.locked


def test_a_session_that_is_used_stays_open() -> None:
    """A sign of life before the limit starts the 30 minutes anew."""
    sid = new_session("anna", rested=timedelta(minutes=29))
    seen = here(sid)
    assert seen is not None
    with db.program() as session:
        assert login.touch(session, seen.sid_hash, seen.idle)
    assert (after := here(sid)) is not None
    assert after.rested < timedelta(minutes=1)


def test_one_question_tells_who_is_here() -> None:
    """Session, account, roles and the demo's day come with one statement."""
    sid, seen = new_session("kerstin"), []
    sa.event.listen(db.engine(), "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
    found = here(sid)
    assert found is not None
    assert [statement.split()[0] for statement in seen if not statement.startswith("BEGIN")] == ["SELECT"]


def test_old_traces_are_swept_away() -> None:
    """A new session removes sessions and counters that nobody needs any more."""
    anna = account("anna").id
    assert anna
    old = new_session("anna")
    with db.program() as session:
        row = session.get_one(LoginSession, login.hashed(old))
        row.expires_at = now() - timedelta(days=2)
        session.add(row)
        session.add(
            LoginThrottle(key="account:x", fails=3, first_fail_at=now(), last_fail_at=now() - timedelta(days=2))
        )
    with db.program() as session:
        login.redeem(session, login.issue_ticket(session, anna, "b", "/"), "b", "")
    with db.program() as session:
        assert session.get(LoginSession, login.hashed(old)) is None
        assert session.exec(select(col(LoginThrottle.key))).all() == []
