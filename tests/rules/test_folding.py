"""Words without case and accents, and whom a typed word names."""

import pytest

from fam.rules.folding import names


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("Amir", True), ("ami", True), ("HADDAD", True), ("Amir Haddad", True), ("haddad, amir", True),
        ("A", False), ("Amira", False), ("Herr Haddad", False), ("Amir Yılmaz", False), ("", False), ("–", False),
    ],
)  # fmt: skip
def test_a_typed_word_names_a_colleague(typed: str, named: bool) -> None:
    """Whole words or their beginnings; anything more is somebody else."""
    assert names(typed, "Amir Haddad") is named


def test_accents_do_not_matter() -> None:
    """As in the search."""
    assert names("ozdemir", "Elif Özdemir")
