"""The second factor without a browser: codes, recovery codes, the step of a log-in between password and session."""

import os
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlmodel import select

from fam import db
from fam.config import factor_key_file
from fam.errors import BadInput, FamError, NotAllowed, NotFound
from fam.models import Account, ChangeEntry, LoginThrottle, LoginTicket, RecoveryCode, SecondFactor, now
from fam.person import Person, system
from fam.queries import accounts as queries
from fam.rules import throttle
from fam.rules.second_factor import app_code, needed, recovery_code
from fam.rules.terms import Role
from fam.services import accounts, factor_key, login, second_factor
from fam.ui.auth_check import verified, verified_code
from tests.support.cast import PASSWORD
from tests.support.factor import code_at, give_factor, id_of, next_code
from tests.support.people import new_session

pytestmark = pytest.mark.usefixtures("database")
Cast = Callable[[str], Person]


@pytest.fixture
def database(both_databases: str) -> str:
    """SQLite and PostgreSQL."""
    return both_databases


@pytest.fixture(autouse=True)
def _own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAM_FACTOR_KEY", Fernet.generate_key().decode())


def test_a_code_works_once() -> None:
    """The code of now counts, a second time it does not, nor does the one before it."""
    secret, _codes = give_factor("anna")
    anna = id_of("anna")
    assert verified_code(anna, code_at(secret)[:3] + " " + code_at(secret)[3:], "a")
    assert not verified_code(anna, code_at(secret), "a")
    assert not verified_code(anna, code_at(secret, -1), "a")
    assert verified_code(anna, code_at(secret, 1), "a"), "a telephone that is 30 seconds fast"


