"""Dates as people type them and as lists hold them."""

from contextlib import suppress
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.errors import Ambiguous, BadInput
from fam.rules.german import TypedDate, format_date, parse_date, parse_optional_date
from fam.rules.terms import Precision

TODAY = date(2018, 10, 15)
DAYS = st.dates(date(1950, 1, 1), date(2038, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "3.4.17", "03.04.2017", "2017-04-03", "030417", "03042017", "20170403", "3. 4. 2017", "3,4,17", "03 04 2017",
        "3. April 2017", "3 Apr 17", "3.April'17", "am 03.04.2017", "Mo 03.04.2017", "Montag, 3.4.17",
        "2017-04-03 00:00:00", "2017/04/03", "\u00a03.4.17\u2009",
    ],
)  # fmt: skip
def test_a_day_is_read(text: str) -> None:
    """Every usual way to write the third of April 2017 means that day, exactly."""
    assert parse_date(text, TODAY) == TypedDate(date(2017, 4, 3), Precision.DAY, False)


@pytest.mark.parametrize(
    ("text", "days"), [("heute", 0), ("Gestern", -1), ("vorgestern", -2), ("morgen", 1), ("übermorgen", 2)]
)
def test_words_count_from_today(text: str, days: int) -> None:
    """heute is the program's today, not the computer's."""
    assert parse_date(text, TODAY).day == TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    "text",
    ["07/2014", "ca. 07/2014", "Juli 2014", "ca. Juli 2014", "07.2014", "2014-07", "7/14", "Jul. 14", "Ende Juli 2014",
     "seit 07/2014", "seit ca. 07/2014", "07/2014 ?", "*07/2014"],
)  # fmt: skip
def test_a_month_is_its_first_day(text: str) -> None:
    """A month without a day counts in its month and stays marked as approximate."""
    assert parse_date(text, TODAY) == TypedDate(date(2014, 7, 1), Precision.MONTH, True)


@pytest.mark.parametrize("text", ["2014", "*2014", "geb. 2014", "ca. 2014", "~2014"])
def test_a_year_is_its_first_day(text: str) -> None:
    """A year alone is known by its year only."""
    assert parse_date(text, TODAY) == TypedDate(date(2014, 1, 1), Precision.YEAR, True)


@pytest.mark.parametrize("text", ["ca. 3.4.17", "~03.04.2017", "03.04.17 (ca.)", "3.4.17?"])
def test_a_doubted_day_stays_a_day(text: str) -> None:
    """ "ca." before a full date keeps the day and marks the doubt."""
    assert parse_date(text, TODAY) == TypedDate(date(2017, 4, 3), Precision.DAY, True)


@pytest.mark.parametrize(
    ("text", "year"),
    [("03.04.", 2018), ("3.4", 2018), ("20.12.", 2018), ("10.01.", 2019), ("1. Mai", 2018)],
)
def test_a_day_without_a_year_is_near_today(text: str, year: int) -> None:
    """This year's day, unless next year's is far closer."""
    assert parse_date(text, TODAY).day.year == year


def test_in_january_a_december_day_was_last_year() -> None:
    """A talk of 20.12. entered in January happened last month, not in eleven months."""
    assert parse_date("20.12.", date(2019, 1, 7)).day == date(2018, 12, 20)


@pytest.mark.parametrize(
    ("text", "year"), [("1.1.00", 2000), ("1.1.38", 2038), ("1.1.50", 1950), ("1.1.97", 1997), ("1.1.1901", 1901)]
)
def test_two_digits_of_an_event_year(text: str, year: int) -> None:
    """In 2018 the years 00 to 49 are 20xx, 50 to 99 are 19xx."""
    assert parse_date(text, TODAY).day.year == year


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11.03.97", date(1997, 3, 11)),
        ("25.02.16", date(2016, 2, 25)),
        ("15.10.18", TODAY),
        ("01.01.25", date(1925, 1, 1)),
    ],
)
def test_two_digits_of_a_birth_year(text: str, day: date) -> None:
    """A birth year is the last one that is not in the future."""
    assert parse_date(text, TODAY, birth=True).day == day


