"""Charts of one's own: every form draws every table, and nobody needs colour to read them."""

import pytest

from fam.charts.own import MOST_SERIES, Form, Series, draw, fewer
from fam.charts.theme import HEIGHT

DRAWN = [form for form in Form if form is not Form.TABLE]
GROUPS = ["Hauptschule", "Realschule <b>", "(leer)"]
ONE = [Series("alle", [1200, 4, 0])]
MANY = [Series(f"Reihe {number}", [number, "< 5", 12]) for number in range(1, 12)]


@pytest.mark.parametrize("form", DRAWN)
@pytest.mark.parametrize("dark", [False, True])
def test_every_form_draws(form: Form, dark: bool) -> None:
    """One series or many, with hidden numbers among them; names cannot become markup."""
    for series in (ONE, MANY):
        made = draw(GROUPS, series, form, "Familien nach <i>", "Stand 15.10.2018", dark)
        assert "<i>" not in made.layout.title.text
        assert "Realschule &lt;b&gt;" in str(made.data[0].x) + str(made.data[0].y)
        assert len([trace for trace in made.data if trace.showlegend is not False]) == min(len(series), MOST_SERIES)


def test_too_many_series_are_the_largest_and_the_rest() -> None:
    """Seven in their order and one that holds the others; what is hidden in it hides the sum; nothing is left out."""
    plain = [Series(f"R{number}", [number, 1]) for number in range(1, 12)]
    found = fewer(plain)
    assert [one.name for one in found] == [*(f"R{number}" for number in range(5, 12)), "andere"]
    assert found[-1].values == [1 + 2 + 3 + 4, 4]
    assert [sum(stack) for stack in zip(*(one.heights for one in found), strict=True)] == [66, 11]
    named = fewer([*plain[:-1], Series("andere", [11, 1])])
    assert [one.name for one in named[-2:]] == ["andere", "alle anderen"]
    assert fewer(MANY)[-1].values == [10, "·", 48]
    assert fewer(plain[:8]) == plain[:8]


def test_quotation_marks_stay_what_they_are() -> None:
    """Plotly knows no codes for them: the title would read "Kita &quot;Sonne&quot;"."""
    made = draw(['Kita "Sonne"', "Rock'n'Roll"], MANY, Form.COLUMNS, 'Nach "Kita"', "S", False)
    assert 'Nach "Kita"' in made.layout.title.text
    assert list(made.data[0].x) == ['Kita "Sonne"', "Rock'n'Roll"]


def test_series_differ_without_colour() -> None:
    """Hatchings in bars, dashes and marks in lines: no two are alike."""
    bars = draw(GROUPS, MANY, Form.COLUMNS, "T", "S", False).data
    assert len({bar.marker.pattern.shape for bar in bars}) == len(bars)
    lines = draw(GROUPS, MANY, Form.LINE, "T", "S", False).data
    assert len({(line.line.dash, line.marker.symbol) for line in lines}) == len(lines)


def test_hidden_numbers_show_their_sign() -> None:
    """ "< 5" stands where the bar would be; a line has a gap there, and a stack with a hidden part no total."""
    shown = draw(GROUPS, [Series("alle", [30, "< 5", 7])], Form.COLUMNS, "T", "S", False).data[0]
    assert (list(shown.text), list(shown.y)) == (["30", "< 5", "7"], [30, 0, 7])
    line = draw(GROUPS, [Series("alle", [30, "< 5", 7])], Form.LINE, "T", "S", False).data[0]
    assert list(line.y) == [30, None, 7]
    stack = draw(GROUPS, [Series("a", [30, "< 5", 7]), Series("b", [1, 9, 0])], Form.STACKED, "T", "S", False)
    assert list(stack.data[-1].text) == ["31", "", "7"]


def test_lying_bars_grow_with_their_number() -> None:
    """Thirty names need room, but not endlessly."""
    tall = draw([str(number) for number in range(30)], [Series("alle", [1] * 30)], Form.BARS, "T", "S", False)
    assert HEIGHT < tall.layout.height <= 1600
    assert tall.layout.yaxis.autorange == "reversed"
