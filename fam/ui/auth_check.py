"""The password check that log-in, lock and password change share: throttled, never saying why it failed."""

from fam import db
from fam.person import system
from fam.services import login

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
