"""Who needs a second factor, and what a typed code is: six digits of an app, or a recovery code."""

import re
from collections.abc import Collection

from fam.rules.terms import Role

NEEDED_BY = (Role.ADMINISTRATOR, Role.COORDINATOR)
RECOVERY_LETTERS = "abcdefghjk"  # one code each
RECOVERY_LENGTH = 12
_APP = re.compile(r"[0-9]{6}")
_RECOVERY = re.compile(rf"[{RECOVERY_LETTERS}][a-z2-9]{{{RECOVERY_LENGTH}}}")


def needed(roles: Collection[Role], *, required: bool, demo: bool) -> bool:
    """Return whether somebody with these roles has to set up a second factor before anything else."""
    return required and not demo and any(role in NEEDED_BY for role in roles)


def app_code(typed: str) -> str:
    """Return the six digits of an authenticator app, blanks left out, or ""."""
    code = "".join(typed.split())
    return code if _APP.fullmatch(code) else ""


def recovery_code(typed: str) -> str:
    """Return a recovery code as it is compared: lower case, without blanks and hyphens; "" if it cannot be one."""
    code = re.sub(r"[\s–-]", "", typed).lower()
    return code if _RECOVERY.fullmatch(code) else ""
