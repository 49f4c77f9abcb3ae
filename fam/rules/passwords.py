"""What a password must be: 12 to 200 characters of any kind, hard to guess (no list, no name, no pattern)."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import pairwise

from fam.errors import BadInput

SHORTEST, LONGEST = 12, 200
ROWS = ("1234567890", "qwertzuiopü", "qwertyuiop", "asdfghjklöä", "yxcvbnm", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
MOST_AROUND = 8  # digits and signs looked through on each side of a word


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
    if len(password) > LONGEST:
        raise BadInput(f"Das Passwort darf höchstens {LONGEST} Zeichen haben, jetzt sind es {len(password)}.")
    folded = password.casefold()
    if _is_name(folded, username.strip().casefold()):
        raise BadInput("Das Passwort darf nicht der Benutzername sein.")
    if _repeats(folded) or _runs(folded):
        raise BadInput("Das Passwort besteht aus einer Wiederholung oder Tastenfolge. Bitte ein anderes wählen.")
    if folded.replace(" ", "") in common or any(word in common for word in _undressed(folded)):
        raise BadInput("Das Passwort steht auf der Liste häufiger Passwörter. Bitte ein anderes wählen.")


def _is_name(password: str, name: str) -> bool:
    """The name itself, with digits or signs around it, or written several times."""
    if not name:
        return False
    return _AROUND.sub("", password.replace(name, "")) == "" and name in password


def _undressed(password: str) -> Iterator[str]:
    """The password, and what is left with fewer and fewer digits and signs before and after it."""
    dress = "".join(letter for letter in password if not letter.isalpha())
    front = len(password) - len(password.lstrip(dress))
    back = len(password) - len(password.rstrip(dress))
    for start in range(min(front, MOST_AROUND) + 1):
        for end in range(min(back, MOST_AROUND) + 1):
            yield password[start : len(password) - end]


def _repeats(password: str) -> bool:
    """A piece of up to a third of its length, again and again: "aaaaaaaaaaaa", "abcabcabcabc"."""
    return any(password[size:] == password[:-size] for size in range(1, len(password) // 3 + 1))


def _runs(password: str) -> bool:
    """At most three runs along the keyboard or the alphabet: "123456789012", "qwertz123456"."""
    breaks = sum(not _neighbours(one, other) for one, other in pairwise(password))
    return breaks <= 2


def _neighbours(one: str, other: str) -> bool:
    pair = one + other
    return one == other or pair in ("90", "01", "10") or any(pair in row or pair[::-1] in row for row in ROWS)
