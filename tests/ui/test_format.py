"""Values look German, and nothing is said by colour alone."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from fam.rules.german import TypedDate
from fam.rules.terms import Precision, Status
from fam.ui import format as f

TODAY = date(2018, 10, 15)


def test_dates_say_how_exact_they_are() -> None:
    """A day, a month and a year look different."""
    day = date(2017, 4, 3)
    assert [f.date_text(day, precision) for precision in Precision] == ["03.04.2017", "ca. 04/2017", "ca. 2017"]
    assert f.date_text(None) == "–"
    assert f.understood(TypedDate(date(2014, 7, 1), Precision.MONTH, True)) == "ungefähr Juli 2014"


@pytest.mark.parametrize(
    ("start", "text"),
    [
        (date(2018, 10, 15), "seit heute"),
        (date(2018, 10, 14), "seit gestern"),
        (date(2018, 9, 11), "seit 34 Tagen"),
        (date(2018, 7, 16), "seit 91 Tagen"),
        (date(2018, 7, 15), "seit 3 Monaten"),
        (date(2016, 10, 16), "seit 23 Monaten"),
        (date(2016, 10, 15), "seit 2 Jahren"),
        (date(2018, 11, 1), "ab 01.11.2018"),
        (None, "–"),
    ],
)
def test_how_long_ago(start: date | None, text: str) -> None:
    """Days up to three months, then whole months, then whole years; never rounded up."""
    assert f.since_text(start, TODAY) == text


def test_due() -> None:
    """Overdue carries a sign and the word; the near future is counted, the far one dated."""
    assert f.due_text(date(2018, 10, 12), TODAY) == "⚠ überfällig seit 3 Tagen"
    assert [f.due_text(date(2018, 10, day), TODAY) for day in (15, 16, 20)] == ["heute", "morgen", "in 5 Tagen"]
    assert f.due_text(date(2018, 12, 3), TODAY) == "Mo 03.12.2018"


@pytest.mark.parametrize(
    ("birth", "text"),
    [
        (date(2018, 10, 15), "0 Monate"),
        (date(2018, 9, 15), "1 Monat"),
        (date(2016, 10, 16), "23 Monate"),
        (date(2016, 10, 15), "2 Jahre"),
        (date(2000, 2, 29), "18 Jahre"),
        (date(2019, 1, 1), "–"),
    ],
)
def test_ages_are_completed(birth: date, text: str) -> None:
    """The age is the completed one, in months for the first two years."""
    assert f.age_text(birth, TODAY) == text


def test_numbers() -> None:
    """Points for thousands, a comma for decimals, a real minus."""
    assert f.number_text(1234567) == "1.234.567"
    assert f.number_text(Decimal("-1234.5")) == "−1.234,5"
    assert f.number_text(2 / 3, 2) == "0,67"
    assert f.percent_text(0.125) == "12 %"
    assert f.count_text(1, "Familie", "Familien") == "1 Familie"


def test_half_open_intervals_name_their_last_day() -> None:
    """[01.02., 01.03.) reads 01.02. – 28.02.; an open one reads "heute"."""
    assert f.span_text(date(2017, 2, 1), date(2017, 3, 1)) == "01.02.2017 – 28.02.2017"
    assert f.span_text(date(2017, 2, 1), None) == "01.02.2017 – heute"


def test_every_status_has_a_sign_of_its_own() -> None:
    """No two statuses share a sign, and each carries its word."""
    shown = [f.term_text(status) for status in Status]
    assert len({text[0] for text in shown}) == len(shown)
    assert f.term_text(Status.ACTIVE) == "● aktiv"


def test_any_value() -> None:
    """Lists, logs and questions show every kind of value in German, and a dash for nothing."""
    moment = datetime(2018, 10, 15, 12, 5, tzinfo=UTC)
    values = [None, "", [], True, Status.ACTIVE, date(2017, 4, 3), moment, 1.5, ["a", False]]
    shown = [f.value_text(value) for value in values]
    assert shown == ["–", "–", "–", "ja", "● aktiv", "03.04.2017", "15.10.2018, 14:05", "1,5", "a, nein"]
