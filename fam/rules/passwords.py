"""What a password must be: 12 or more characters of any kind, hard to guess (no list, no name, no pattern)."""

import re
import unicodedata
from collections.abc import Collection
from itertools import pairwise

from fam.errors import BadInput

SHORTEST = 12
ROWS = ("1234567890", "qwertzuiopü", "qwertyuiop", "asdfghjklöä", "yxcvbnm", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_SIGNS = re.compile(r"^[\W_]+|[\W_]+$")


def check_password(text: str, username: str, common: Collection[str]) -> None:
    """Accept a password or raise BadInput with the reason; `common` are lower-case words nobody may choose.

    Upper and lower case, and digits or signs before and after a word, make no difference to guessing.
    """
    password = unicodedata.normalize("NFC", text)
    if len(password) < SHORTEST:
        raise BadInput(
            f"Das Passwort braucht mindestens {SHORTEST} Zeichen, jetzt sind es {len(password)}. "
            "Gut sind mehrere Wörter; alle Zeichen sind erlaubt."
        )
    folded = password.casefold()
    if _is_name(folded, username.strip().casefold()):
        raise BadInput("Das Passwort darf nicht der Benutzername sein.")
    if _repeats(folded) or _runs(folded):
        raise BadInput("Das Passwort besteht aus einer Wiederholung oder Tastenfolge. Bitte ein anderes wählen.")
    forms = {folded, folded.replace(" ", ""), _SIGNS.sub("", folded), _AROUND.sub("", folded)}
    if any(form in common for form in forms):
        raise BadInput("Das Passwort steht auf der Liste häufiger Passwörter. Bitte ein anderes wählen.")


def _is_name(password: str, name: str) -> bool:
    """The name itself, with digits or signs around it, or written several times."""
    if not name:
        return False
    return _AROUND.sub("", password.replace(name, "")) == "" and name in password


def _repeats(password: str) -> bool:
    """A piece of up to a third of its length, again and again: "aaaaaaaaaaaa", "abcabcabcabc"."""
    length = len(password)
    return any((password[:size] * length)[:length] == password for size in range(1, length // 3 + 1))


def _runs(password: str) -> bool:
    """At most three runs along the keyboard or the alphabet: "123456789012", "qwertz123456"."""
    breaks = sum(not _neighbours(one, other) for one, other in pairwise(password))
    return breaks <= 2


def _neighbours(one: str, other: str) -> bool:
    pair = one + other
    return one == other or pair in ("90", "01", "10") or any(pair in row or pair[::-1] in row for row in ROWS)
