"""What was typed in later, in words; and which months may still move."""

from datetime import date

from fam.rules.revisions import Months, provisional_since, revisions

JULY, AUGUST, SEPTEMBER = (date(2018, month, 1) for month in (7, 8, 9))


def test_revisions_by_hand() -> None:
    """More is "nachgetragen", less is said as such; a month not known then counts as zero, what is equal is silent."""
    then: Months = {JULY: {"Bestand": 47, "Zugang": 2}, AUGUST: {"Bestand": 48, "Zugang": None}}
    now: Months = {
        JULY: {"Bestand": 48, "Zugang": 2},
        AUGUST: {"Bestand": 46, "Zugang": None},
        SEPTEMBER: {"Bestand": 1},
    }
    assert [one.sentence for one in revisions(then, now)] == [
        "September 2018, Bestand: damals 0, heute 1, 1 nachgetragen",
        "August 2018, Bestand: damals 48, heute 46, 2 weniger",
        "Juli 2018, Bestand: damals 47, heute 48, 1 nachgetragen",
    ]
    assert revisions(now, now) == ()


def test_the_last_months_are_provisional() -> None:
    """In October 2018 the running month and the three before it may still move, not June."""
    months = [date(2018, month, 1) for month in range(1, 11)]
    assert provisional_since(months, date(2018, 10, 15)) == JULY
    assert provisional_since(months, date(2018, 10, 31)) == JULY
    assert provisional_since(months, date(2018, 11, 1)) == AUGUST
    assert provisional_since(months[:5], date(2018, 10, 15)) is None
