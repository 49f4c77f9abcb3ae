"""A column's cells say what field would hold them."""

from datetime import date

import pytest

from fam.fields.spec import Kind
from fam.rules.field_guess import KINDS, FieldGuess, guess_field

TODAY = date(2018, 10, 15)
SCHOOLS = ("Hauptschule", "Realschule", "Gymnasium")


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["ja", "nein", "Ja", "", "k.A."], "boolean"),
        (["x", "", "X"], "boolean"),
        (["03.04.2017", "3.4.17", "12. Mai 2016"], "date"),
        (["03.04.2017", "07/2014"], "date"),
        (["03/04/2017", "25/12/2017"], "date"),
        (["07/2014", "Mai 2016"], "month"),
        (["12", "3", "1.200"], "integer"),
        (["2014", "2015"], "integer"),
        (["1,5", "2", "0,25"], "decimal"),
        (["1.234", "2,5"], "decimal"),
        (["12,50 €", "1.250 €"], "money"),
        (["100 Euro", "20"], "money"),
        (["12 %", "7,5 %"], "percent"),
        (["007", "012"], "text"),
        (["4380400900561", "4380400900562"], "text"),
        ([f"Schule {number}a" for number in range(13)], "text"),
        (["x" * 41, "kurz"], "text"),
        (["y" * 201], "long_text"),
        (["eine Zeile\nnoch eine"], "long_text"),
        (["", "-", "k.A."], "text"),
        ([], "text"),
        (["3.4.", "5.6."], "choice"),
    ],
)
def test_the_kind(cells: list[str], kind: str) -> None:
    """Each column gets the narrowest kind that holds all of it."""
    assert guess_field(cells, TODAY).kind == kind


def test_few_short_texts_are_options() -> None:
    """Each once, as first written; case and blanks make no further option."""
    cells = ["Hauptschule", "Realschule", "realschule ", "", "Gymnasium", "-", "Gymnasium"]
    assert guess_field(cells, TODAY) == FieldGuess("choice", SCHOOLS)


def test_several_in_a_cell_are_several_choices() -> None:
    """Parted by semicolons."""
    assert guess_field(["Deutsch; Türkisch", "Deutsch"], TODAY) == FieldGuess("choices", ("Deutsch", "Türkisch"))


def test_every_kind_is_one_of_ours() -> None:
    """The codes are those of the fields."""
    assert {kind for kind, _fits in KINDS} | {"choice", "choices", "text", "long_text"} <= set(Kind)
