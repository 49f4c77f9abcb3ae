"""Numbers, yes and no, and the German way to write values out."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.errors import Ambiguous, BadInput
from fam.rules.german import (
    format_date,
    format_decimal,
    format_month,
    format_weekday_date,
    parse_decimal,
    parse_integer,
    parse_yes_no,
    plural,
)
from fam.rules.terms import Precision


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,5", "1.5"),
        ("1.234,5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1.5", "1.5"),
        ("0.123", "0.123"),
        ("1.234.567", "1234567"),
        ("1234.567", "1234.567"),
        (",5", "0.5"),
        (" 12 ", "12"),
        ("−3,25", "-3.25"),
        ("+4", "4"),
    ],
)
def test_a_decimal_is_read_the_german_way(text: str, number: str) -> None:
    """A comma is the decimal sign; a point counts where it can mean one thing only."""
    assert parse_decimal(text) == Decimal(number)


NOT_NUMBERS = [
    "",
    " ",
    "NaN",
    "inf",
    "Infinity",
    "1_000",
    "１",
    "²",
    "1e5",
    "1,234.5",
    "5,",
    "1.2.3",
    "12 %",
    "zwei",
    "--1",
]


@pytest.mark.parametrize("text", [*NOT_NUMBERS, "1234567890123456"])
def test_what_is_no_number_is_refused(text: str) -> None:
    """NaN, infinity, underscores, foreign digits, exponents and endless numbers never become a value."""
    with pytest.raises(BadInput):
        parse_decimal(text)
    with pytest.raises(BadInput):
        parse_integer(text)


def test_thousands_or_decimals_is_asked_back() -> None:
    """ "1.234" may be 1234 or 1,234: both readings are offered, and each can be typed."""
    with pytest.raises(Ambiguous) as asked:
        parse_decimal("-1.234")
    assert [parse_decimal(reading) for reading in asked.value.readings] == [Decimal(-1234), Decimal("-1.234")]


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("1.200", 1200), ("1 200", 1200), ("-3", -3), ("007", 7)])
def test_an_integer_is_read(text: str, number: int) -> None:
    """A point in a whole number groups thousands."""
    assert parse_integer(text) == number


@pytest.mark.parametrize("text", ["1,5", "1.5", "1.20", "0.123"])
def test_decimals_are_no_integer(text: str) -> None:
    """Nothing is rounded silently, and "0.123" is not 123."""
    with pytest.raises(BadInput):
        parse_integer(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_a_written_decimal_is_read_back(number: Decimal) -> None:
    """What the program writes can be typed back without a change."""
    assert parse_decimal(format_decimal(number)) == number


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_sentence(text: str) -> None:
    """Whatever is typed, nothing but BadInput comes back as an error."""
    for parse in (parse_decimal, parse_integer):
        with suppress(BadInput):
            assert Decimal(parse(text)).is_finite()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("ja", True),
        ("JA ", True),
        ("j", True),
        ("Nein", False),
        ("n", False),
        ("unbekannt", None),
        ("", None),
        ("k. A.", None),
    ],
)
def test_yes_and_no(text: str, answer: bool | None) -> None:
    """ja and nein in any case; unbekannt and nothing are None."""
    assert parse_yes_no(text) is answer


def test_another_word_is_neither_yes_nor_no() -> None:
    """An answer that is not understood is asked back, not taken as no."""
    with pytest.raises(BadInput):
        parse_yes_no("vielleicht")


def test_values_are_written_the_german_way() -> None:
    """Dates by their precision, months by name, decimals with a comma, one family in the singular."""
    day = date(2017, 4, 3)
    assert [format_date(day, precision) for precision in Precision] == ["03.04.2017", "04/2017", "2017"]
    assert format_month(day) == "April 2017"
    assert format_weekday_date(date(2018, 10, 15)) == "Mo 15.10.2018"
    assert (format_decimal(Decimal("1.50")), format_decimal(2.25, 1), format_decimal(3, 1)) == ("1,50", "2,2", "3,0")
    assert (plural(1, "Familie", "Familien"), plural(0, "Familie", "Familien")) == ("1 Familie", "0 Familien")
