"""The key that second factors are encrypted with: never in the database, so that a copy of it gives no codes away."""

import logging
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from fam.config import factor_key_file
from fam.errors import FamError

LOG = logging.getLogger(__name__)
VARIABLE = "FAM_FACTOR_KEY"
UNUSABLE = "Der Schlüssel der zweiten Faktoren ist nicht lesbar; der Betrieb hilft (docs/betrieb.md)."


def encrypt(text: str) -> str:
    """Return a text encrypted for the database; raises FamError where there is no usable key."""
    return _box().encrypt(text.encode()).decode()


def decrypt(stored: str) -> str | None:
    """Return an encrypted text, or None if it was encrypted with a key that is not here; the operator's log says so."""
    try:
        return _box().decrypt(stored).decode()
    except (InvalidToken, FamError):
        LOG.error("A second factor cannot be read: %s or %s is missing or not its key.", VARIABLE, factor_key_file())
        return None


def _box() -> MultiFernet:
    """The first key encrypts, all of them decrypt: that is how a key is changed."""
    given = os.environ.get(VARIABLE, "") or _from_file(factor_key_file())
    try:
        return MultiFernet([Fernet(key.strip()) for key in given.split(",")])
    except ValueError as error:
        raise FamError(UNUSABLE) from error


def _from_file(file: Path) -> str:
    """The key of the file, which is made when it is asked for the first time; only its owner may read it."""
    try:
        return file.read_text(encoding="ascii").strip() if file.exists() else _made(file)
    except (OSError, UnicodeDecodeError) as error:
        raise FamError(UNUSABLE) from error


def _made(file: Path) -> str:
    own = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(Fernet.generate_key())
    try:
        os.link(own, file)  # whole or not at all, and the first of several processes wins
    except FileExistsError:
        pass  # another process was first: its key is read below
    finally:
        own.unlink()
    return file.read_text(encoding="ascii").strip()
