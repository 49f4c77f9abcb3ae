"""Agreements keep their identity while they are typed; times of day; when a review is due; what is joint."""

from datetime import date, time
from itertools import combinations

import pytest

from fam.errors import BadInput
from fam.rules.agreements import carry, lines
from fam.rules.meetings import both_institutions, is_joint, missing_for_joint, usual_parties
from fam.rules.reviews import review_due
from fam.rules.terms import Party
from fam.rules.times import format_time, parse_time


def test_lines_without_bullets() -> None:
    """One agreement per line; bullets, numbers and empty lines are no part of it."""
    assert lines("- Kita\n\n  2. Schule \n• Amt\nfertig - bald\n–\n") == ("Kita", "Schule", "Amt", "fertig - bald", "–")
    assert lines("") == ()


def test_a_line_keeps_its_number() -> None:
    """A line inserted above, a changed line and a removed one leave the others' numbers alone."""
    first = carry((), ["Kita", "Schule"])
    assert first == ((1, "Kita"), (2, "Schule"))
    assert carry(first, ["Amt", "Kita", "Schule"]) == ((3, "Amt"), (1, "Kita"), (2, "Schule"))
    assert carry(first, ["Kita anmelden", "Schule"]) == ((1, "Kita anmelden"), (2, "Schule"))
    assert carry(((1, "Kita"),), ["Kita", "Neu"], highest=2) == ((1, "Kita"), (3, "Neu"))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("14:30", time(14, 30)),
        ("14.30 Uhr", time(14, 30)),
        ("9 Uhr", time(9)),
        ("0900", time(9)),
        (" 8 : 05", time(8, 5)),
    ],
)
def test_times_as_people_type_them(text: str, moment: time) -> None:
    """Point, colon, "Uhr" or nothing."""
    assert parse_time(text) == moment


@pytest.mark.parametrize("text", ["", "25:00", "12:60", "mittags", "1:5", "14:30:00"])
def test_no_time_is_guessed(text: str) -> None:
    """What is no time gets a sentence."""
    with pytest.raises(BadInput, match="14:30"):
        parse_time(text)


def test_times_are_shown_as_typed() -> None:
    """Two digits each; nothing for nothing."""
    assert (format_time(time(9, 5)), format_time(None)) == ("09:05", "")


JOINT = {Party.PRO_ARBEIT, Party.ASD, Party.FAMILY}


@pytest.mark.parametrize("present", [set(some) for size in range(5) for some in combinations(Party, size)])
def test_joint_means_both_institutions_and_the_family(present: set[Party]) -> None:
    """All sixteen combinations: "gemeinsam" only with all three, whoever else is there."""
    assert is_joint(present) is (present >= JOINT)
    assert both_institutions(present) is ({Party.PRO_ARBEIT, Party.ASD} <= present)
    assert len(missing_for_joint(present)) == len(JOINT - present)


def test_usual_company() -> None:
    """Talks with everybody, conferences without the family, the telephone with the family alone."""
    assert set(usual_parties("GESPRAECH")) == set(usual_parties("HAUSBESUCH")) == JOINT
    assert set(usual_parties("FALLKONFERENZ")) == {Party.PRO_ARBEIT, Party.ASD}
    assert set(usual_parties("TELEFONAT")) == {Party.FAMILY}


@pytest.mark.parametrize(
    ("admitted", "day"),
    [
        (date(2018, 4, 20), date(2018, 10, 20)),  # first review, in five days
        (date(2017, 10, 1), date(2018, 10, 1)),  # second, two weeks ago
        (date(2017, 4, 29), date(2018, 10, 29)),  # exactly 14 days ahead
        (date(2017, 3, 17), date(2018, 9, 17)),  # exactly 28 days ago
        (date(2018, 10, 15), None),  # admitted today
        (date(2018, 5, 1), None),
        (date(2017, 4, 30), None),
        (date(2017, 3, 16), None),
    ],
)
def test_review_every_six_months(admitted: date, day: date | None) -> None:
    """Announced two weeks ahead, kept for four weeks."""
    assert review_due(admitted, date(2018, 10, 15)) == day


def test_review_at_the_end_of_short_months() -> None:
    """Admitted on 31 August: the review is on 28 February."""
    assert review_due(date(2017, 8, 31), date(2018, 2, 20)) == date(2018, 2, 28)
