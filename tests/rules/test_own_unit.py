"""Who turns 25 or marries is thought of 60 days ahead, until there is a Bedarfsgemeinschaft of their own."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fam.rules.own_unit import WITHIN, Leaving, leaving
from fam.rules.plan_terms import RelationKind
from fam.rules.relations import Part, Somebody, Tie
from fam.rules.terms import MemberRole

TODAY = date(2018, 10, 15)
MOTHER, EMIL = Somebody(1, MemberRole.MOTHER), Somebody(2, MemberRole.YOUNG_PERSON)
TOGETHER = {1: [Part(7, None)], 2: [Part(7, None)]}
APART = {1: [Part(7, None)], 2: [Part(7, None, None, date(2018, 6, 1)), Part(8, None, date(2018, 6, 1))]}
WED = Tie(2, 3, RelationKind.MARRIED, date(2018, 11, 1))


def born(day: date) -> Somebody:
    """Emil with a birth date."""
    return replace(EMIL, born_on=day)


@pytest.mark.parametrize(
    ("emil", "ties", "units", "day"),
    [
        (born(date(1993, 12, 14)), (), TOGETHER, date(2018, 12, 14)),  # exactly 60 days ahead
        (born(date(1993, 12, 15)), (), TOGETHER, None),
        (born(date(1993, 6, 1)), (), TOGETHER, date(2018, 6, 1)),  # long since, and in the mother's BG still
        (born(date(1993, 6, 1)), (), APART, None),
        (born(date(1993, 6, 1)), (), {}, None),  # no BG entered: the prompt has gone
        (born(date(1993, 8, 16)), (), {}, date(2018, 8, 16)),  # exactly 60 days ago
        (EMIL, (WED,), TOGETHER, date(2018, 11, 1)),
        (EMIL, (replace(WED, starts_on=None),), TOGETHER, TODAY),
        (EMIL, (replace(WED, ends_on=TODAY),), TOGETHER, None),  # divorced
        (EMIL, (replace(WED, kind=RelationKind.PARTNER),), TOGETHER, None),
        (born(date(1993, 11, 20)), (WED,), TOGETHER, date(2018, 11, 1)),  # the first of both
        (replace(born(date(1980, 1, 1)), role=MemberRole.OTHER), (), TOGETHER, None),
        (EMIL, (), TOGETHER, None),  # nobody knows the age
    ],
)
def test_when_it_is_thought_of(
    emil: Somebody, ties: tuple[Tie, ...], units: dict[int, list[Part]], day: date | None
) -> None:
    """Only children of the family; a BG is compared as it is on the day, or today if that has passed."""
    found = leaving([MOTHER, emil], ties, units, TODAY)
    assert [one.day for one in found] == ([day] if day else [])


def test_a_leap_day_and_the_sentence() -> None:
    """Born on 29 February: the 28th, as everywhere in the program; the sentence names both, BG and consent."""
    people, ahead = [MOTHER, born(date(1992, 2, 29))], date(2017, 2, 28) - WITHIN
    (one,) = leaving(people, (), TOGETHER, ahead)
    assert one == Leaving(2, date(2017, 2, 28), "25. Geburtstag")
    assert one.sentence("Emil") == (
        "Emil: 25. Geburtstag 28.02.2017, eigene BG; bleibt sie oder er in FAM, mit eigener Einwilligung"
    )
    assert leaving(people, (), TOGETHER, ahead - timedelta(1)) == ()
