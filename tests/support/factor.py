"""A telephone with an authenticator app, for tests: it knows its secret and shows codes that were not used yet."""

import time

import pyotp
from sqlmodel import select

from fam import db
from fam.models import Account, SecondFactor
from fam.person import system
from fam.services import second_factor
from fam.services.second_factor import DRIFT, SECONDS


def id_of(username: str) -> int:
    """Return the id of an account."""
    with db.reading(system()) as session:
        found = session.exec(select(Account.id).where(Account.username == username)).one()
    assert found
    return found


def code_at(secret: str, away: int = 0) -> str:
    """Return the code of the step now, or of one some steps away."""
    return str(pyotp.TOTP(secret).generate_otp(int(time.time()) // SECONDS + away))


def next_code(secret: str, username: str) -> str:
    """Return a code that the account has not used yet; waits where the clock has to move on first."""
    owner = id_of(username)
    with db.reading(system()) as session:
        row = session.get(SecondFactor, owner)
        last = row.last_step if row else 0
    step = max(last + 1, int(time.time()) // SECONDS - DRIFT)
    while step > int(time.time()) // SECONDS + DRIFT:
        time.sleep(0.5)
    return str(pyotp.TOTP(secret).generate_otp(step))


def give_factor(username: str) -> tuple[str, list[str]]:
    """Give an account a second factor; return its secret and its recovery codes. All codes of now are still unused."""
    secret, account_id = second_factor.new_secret(), id_of(username)
    codes, hashes = second_factor.make_codes()
    with db.program() as session:
        second_factor.set_up(session, account_id, secret, code_at(secret), hashes)
        session.get_one(SecondFactor, account_id).last_step = 0
    return secret, codes