@pytest.mark.parametrize(("away", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_differ_by_one_step(away: int, good: bool) -> None:
    """Thirty seconds either way, no more; at the edge of a step the answer is asked for again."""
    secret, _codes = give_factor("anna")
    code = code_at(secret, away)
    found = verified_code(id_of("anna"), code, "a")
    if found is not good and code != code_at(secret, away):  # the clock moved on in between
        pytest.skip("the step ended during the test")
    assert found is good


def test_a_code_at_the_same_time_twice_counts_once() -> None:
    """Eight log-ins with one code at once: exactly one gets through."""
    secret, _codes = give_factor("anna")
    anna, code, found = id_of("anna"), code_at(secret), []

    def enter() -> None:
        with db.program() as session:
            found.append(second_factor.use_app_code(session, anna, code))

    threads = [threading.Thread(target=enter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(True) == 1
    assert len(found) == 8


def test_a_recovery_code_works_once_however_it_is_typed() -> None:
    """Ten of them, each once; capitals, blanks and missing hyphens do not matter; another account's do not count."""
    _secret, codes = give_factor("anna")
    give_factor("amir")
    assert len(set(codes)) == 10
    assert verified_code(id_of("anna"), f" {codes[3].upper().replace('-', ' ')} ", "a")
    assert not verified_code(id_of("anna"), codes[3], "a")
    assert not verified_code(id_of("amir"), codes[4], "a")
    assert verified_code(id_of("anna"), codes[4].replace("-", ""), "a")
    with db.program() as session:
        assert len(session.exec(select(RecoveryCode).where(RecoveryCode.account_id == id_of("anna"))).all()) == 8


def test_new_recovery_codes_end_the_old_ones(cast: Cast) -> None:
    """After making new ones the old are worthless and ten are left."""
    _secret, old = give_factor("anna")
    assert verified_code(id_of("anna"), old[0], "a")
    new, hashes = second_factor.make_codes()
    with db.transaction(cast("anna")) as session:
        second_factor.replace_codes(session, id_of("anna"), hashes)
    assert not verified_code(id_of("anna"), old[1], "a")
    assert verified_code(id_of("anna"), new[1], "a")
    with db.reading(cast("anna")) as session:
        found = queries.own_factor(session)
    assert found is not None
    assert found.codes_left == 9


def test_wrong_codes_make_one_wait_and_a_right_password_does_not_forgive_them() -> None:
    """Five wrong codes close the second step, also to the right code, and the password does not open it again."""
    secret, codes = give_factor("anna")
    for _ in range(throttle.PER_ACCOUNT):
        assert not verified_code(id_of("anna"), "000000", "a")
        assert verified("anna", PASSWORD, "a") is not None
    assert not verified_code(id_of("anna"), code_at(secret), "b")
    assert not verified_code(id_of("anna"), codes[0], "b")
    with db.program() as session:
        accounts.unblock(session, id_of("anna"))
    assert verified_code(id_of("anna"), next_code(secret, "anna"), "b")


def test_a_hundred_failures_in_a_row_close_the_account_until_somebody_opens_it() -> None:
    """However slowly they come; unknown names never open either, and success begins a new count."""

    def fail_slowly(times: int) -> None:
        for _ in range(times):
            with db.program() as session:
                assert login.admit(session, "anna", "a")
            with db.program() as session:
                for row in session.exec(select(LoginThrottle)):
                    row.last_fail_at -= timedelta(hours=2)
                    session.add(row)

    fail_slowly(throttle.IN_A_ROW - 1)
    assert verified("anna", PASSWORD, "b") is not None
    fail_slowly(throttle.IN_A_ROW)
    assert verified("anna", PASSWORD, "b") is None
    with db.program() as session:
        login.redeem(session, login.issue_ticket(session, id_of("amir"), "b", "/"), "b", "")  # sweeps old counters
    assert verified("anna", PASSWORD, "b") is None
    with db.program() as session:
        accounts.unblock(session, id_of("anna"))
    assert verified("anna", PASSWORD, "b") is not None


def test_between_the_steps_nothing_opens() -> None:
    """The mark is no ticket, belongs to one browser, ends with a new password, after five minutes, and with its use."""
    give_factor("anna")

    def begin() -> str:
        with db.program() as session:
            found = second_factor.begin(session, id_of("anna"), "browser")
        assert found
        return found

    def waiting(mark: str, browser: str = "browser") -> int | None:
        with db.reading(system()) as session:
            return second_factor.waiting(session, mark, browser)

    mark = begin()
    assert waiting(mark) == id_of("anna")
    assert waiting(mark, "other") is None
    assert waiting(mark, "") is None
    assert waiting("erfunden") is None
    with db.program() as session:
        assert mark not in str(session.exec(select(LoginTicket)).all())
        assert second_factor.finish(session, mark)
    assert waiting(mark) is None
    mark = begin()
    with db.program() as session:
        assert login.redeem(session, mark, "browser", "") is None, "a mark is no ticket"
    mark = begin()
    with db.program() as session:
        session.get_one(Account, id_of("anna")).token_version += 1
    assert waiting(mark) is None
    mark = begin()
    with db.program() as session:
        for row in session.exec(select(LoginTicket)):
            row.expires_at = now() - timedelta(seconds=1)
    assert waiting(mark) is None


def test_without_a_second_factor_there_is_no_second_step() -> None:
    """The password is enough for those who have none and need none."""
    with db.program() as session:
        assert second_factor.begin(session, id_of("anna"), "browser") is None


def test_a_wrong_first_code_sets_nothing_up(cast: Cast) -> None:
    """Nothing is stored unless the app shows the code of the new secret."""
    secret = second_factor.new_secret()
    with pytest.raises(BadInput), db.transaction(cast("anna")) as session:
        second_factor.set_up(session, id_of("anna"), secret, code_at(second_factor.new_secret()), [])
    with db.program() as session:
        assert session.get(SecondFactor, id_of("anna")) is None


def test_the_database_alone_gives_no_secret_and_no_code() -> None:
    """Secret and recovery codes stand nowhere in the clear; with another key the app's codes do not count."""
    secret, codes = give_factor("anna")
    with db.program() as session:
        stored = str(session.exec(select(SecondFactor)).all()) + str(session.exec(select(RecoveryCode)).all())
        logged = str(session.exec(select(ChangeEntry)).all())
    for text in (secret, *codes, *(code.replace("-", "") for code in codes)):
        assert text not in stored
        assert text not in logged
    with db.program() as session:
        row = session.get_one(SecondFactor, id_of("anna"))
        assert factor_key.decrypt(row.secret) == f"{id_of('anna')}:{secret}"
        assert row.secret not in logged


def test_a_secret_copied_to_another_account_does_not_count() -> None:
    """Who can write into the database cannot make their own app somebody else's."""
    secret, _codes = give_factor("anna")
    give_factor("amir")
    with db.program() as session:
        session.get_one(SecondFactor, id_of("amir")).secret = session.get_one(SecondFactor, id_of("anna")).secret
    assert not verified_code(id_of("amir"), code_at(secret), "a")


def test_without_the_key_recovery_codes_still_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost key ends the apps, not the way in; a new key in front of the old one ends nothing."""
    secret, codes = give_factor("anna")
    old = os.environ["FAM_FACTOR_KEY"]
    monkeypatch.setenv("FAM_FACTOR_KEY", f"{Fernet.generate_key().decode()},{old}")
    assert verified_code(id_of("anna"), code_at(secret), "a")
    monkeypatch.setenv("FAM_FACTOR_KEY", Fernet.generate_key().decode())
    assert not verified_code(id_of("anna"), code_at(secret, 1), "a")
    assert verified_code(id_of("anna"), codes[0], "a")
    monkeypatch.setenv("FAM_FACTOR_KEY", "kein Schlüssel")
    with pytest.raises(FamError):
        factor_key.encrypt("x")
    assert not verified_code(id_of("anna"), code_at(secret, 1), "a")
    assert verified_code(id_of("anna"), codes[1], "a")


def test_the_key_file_is_made_once_and_for_its_owner_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Beside a SQLite database; many threads at the first start agree on one key."""
    monkeypatch.delenv("FAM_FACTOR_KEY")
    monkeypatch.setattr(factor_key, "factor_key_file", lambda: tmp_path / "second-factor.key")
    stored: list[str] = []
    threads = [threading.Thread(target=lambda: stored.append(factor_key.encrypt("x"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [factor_key.decrypt(one) for one in stored] == ["x"] * 8
    assert [path.name for path in tmp_path.glob("*.key*")] == ["second-factor.key"]
    assert (tmp_path / "second-factor.key").stat().st_mode & 0o077 == 0
    assert factor_key_file().name == "second-factor.key"


def test_administration_resets_somebody_elses_factor_and_never_its_own(cast: Cast) -> None:
    """All log-ins of the account end, the log says who and what without secrets, and others may not."""
    give_factor("anna")
    give_factor("adam")
    sid = new_session("anna")
    for name in ("kerstin", "stefan", "lena"):
        with pytest.raises((NotAllowed, NotFound)), db.transaction(cast(name)) as session:
            accounts.reset_second_factor(session, id_of("anna"))
        with db.transaction(cast(name)) as session:
            assert not second_factor.remove(session, id_of("anna"))
    with pytest.raises(NotAllowed), db.transaction(cast("adam")) as session:
        accounts.reset_second_factor(session, id_of("adam"))
    with db.transaction(cast("adam")) as session:
        accounts.reset_second_factor(session, id_of("anna"))
    with db.program() as session:
        assert session.get(SecondFactor, id_of("anna")) is None
        assert session.exec(select(RecoveryCode).where(RecoveryCode.account_id == id_of("anna"))).all() == []
        entry = session.exec(
            select(ChangeEntry).where(ChangeEntry.entity == "second_factor", ChangeEntry.action == "delete")
        ).one()
        assert (entry.account_id, entry.record_id) == (id_of("adam"), id_of("anna"))
        assert entry.old["secret"] == "•••"
    from fam.ui import auth_session

    assert auth_session.look(sid) is None


def test_nobody_gives_somebody_else_a_factor(cast: Cast) -> None:
    """Not even Administration: it would be a way in."""
    secret = second_factor.new_secret()
    with pytest.raises(NotAllowed), db.transaction(cast("adam")) as session:
        second_factor.set_up(session, id_of("anna"), secret, code_at(secret), [])
    give_factor("anna")
    with pytest.raises(NotAllowed), db.transaction(cast("adam")) as session:
        session.get_one(SecondFactor, id_of("anna")).secret = "x"
    with db.reading(cast("stefan")) as session:
        assert session.exec(select(SecondFactor)).all() == []
        assert session.exec(select(RecoveryCode)).all() == []


def test_a_second_factor_is_not_replaced_without_a_code(cast: Cast) -> None:
    """Setting one up where there is one is refused, unless a code of the old one has just been given."""
    give_factor("anna")
    secret = second_factor.new_secret()
    with pytest.raises(NotAllowed), db.transaction(cast("anna")) as session:
        second_factor.set_up(session, id_of("anna"), secret, code_at(secret), [])
    with db.transaction(cast("anna")) as session:
        second_factor.set_up(session, id_of("anna"), secret, code_at(secret), [], replace=True)


@pytest.mark.parametrize(
    ("role", "due"),
    [(Role.ADMINISTRATOR, True), (Role.COORDINATOR, True), (Role.CASEWORKER, False), (Role.LEADERSHIP, False)],
)
def test_who_needs_one(role: Role, due: bool) -> None:
    """Administration and Koordination, outside a demo, unless the operator makes it optional."""
    assert needed({role}, required=True, demo=False) is due
    assert not needed({role}, required=False, demo=False)
    assert not needed({role}, required=True, demo=True)


@pytest.mark.parametrize("typed", ["12345", "1234567", "12345a", "", "١٢٣٤٥٦", "123 456 7"])
def test_what_is_no_code(typed: str) -> None:
    """Six digits 0-9; anything else is not even compared."""
    assert app_code(typed) == ""
    assert recovery_code(typed) == ""
