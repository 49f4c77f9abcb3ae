"""First start without an account: a code printed on the server's console creates the first administrator."""

import secrets

from sqlmodel import Session, select

from fam.errors import BadInput, IllegalStep
from fam.models import Account, Setting
from fam.rules.terms import Role
from fam.services import accounts, login

CODES = "setup_codes"
KEPT = 20  # codes of this many process starts stay valid until the first account exists


def needed(session: Session) -> bool:
    """Return whether there is no account yet."""
    return session.exec(select(Account.id).limit(1)).first() is None


def new_code(session: Session) -> str | None:
    """Return a new set-up code to print on the console, or None if there are accounts; only its hash is stored.

    Every process prints its own; each is good until the first account exists.
    """
    if not needed(session):
        return None
    code = "-".join(secrets.token_hex(3) for _ in range(4))
    row = session.get(Setting, CODES, with_for_update=True) or Setting(key=CODES, value=[])
    row.value = [*row.value, login.hashed(code)][-KEPT:]
    session.add(row)
    return code


def first_administrator(session: Session, code: str, username: str, display_name: str, password_hash: str) -> int:
    """Create the first administrator and return the account's id; all codes are used up.

    Raises BadInput for a wrong code, IllegalStep if there is an account already, InvalidForm as `accounts.create`.
    """
    row = session.get(Setting, CODES, with_for_update=True)
    if not needed(session):
        raise IllegalStep(["Die Einrichtung ist schon abgeschlossen."])
    given = login.hashed(code.strip().lower())
    if row is None or given not in row.value:
        raise BadInput("Der Einrichtungscode stimmt nicht.")
    form = accounts.AccountForm(username, display_name, roles={Role.ADMINISTRATOR})
    account_id = accounts.create(session, form, password_hash)
    session.get_one(Account, account_id).must_change_password = False
    session.delete(row)
    return account_id
