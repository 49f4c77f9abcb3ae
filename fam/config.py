"""Settings from the environment, read once per process."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Config:
    """What an operator can set; see docs/betrieb.md."""

    database_url: str
    bcrypt_rounds: int
    scrypt_log_n: int  # what a try of a backup's passphrase costs; a file takes 14 to 20
    behind_tls: bool
    idle_minutes: float | None  # None: the setting in the database, else 30
    second_factor_required: bool  # of Administration and Koordination, outside a demo
    trusted_proxies: int  # how many proxies of our own stand before us and write X-Forwarded-For; 0: it is not believed


def database_url() -> str:
    """Return the database in use: `FAM_DATABASE_URL`, or SQLite at data/fam.db. Plain postgresql:// means psycopg 3."""
    return normal(os.environ.get("FAM_DATABASE_URL", "") or f"sqlite:///{ROOT / 'data' / 'fam.db'}")


def normal(url: str) -> str:
    """Return the address of a database as the program uses it."""
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    return url


@lru_cache
def config() -> Config:
    """Return the settings of this process (the database URL is read live by `database_url`, for tests)."""
    return Config(
        database_url=database_url(),
        bcrypt_rounds=int(os.environ.get("FAM_BCRYPT_ROUNDS", "12")),
        scrypt_log_n=int(os.environ.get("FAM_SCRYPT_LOG_N", "17")),
        behind_tls=os.environ.get("FAM_TLS", "") == "1",
        idle_minutes=float(os.environ["FAM_IDLE_MINUTES"]) if os.environ.get("FAM_IDLE_MINUTES") else None,
        second_factor_required=os.environ.get("FAM_SECOND_FACTOR", "") != "optional",  # a slip of the pen: required
        trusted_proxies=int(os.environ.get("FAM_TRUSTED_PROXIES", "0")),
    )


def backup_folder() -> Path:
    """Return where files are kept that only the operator may read: FAM_BACKUP_DIR, else beside the database."""
    if given := os.environ.get("FAM_BACKUP_DIR", ""):
        return Path(given)
    _, _, file = database_url().partition("sqlite:///")
    return (Path(file).parent if file else ROOT / "data") / "sicherungen"


def factor_key_file() -> Path:
    """Return where the key of the second factors lies, if FAM_FACTOR_KEY does not hold it: beside the database."""
    _, _, file = database_url().partition("sqlite:///")
    return (Path(file).parent if file else ROOT / "data") / "second-factor.key"
