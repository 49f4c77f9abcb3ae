"""Passwords as the database keeps them: bcrypt over a SHA-256 pre-hash, so that any length and any character counts."""

import base64
import hashlib
import secrets
import unicodedata
from functools import lru_cache

import bcrypt

from fam.config import ROOT, config
from fam.errors import BadInput
from fam.rules.passwords import check_password

# One-time passwords: no letters that look alike, nothing that needs a special key.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def normalised(password: str) -> str:
    """Return a password as it is compared: composed characters (ä is ä on every keyboard), no blanks around."""
    return unicodedata.normalize("NFC", password).strip()


def _prehashed(password: str) -> bytes:
    return base64.b64encode(hashlib.sha256(normalised(password).encode()).digest())


def hash_password(password: str) -> str:
    """Return the hash to store; the cost (bcrypt rounds) is FAM_BCRYPT_ROUNDS."""
    return bcrypt.hashpw(_prehashed(password), bcrypt.gensalt(config().bcrypt_rounds)).decode()


def matches(password: str, hashed: str) -> bool:
    """Return whether a password is the stored one; an empty hash costs the same time and never matches."""
    stored = hashed.encode() if hashed else bcrypt.gensalt(config().bcrypt_rounds) + b"." * 31
    return bcrypt.checkpw(_prehashed(password), stored) and bool(hashed)


def one_time_password() -> str:
    """Return a random password to read out: four groups of four (79 bits), for one log-in."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4))


@lru_cache
def common_passwords() -> frozenset[str]:
    """Return the shipped list of common passwords, which nobody may choose."""
    path = ROOT / "data" / "common-passwords.txt"
    return frozenset(path.read_text(encoding="utf-8").split())


def wrong_password(new: str, repeated: str, username: str) -> dict[str, str]:
    """Return field -> sentence for a new password typed twice; {} if it will do."""
    try:
        check_password(normalised(new), username, common_passwords())
    except BadInput as error:
        return {"new": str(error)}
    same = normalised(new) == normalised(repeated)
    return {} if same else {"repeated": "Die beiden neuen Passwörter sind nicht gleich."}
