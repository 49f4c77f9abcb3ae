"""Passwords as the database keeps them: bcrypt over a SHA-256 pre-hash, so that any length and any character counts."""

import base64
import hashlib
import secrets
import unicodedata

import bcrypt

from fam.config import config

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
