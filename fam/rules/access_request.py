"""Deadlines of an Auskunft, and which of its parts a person has to look at first (domain handbook §5.10)."""

import re
from collections.abc import Iterable
from datetime import date

from fam.rules.folding import fold
from fam.rules.periods import add_months

MONTHS = 1  # Art. 12 Abs. 3 Satz 1 DSGVO
EXTENDED = 3  # with two months more, told with the reason within the first (Art. 12 Abs. 3 Satz 2 and 3 DSGVO)


def due_on(requested_on: date, *, extended: bool = False) -> date:
    """Return the last day for the answer: one month after the request, three if it was extended."""
    return add_months(requested_on, EXTENDED if extended else MONTHS)


def may_extend(requested_on: date, today: date) -> bool:
    """Whether the deadline can still be extended: only within the first month."""
    return today <= due_on(requested_on)


def names_others(text: str, others: Iterable[str]) -> bool:
    """Whether a text holds the name of one of these people, however it is written; a person then looks at it."""
    words = set(fold(text))
    return any(set(fold(name)) & words for name in others if name.strip()) or bool(_SAID.search(text))


_SAID = re.compile(r"\b(anonym|hinweis von|nachbar|meldet(?:e)?|mitgeteilt von)", re.IGNORECASE)  # informants
