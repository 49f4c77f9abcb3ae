"""The checks that log-in, lock and Mein Konto share, password and code: throttled, never saying why they failed."""

from fam import db
from fam.person import system
from fam.rules.second_factor import recovery_code
from fam.services import login, passwords, second_factor

REFUSED = "Anmeldung nicht möglich. Bitte prüfen; nach mehreren Fehlversuchen kurz warten."


def verified(username: str, password: str, address: str) -> int | None:
    """Return the account id if name and password are right and no wait is due, else None. Costs 200 ms.

    The slow comparison happens between transactions, so that nobody else has to wait for it.
    """
    name = login.username_of(username)
    if not name or not password:
        return None
    with db.program() as session:
        admitted = login.admit(session, name, address)
    if not admitted:
        return None
    with db.reading(system()) as session:
        found = login.credentials(session, name)
    account_id = login.right_password(found, password)
    if account_id is not None:
        with db.program() as session:
            login.passed(session, name, address)
    return account_id


def verified_code(account_id: int, typed: str, address: str) -> bool:
    """Return whether this is a code of the account's app or a recovery code, unused so far and no wait being due.

    It is used up. Wrong codes have a counter of their own, which a right password does not forgive.
    """
    name = login.code_counter(account_id)
    with db.program() as session:
        admitted = bool(typed.strip()) and login.admit(session, name, address)
    if not admitted or not (_app_code(account_id, typed) or _recovery_code(account_id, typed)):
        return False
    with db.program() as session:
        login.passed(session, name, address)
    return True


def _app_code(account_id: int, typed: str) -> bool:
    with db.program() as session:
        return second_factor.use_app_code(session, account_id, typed)


def _recovery_code(account_id: int, typed: str) -> bool:
    with db.reading(system()) as session:
        stored = second_factor.recovery_hash(session, account_id, typed)
    if not stored or not passwords.matches(recovery_code(typed), stored):
        return False
    with db.program() as session:
        return second_factor.use_recovery_code(session, account_id, stored)
