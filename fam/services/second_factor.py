"""The second factor: an authenticator app (TOTP), recovery codes, and the step of a log-in that asks for one."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import timedelta

import pyotp
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from fam.errors import BadInput, NotAllowed, NotFound
from fam.models import Account, LoginTicket, RecoveryCode, SecondFactor, now
from fam.rules.second_factor import RECOVERY_LENGTH, RECOVERY_LETTERS, app_code, recovery_code
from fam.services import factor_key, login
from fam.services.passwords import READABLE, hash_password

ISSUER = "FAM Westkreis"
SECONDS = 30
DRIFT = 1  # steps that the clock of a telephone may be off, either way
MINUTES_TO_TYPE = 5
NOT_ITS_CODE = "Der Code passt nicht zu diesem Schlüssel. Bitte den neuesten Code der App eingeben."
WRONG = "Der Code stimmt nicht oder ist schon verbraucht. Nach mehreren Fehlversuchen bitte kurz warten."


def new_secret() -> str:
    """Return a new secret (160 bits, base32), to be shown to its owner and confirmed with a first code."""
    return str(pyotp.random_base32())


def address_of(secret: str, username: str) -> str:
    """Return the otpauth:// address that authenticator apps read from a QR code."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER))


def step_of(secret: str, typed: str, after: int = 0) -> int | None:
    """Return the time step whose code was typed, or None; steps up to `after` are used up."""
    code, here = app_code(typed), int(now().timestamp()) // SECONDS
    totp, found = pyotp.TOTP(secret), None
    for step in range(here - DRIFT, here + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step), code) and step > after:
            found = step
    return found


def make_codes() -> tuple[list[str], list[tuple[str, str]]]:
    """Return ten new recovery codes to show once, and (letter, hash) to keep of each. Takes 2 s: no transaction."""
    codes = [letter + "".join(secrets.choice(READABLE) for _ in range(RECOVERY_LENGTH)) for letter in RECOVERY_LETTERS]
    shown = ["-".join((code[0], code[1:5], code[5:9], code[9:])) for code in codes]
    return shown, [(code[0], hash_password(code)) for code in codes]


def set_up(
    session: Session,
    account_id: int,
    secret: str,
    typed: str,
    hashes: Sequence[tuple[str, str]],
    *,
    replace: bool = False,
) -> None:
    """Store a new app with its recovery codes; `replace`: in place of the old, which a code has just been given of.

    Raises BadInput unless the code is the new app's, NotAllowed if there is a second factor already.
    """
    step = step_of(secret, typed)
    if step is None:
        raise BadInput(NOT_ITS_CODE)
    row = session.get(SecondFactor, account_id, with_for_update=True)
    if row is not None and not replace:
        raise NotAllowed("Dieses Konto hat schon einen zweiten Faktor.")
    row = row or SecondFactor(account_id=account_id, secret="")
    row.secret, row.last_step = factor_key.encrypt(f"{account_id}:{secret}"), step
    row.set_up_at = row.codes_made_at = now()
    session.add(row)
    session.flush()
    _keep_codes(session, account_id, hashes)


def replace_codes(session: Session, account_id: int, hashes: Sequence[tuple[str, str]]) -> None:
    """Store new recovery codes; the old ones are worthless. Raises NotFound without a second factor."""
    row = session.get(SecondFactor, account_id, with_for_update=True)
    if row is None:
        raise NotFound
    row.codes_made_at = now()
    session.add(row)
    _keep_codes(session, account_id, hashes)


def _keep_codes(session: Session, account_id: int, hashes: Sequence[tuple[str, str]]) -> None:
    kept = {code.letter: code for code in session.exec(_codes(account_id))}
    for letter, code_hash in hashes:
        code = kept.get(letter) or RecoveryCode(account_id=account_id, letter=letter, code_hash="")
        code.code_hash = code_hash
        session.add(code)
    session.flush()


def _codes(account_id: int) -> SelectOfScalar[RecoveryCode]:
    return select(RecoveryCode).where(RecoveryCode.account_id == account_id)


def remove(session: Session, account_id: int) -> bool:
    """Take a second factor away with its recovery codes; return whether there was one."""
    row = session.get(SecondFactor, account_id, with_for_update=True)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def use_app_code(session: Session, account_id: int, typed: str) -> bool:
    """Return whether this is a code of the account's app that was not used yet; it is used up now."""
    row = session.get(SecondFactor, account_id, with_for_update=True)
    if row is None or not app_code(typed):
        return False
    owner, _, secret = (factor_key.decrypt(row.secret) or "").partition(":")
    step = step_of(secret, typed, row.last_step) if owner == str(account_id) else None
    if step is None:
        return False
    row.last_step = step
    session.add(row)
    session.flush()
    return True


def recovery_hash(session: Session, account_id: int, typed: str) -> str:
    """Return the stored hash of the recovery code that this would be, or ""; compare outside of the transaction."""
    code = recovery_code(typed)
    row = session.get(RecoveryCode, (account_id, code[0])) if code else None
    return row.code_hash if row else ""


def use_recovery_code(session: Session, account_id: int, code_hash: str) -> bool:
    """Use up the recovery code with this hash; False if somebody else has just used it."""
    query = _codes(account_id).where(RecoveryCode.code_hash == code_hash).with_for_update()
    row = session.exec(query).first()
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def begin(session: Session, account_id: int, browser: str) -> str | None:
    """Return the mark of a log-in that waits for its code, or None if the account has no second factor.

    The mark opens nothing by itself: it is good for five minutes, in the browser that gave the password.
    """
    account = session.get(Account, account_id)
    if account is None or session.get(SecondFactor, account_id) is None:
        return None
    mark = secrets.token_urlsafe(32)
    session.add(
        LoginTicket(
            ticket_hash=login.hashed(mark),
            account_id=account_id,
            browser_hash=login.hashed(browser),
            expires_at=now() + timedelta(minutes=MINUTES_TO_TYPE),
            stage=login.WAITS_FOR_CODE,
            token_version=account.token_version,
        )
    )
    return mark


def waiting(session: Session, mark: str, browser: str) -> int | None:
    """Return whose log-in waits for its code under this mark, in this browser; None if it is over."""
    query = (
        select(LoginTicket, Account)
        .join(Account, col(Account.id) == LoginTicket.account_id)
        .where(LoginTicket.ticket_hash == login.hashed(mark), LoginTicket.stage == login.WAITS_FOR_CODE)
    )
    for ticket, account in session.exec(query):
        fits = bool(browser) and hmac.compare_digest(ticket.browser_hash, login.hashed(browser))
        current = account.active and ticket.token_version == account.token_version
        return account.id if fits and current and ticket.expires_at > now() else None
    return None


def finish(session: Session, mark: str) -> bool:
    """Use a mark up once the code was right; False if it was used meanwhile."""
    row = session.get(LoginTicket, login.hashed(mark), with_for_update=True)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True
