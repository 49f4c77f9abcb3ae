"""The plan path as lines: what is understood, what is refused and how it is said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.errors import BadInput
from fam.rules.plan_lines import format_plan, parse_plan

TODAY, JANUARY = date(2018, 10, 15), date(2018, 1, 1)


@pytest.mark.parametrize(
    "line",
    [
        "Januar 2018; 24", "Januar 2018;24", "Jan. 18; 24", "01/2018 24", "1/2018\t24", "2018-01;24", "2018-01,24",
        "01.01.2018\t24", "31.01.2018; 24", "Januar 2018: 24", "Januar 2018, 24 Familien", "  Januar 2018 = 24  ",
    ],
)  # fmt: skip
def test_ways_to_write_a_line(line: str) -> None:
    """Typed, pasted from Excel or copied out of a CSV file: one month, 24 families."""
    assert parse_plan(line, TODAY) == {JANUARY: 24}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Januar 2018; 24\n\n Januar 18; 25", "Zeile 3: Januar 2018 steht zweimal da."),
        ("Januar 2018; 24,5", "Zeile 1: „24,5“ ist keine ganze Zahl."),
        ("Januar 2018; -3", "Zeile 1: Der Bestand muss zwischen 0 und 10.000 liegen."),
        ("Januer 2018; 3", "Zeile 1: Monat „Januer 2018“ nicht verstanden."),
        ("2018; 24", "Zeile 1: Der Monat fehlt."),
        ("Januar 2018;", "Zeile 1: „Januar 2018;“ nicht verstanden."),
        ("viele", "Zeile 1: „viele“ nicht verstanden."),
    ],
)
def test_what_is_refused(text: str, sentence: str) -> None:
    """The first wrong line is named by its number, with what is wrong about it."""
    with pytest.raises(BadInput, match=sentence.replace(".", r"\.")):
        parse_plan(text, TODAY)


def test_empty_lines_and_thousands() -> None:
    """Empty lines do not count, a point groups thousands, months come back in order."""
    assert parse_plan("\nFebruar 2018; 1.200\n\nJanuar 2018; 0\n", TODAY) == {JANUARY: 0, date(2018, 2, 1): 1200}


@given(
    st.dictionaries(
        st.dates(date(2000, 1, 1), date(2038, 12, 1)).map(lambda day: day.replace(day=1)), st.integers(0, 9999)
    )
)
def test_what_is_written_out_is_read_back(points: dict[date, int]) -> None:
    """Every plan survives the way through its text."""
    assert parse_plan(format_plan(points), TODAY) == points
