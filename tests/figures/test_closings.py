"""I11, I12, I32 and I33 on lists counted by hand."""

from datetime import date

import pytest

from fam.rules.terms import ListName
from tests.figures.entries import item
from tests.figures.hand import figure, parts, share
from tests.figures.histories import Case, write
from tests.figures.test_growth import A, C, E, P, R

MONTH = 30.4375


@pytest.fixture
def database(database_url: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return database_url


def stay(first: date, after: date | None = None, reason: str = "") -> Case:
    """Return a case in FAM from a day to the first day no longer, with the code of its main reason."""
    end = ((C, after),) if after else ()
    head = {"reason_id": item(ListName.CLOSING, reason)} if reason else {}
    return Case(((P, date(2014, 1, 1)), (E, date(2014, 1, 2)), (A, first), *end), head=head)


@pytest.mark.usefixtures("database")
def test_stay_by_hand() -> None:
    """Closed in 2017 after 31, 59 and 365 days: 59 in the middle; who is still there or left before does not count."""
    write(
        [
            stay(date(2017, 1, 1), date(2017, 2, 1)),
            stay(date(2017, 1, 1), date(2017, 3, 1)),
            stay(date(2016, 4, 1), date(2017, 4, 1)),
            stay(date(2014, 4, 1)),
            stay(date(2014, 4, 1), date(2016, 12, 31)),
        ]
    )
    found = figure("I11", "01.01.", "31.12.")
    assert (found.number.value, found.number.base, found.number.small) == (59 / MONTH, 3, True)
    assert figure("I11", "01.05.", "31.05.").number.value is None


@pytest.mark.usefixtures("database")
def test_stay_so_far_by_hand() -> None:
    """On 31.03.2017, that day included: 1 day, exactly 6 months, a day less than 12, 12, 24 months; pauses count."""
    first = (date(2017, 3, 31), date(2016, 10, 1), date(2016, 4, 2), date(2016, 4, 1), date(2015, 4, 1))
    paused = Case((*stay(first[3]).steps, (R, date(2017, 1, 1))))
    write([stay(first[0]), stay(first[1]), stay(first[2]), paused, stay(first[4]), stay(date(2017, 4, 1))])
    found = figure("I12", "01.03.", "31.03.")
    assert (found.number.value, found.number.base) == (364 / MONTH, 5)  # 1, 182, 364, 365 and 731 days
    assert parts(found, "months") == {
        "unter 6 Monaten": 1, "6 bis unter 12": 2, "12 bis unter 24": 1, "24 und mehr": 1,
    }  # fmt: skip


@pytest.mark.usefixtures("database")
def test_reasons_and_breaking_off_by_hand() -> None:
    """Seven leave: two broke off (one within three months), two neutral, two reached their goals, one says nothing.

    Variant A: 2 of 7; variant B leaves out the neutral ones: 2 of 5; early: 1 of 7.
    """
    left = date(2017, 5, 1)
    write(
        [
            stay(date(2017, 2, 1), left, "AB06"),  # three months to the day: early
            stay(date(2017, 1, 31), left, "AB05"),  # a day more
            stay(date(2016, 1, 1), left, "AB09"),
            stay(date(2017, 4, 1), left, "AB14"),  # neutral, however early
            stay(date(2016, 1, 1), left, "AB01"),
            stay(date(2016, 1, 1), left, "AB01"),
            stay(date(2016, 1, 1), left),
            stay(date(2016, 1, 1), date(2017, 6, 1), "AB06"),
        ]
    )
    reasons = figure("I32", "01.05.", "31.05.")
    assert reasons.number.value == 7
    assert parts(reasons, "group") == {"Ziel erreicht": 2, "Abbruch": 2, "Neutral": 2, "nicht erfasst": 1}
    assert parts(reasons, "reason")["Ziele überwiegend erreicht"] == 2
    assert parts(reasons, "official") == {
        "gemäß Hilfeplan/Beratungszielen": 2,
        "abweichend (durch Personensorgeberechtigte/junge Volljährige)": 2,
        "Abgabe an anderes Jugendamt": 1,
        "sonstige Gründe": 1,
        "nicht erfasst": 1,
    }
    ended = figure("I33", "01.05.", "31.05.")
    assert share(ended.number) == (2, 7)
    assert [share(ended.part("variant", one)) for one in ("A", "B", "early")] == [(2, 7), (2, 5), (1, 7)]
    assert figure("I33", "01.07.", "31.07.").number.value is None
