"""One person per line: quick to type, nothing guessed."""

from datetime import date

import pytest

from fam.errors import BadInput
from fam.rules.people import PersonLine, parse_people
from fam.rules.terms import MemberRole, Precision

TODAY = date(2018, 10, 15)


def test_lines_become_people() -> None:
    """Name first, then role and birth date in any order; empty lines do not count; a child unless said otherwise."""
    text = "Sabine Muster, Mutter, 1985\n\nMia, 3.4.2009, Tochter\nTom\n"
    assert parse_people(text, TODAY) == (
        PersonLine("Sabine", "Muster", MemberRole.MOTHER, date(1985, 1, 1), Precision.YEAR),
        PersonLine("Mia", "", MemberRole.CHILD, date(2009, 4, 3), Precision.DAY),
        PersonLine("Tom"),
    )


@pytest.mark.parametrize("line", ["Mia, Tante Erna", "Mia, 31.2.2009", "Mia, 1.1.2019", ", Mutter"])
def test_what_is_not_understood_names_its_line(line: str) -> None:
    """Nothing is dropped silently."""
    with pytest.raises(BadInput, match=r"^Zeile 2: "):
        parse_people(f"Tom, Sohn\n{line}", TODAY)


def test_nothing_is_nobody() -> None:
    """The field is optional."""
    assert parse_people("  \n", TODAY) == ()
