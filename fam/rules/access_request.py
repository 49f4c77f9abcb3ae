"""Deadlines of an Auskunft, and which of its parts a person has to look at first (domain handbook §5.10)."""

import re
from collections.abc import Iterable
from datetime import date

from fam.rules.folding import fold
from fam.rules.periods import add_months
from fam.rules.terms import MemberRole

MONTHS = 1  # Art. 12 Abs. 3 Satz 1 DSGVO
EXTENDED = 3  # with two months more, told with the reason within the first (Art. 12 Abs. 3 Satz 2 and 3 DSGVO)
YOUNG = (MemberRole.CHILD, MemberRole.YOUNG_PERSON)


def due_on(requested_on: date, *, extended: bool = False) -> date:
    """Return the last day for the answer: one month after the request, three if it was extended."""
    return add_months(requested_on, EXTENDED if extended else MONTHS)


def may_extend(requested_on: date, today: date) -> bool:
    """Whether the deadline can still be extended: only within the first month."""
    return today <= due_on(requested_on)


def names_others(text: str, others: Iterable[str]) -> bool:
    """Whether a text seems to speak of somebody else: one of these names, a relative, or somebody who reported.

    It finds too much rather than too little, and never everything: what it does not find, a person reads too.
    """
    words = set(fold(text))
    if any(set(fold(name)) & words for name in others if name.strip()):
        return True
    return any(_SOMEBODY.match(word) for word in words) or bool(_REPORTED.search(text))


def for_parents(role: MemberRole) -> bool:
    """Whether whoever asks is no child: what is not for parents is then looked at (§ 8 Abs. 3 SGB VIII)."""
    return role not in YOUNG


_SOMEBODY = re.compile(
    r"(kinds?)?(mutter|vater|mutti|papa|mama|eltern|bruder|schwester|geschwister|sohn|tochter|oma|opa|gro(ss)?mutter"
    r"|gro(ss)?vater|tante|onkel|cousine?|neffe|nichte|ehe(mann|frau)|ehemann|partner(in)?|exmann|exfrau|freundin|freund"
    r"|nachbar(in|n|s|innen)?|vermieter(in)?|lehrer(in)?|erzieher(in)?|arzt|arztin|hausarzt)s?$"
)
_REPORTED = re.compile(r"\b(anonym\w*|hinweis(e)? von|meldete?|gemeldet|mitgeteilt von|anruf von)\b", re.IGNORECASE)
