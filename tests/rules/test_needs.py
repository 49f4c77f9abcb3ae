"""Needs over time: then and now, differing views, progress (I22), low areas without a goal."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.rules.needs import Rating, category_of, difference, perspectives_of, progress, then_now, without_goal
from fam.rules.plan_terms import Perspective
from fam.rules.terms import DataCategory, Institution

F, P, A = Perspective.FAMILY, Perspective.PRO_ARBEIT, Perspective.ASD
START = date(2017, 6, 1)


def rated(*levels: int | None, who: Perspective = F, area: int = 1) -> list[Rating]:
    """Return ratings of one area, a month apart."""
    return [Rating(area, who, START + timedelta(days=30 * at), level, at) for at, level in enumerate(levels)]


@pytest.mark.parametrize(
    ("levels", "then", "now", "words", "silent"),
    [
        ((1,), 1, 1, "erste Einschätzung", False),
        ((1, 3), 1, 3, "2 Stufen besser", False),
        ((3, 1, 2), 3, 2, "1 Stufe schlechter", False),
        ((2, 2), 2, 2, "unverändert", False),
        ((None, 2), 2, 2, "erste Einschätzung", False),
        ((1, 2, None), 1, 2, "1 Stufe besser", True),
    ],
)
def test_then_and_now(levels: tuple[int | None, ...], then: int, now: int, words: str, silent: bool) -> None:
    """The first and the latest level count; not talked about changes nothing, but is said."""
    found = then_now(rated(*levels))[1, F]
    assert (found.first.level, found.last.level, found.in_words, found.silent_on is not None) == (
        then, now, words, silent,
    )  # fmt: skip


def test_an_area_never_talked_about_is_left_out() -> None:
    """There is nothing to compare."""
    assert then_now(rated(None, None)) == {}


def test_the_later_entry_of_a_day_is_the_latest() -> None:
    """Two of one day stand in the order in which they were written."""
    same = [Rating(1, F, START, 3, 2), Rating(1, F, START, 1, 1)]
    found = then_now(same)[1, F]
    assert (found.first.level, found.last.level) == (1, 3)


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ({}, ""),
        ({F: 2}, ""),
        ({F: 2, A: 2}, "einig"),
        ({F: 3, A: 1}, "Familie 2 Stufen höher als ASD"),
        ({F: 1, P: 2, A: 1}, "Pro Arbeit 1 Stufe höher als Familie und ASD"),
    ],
)
def test_differences_stand_in_words(levels: dict[Perspective, int], words: str) -> None:
    """No colour is needed to see who sees it otherwise."""
    assert difference(levels) == words


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ([], None),
        (rated(1), None),
        (rated(1, 2), True),
        (rated(2, 2), False),
        ([*rated(1, 2), *rated(3, 2, area=2)], True),
        ([*rated(1, 2), *rated(3, 1, area=2)], False),
        ([*rated(1), *rated(3, who=A)], None),
    ],
)
def test_progress(ratings: list[Rating], expected: bool | None) -> None:
    """I22: one area better, none worse by more than one; like is compared with like."""
    assert progress(ratings) is expected


def test_a_low_area_without_a_goal_is_pointed_out() -> None:
    """The lowest of the views counts; with a running goal nothing is said."""
    board = then_now([*rated(3), *rated(1, who=A), *rated(0, area=2), *rated(4, area=3)])
    assert without_goal(board, {2}) == {1: 1}


def test_health_needs_its_own_consent() -> None:
    """The area of the catalogue, and those that the team marked so."""
    assert [category_of("GESUNDHEIT"), category_of("TEAM_90", "Gesundheit, Sucht, Gewalt"), category_of("WOHNEN")] == [
        DataCategory.HEALTH, DataCategory.HEALTH, DataCategory.WORK,
    ]  # fmt: skip


def test_an_institution_judges_for_itself_and_for_the_family() -> None:
    """Never for the other one."""
    assert perspectives_of(Institution.ASD) == (F, A)
    assert perspectives_of(None) == ()


@given(st.lists(st.one_of(st.none(), st.integers(0, 4)), max_size=8))
def test_then_is_the_first_and_now_the_last_level(levels: list[int | None]) -> None:
    """Whatever was rated in between."""
    known = [one for one in levels if one is not None]
    found = then_now(rated(*levels)).get((1, F))
    assert (found and (found.first.level, found.last.level)) == ((known[0], known[-1]) if known else None)