@pytest.mark.parametrize("text", ["16.10.18", "16.10.2018", "morgen", "2019", "03.04."])
def test_nobody_is_born_tomorrow(text: str) -> None:
    """A birth date in the future, or without a year, is asked back."""
    with pytest.raises(BadInput):
        parse_date(text, TODAY, birth=True)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("3/4/2017", ("03.04.2017", "04.03.2017")),
        ("03-04-17", ("03.04.2017", "04.03.2017")),
        ("03/04", ("03.04.2018", "03/2004")),
    ],
)
def test_two_meanings_are_asked_back(text: str, readings: tuple[str, str]) -> None:
    """What can be read in two ways is never guessed; each reading can be typed as it is offered."""
    with pytest.raises(Ambiguous) as asked:
        parse_date(text, TODAY)
    assert asked.value.readings == readings
    assert [format_date(found.day, found.precision) for found in (parse_date(one, TODAY) for one in readings)] == list(
        readings
    )


@pytest.mark.parametrize(("text", "day"), [("23/4/2017", 23), ("4/23/2017", 23), ("4/4/2017", 4)])
def test_a_slash_with_one_meaning_is_read(text: str, day: int) -> None:
    """Where only one reading exists there is nothing to ask."""
    assert parse_date(text, TODAY).day == date(2017, 4, day)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("31.02.2017", "Der Februar 2017 hat 28 Tage"),
        ("29.02.2017", "28 Tage"),
        ("04.23.2017", "vielleicht 23.04.2017"),
        ("13/2014", "13. Monat"),
        ("00.05.2017", "gibt es nicht"),
        ("0000", "Jahr 0"),
        ("Mai", "auch das Jahr"),
        ("Di 15.10.2018", "kein Di, sondern Mo"),
        ("Sommer 2014", "„Sommer 2014“ ist kein Datum"),
        ("42828", "kein Datum"),
        ("３.４.１７", "kein Datum"),
        ("3.4.217", "kein Datum"),
        ("", "ein Datum eingeben"),
        ("3.4.2917", "zu weit in der Zukunft"),
        ("3.4.1817", "zu weit zurück"),
    ],
)
def test_an_impossible_date_is_explained(text: str, part: str) -> None:
    """Every refusal says in German what is wrong."""
    with pytest.raises(BadInput, match=part):
        parse_date(text, TODAY)


def test_a_long_text_is_shown_shortened() -> None:
    """A pasted page does not come back as an error of a page's length."""
    with pytest.raises(BadInput) as refused:
        parse_date("x" * 5000, TODAY)
    assert len(str(refused.value)) < 200


def test_limits_are_held() -> None:
    """`earliest` and `latest` are the first and the last day that pass; a month that contains them passes."""
    limited = partial(parse_date, today=TODAY, earliest=date(2014, 1, 15), latest=TODAY)
    assert limited("01/2014").day == date(2014, 1, 1)
    assert limited("heute").day == TODAY
    for text in ("14.01.2014", "morgen", "12/2013"):
        with pytest.raises(BadInput):
            limited(text)


def test_nothing_is_no_date() -> None:
    """An empty optional date is None; a wrong one is still refused."""
    assert parse_optional_date("  ", TODAY) is None
    assert parse_optional_date(None, TODAY) is None
    with pytest.raises(BadInput):
        parse_optional_date("bald", TODAY)


@given(DAYS, st.sampled_from(list(Precision)))
def test_a_written_date_is_read_back(day: date, precision: Precision) -> None:
    """What the program writes can be typed back: same day, or same month or year, same precision."""
    found = parse_date(format_date(day, precision), TODAY)
    assert found.precision is precision
    assert format_date(found.day, precision) == format_date(day, precision)


@given(DAYS)
def test_a_day_has_one_meaning(day: date) -> None:
    """Points, ISO, and eight digits agree on every day; six digits do within 31 years."""
    texts = [
        f"{day:%d.%m.%Y}",
        f"{day:%Y-%m-%d}",
        f"{day:%d%m%Y}",
        f"{day:%Y%m%d}",
        f"{day.day}.{day.month}.{day.year}",
    ]
    assert {parse_date(text, TODAY).day for text in texts} == {day}
    if day.year >= 1950:
        assert parse_date(f"{day:%d%m%y}", TODAY).day == day


@given(st.text(max_size=25) | st.from_regex(r"[0-9*.,/ \-]{1,12}", fullmatch=True), st.booleans(), DAYS)
def test_any_text_is_a_date_or_a_sentence(text: str, birth: bool, today: date) -> None:
    """Whatever is typed, the answer is a date within the limits or BadInput, never a crash."""
    with suppress(BadInput):
        found = parse_date(text, today, birth=birth)
        assert date(1900, 1, 1) <= found.day <= (today if birth else date(today.year + 20, 12, 31))
