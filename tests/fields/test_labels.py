"""A label is free; it is compared as people read it."""

import pytest

from fam.errors import BadInput
from fam.rules.labels import norm, parse_label, parse_options


@pytest.mark.parametrize(
    "same", ["schulform", " Schulform ", "SCHULFORM", "Schul\u200bform", "Ｓｃｈｕｌｆｏｒｍ", "Schulform\u00a0"]
)
def test_labels_that_look_the_same_are_the_same(same: str) -> None:
    """Case, width, invisible signs and space do not make another label."""
    assert norm(same) == norm("Schulform")


def test_both_ways_to_write_an_umlaut_are_one() -> None:
    """NFC and NFD."""
    assert norm("Größe") == norm("Gro\u0308ße".replace("ß", "ß"))


@pytest.mark.parametrize("label", ["id", "class", "name", "=1+1", "😀", "Ü" * 200, "Familienname", "f_7", "a b"])
def test_any_label_is_fine(label: str) -> None:
    """The key is never made from it."""
    assert parse_label(label) == label


@pytest.mark.parametrize("label", ["", "   ", "\u200b", "x" * 201])
def test_what_nobody_can_see_is_no_label(label: str) -> None:
    """Empty, invisible or endless."""
    with pytest.raises(BadInput):
        parse_label(label)


def test_no_label_turns_the_rest_of_its_line_round() -> None:
    """A sign of direction would make "0 Einträge" behind it read backwards."""
    assert parse_label("\u202eSchul\u2067form\u2069") == "Schulform"
    assert parse_options("Haupt\n\u202eReal") == ["Haupt", "Real"]


def test_options_are_lines_without_doubles() -> None:
    """One per line, or separated by semicolons."""
    assert parse_options("Haupt\n Real ;real\n\nGymnasium") == ["Haupt", "Real", "Gymnasium"]
