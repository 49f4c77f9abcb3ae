"""The letters that a family gets."""

from collections.abc import Sequence

from fam.exchange.pdf import as_pdf


def confirmation(number: str, day: str, lines: Sequence[Sequence[str]], contacts: Sequence[str]) -> bytes:
    """Return the confirmation of a withdrawal for the family: (who, what, from whom to whom) per line."""
    return as_pdf("withdrawal", number=number, day=day, lines=[list(line) for line in lines], contacts=list(contacts))
