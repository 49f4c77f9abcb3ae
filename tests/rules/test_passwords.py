"""What a password must be."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.errors import BadInput
from fam.rules.passwords import check_password

LIST = Path(__file__).parents[2] / "data" / "common-passwords.txt"
COMMON = frozenset(LIST.read_text(encoding="utf-8").split())


@pytest.mark.parametrize(
    "text",
    [
        "Kiefer Wolke Trompete", "grüner Tee um drei", "öäüßÖÄÜéç€12", "x7#pQ-2mv!Lz", "vier kleine Boote",
        "Анна пьёт чай", "Langen liegt bei Egelsbach", "🦔 läuft über Gras",
    ],
)  # fmt: skip
def test_long_and_unusual_is_accepted(text: str) -> None:
    """Any characters, umlauts and spaces included; no rule about capitals, digits or signs."""
    check_password(text, "anna", COMMON)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "mindestens 12 Zeichen, jetzt sind es 0"),
        ("elf Zeichen", "jetzt sind es 11"),
        ("ein langer Text " * 13, "höchstens 200 Zeichen haben, jetzt sind es 208"),
        ("a\u0308" * 11, "jetzt sind es 11"),
        ("Passwort2017", "häufiger"),
        ("PASSWORT1234!!", "häufiger"),
        ("!!Sommer2017!!", "häufiger"),
        ("Eintracht-1899-", "häufiger"),
        ("kickers offenbach", "häufiger"),
        ("Familienmanagement", "häufiger"),
        ("Demo-Westkreis-2017", "häufiger"),
        ("aaaaaaaaaaaa", "Wiederholung"),
        ("            ", "Wiederholung"),
        ("abcabcabcabca", "Wiederholung"),
        ("123456789012", "Tastenfolge"),
        ("210987654321", "Tastenfolge"),
        ("qwertzuiopü1", "Tastenfolge"),
        ("asdfgh123456", "Tastenfolge"),
        ("anna.mustermann", "Benutzername"),
        ("Anna.Mustermann", "Benutzername"),
        ("anna.mustermann2018!", "Benutzername"),
    ],
)
def test_easy_to_guess_is_refused(text: str, part: str) -> None:
    """Short, common, patterned and named after the account: each says why in German."""
    with pytest.raises(BadInput, match=part):
        check_password(text, "anna.mustermann", COMMON)


def test_a_short_name_within_a_phrase_is_no_name() -> None:
    """Only the name itself with decoration is refused; without a name there is nothing to compare."""
    check_password("Susanna mag Ananas", "anna", COMMON)
    check_password("Kiefer Wolke Trompete", "", COMMON)
    with pytest.raises(BadInput, match="Benutzername"):
        check_password("anna-anna-anna", "anna", COMMON)


def test_the_shipped_list_is_usable() -> None:
    """At least a thousand entries of 8 and a thousand of 12 characters, lower case, none twice, none with a space."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(COMMON)
    assert all(word == word.casefold() and len(word) >= 8 for word in lines)
    assert sum(len(word) >= 12 for word in lines) >= 1000


@given(st.sampled_from(sorted(COMMON)), st.sampled_from(["", "!", "2018", "  ", "?!12"]))
def test_nothing_of_the_list_passes(word: str, ending: str) -> None:
    """In any case and with digits or signs behind it, a listed word stays refused."""
    for text in (word + ending, word.upper() + ending):
        with pytest.raises(BadInput):
            check_password(text, "anna", COMMON)
