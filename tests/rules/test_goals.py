"""Goal Attainment Scaling: what a scale needs, how a goal ends, what is pointed out, and the T-score's properties."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fam.rules.goals import (
    LEVELS,
    NO_MEASURE,
    NO_STEP,
    OVERDUE,
    Rated,
    attained,
    end_problems,
    lacks,
    latest,
    missing_levels,
    perspectives,
    sign,
    t_score,
)
from fam.rules.plan_terms import GoalOutcome, Perspective
from fam.rules.terms import Institution

AGREED, TODAY = date(2018, 3, 1), date(2018, 10, 15)
FAMILY, PA, ASD = Perspective.FAMILY, Perspective.PRO_ARBEIT, Perspective.ASD
GOALS = st.lists(st.tuples(st.integers(1, 5), st.sampled_from([-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2])), min_size=1)


@pytest.mark.parametrize(
    ("goals", "expected"),
    [
        ([(1, 1)], 60.0),  # one goal: 50 + 10·x
        ([(5, -2)], 30.0),  # its weight says nothing
        ([(1, 1), (1, 1)], 62.4035),  # 50 + 20/√(0,7·2 + 0,3·4)
        ([(2, 1), (1, -1)], 54.0161),  # 50 + 10/√(0,7·5 + 0,3·9)
    ],
)
def test_the_t_score_by_hand(goals: list[tuple[int, float]], expected: float) -> None:
    """Computed by hand from the formula of Kiresuk and Sherman."""
    assert t_score(goals) == pytest.approx(expected, abs=0.0001)


def test_without_goals_there_is_no_t_score() -> None:
    """Nothing is no 50."""
    assert t_score([]) is None


@given(GOALS)
def test_the_t_score_is_symmetric(goals: list[tuple[int, float]]) -> None:
    """As far above 50 as the mirrored goals lie below."""
    found, mirrored = t_score(goals), t_score([(weight, -level) for weight, level in goals])
    assert found is not None
    assert mirrored is not None
    assert found - 50 == pytest.approx(50 - mirrored)


@given(st.lists(st.integers(1, 5), min_size=1))
def test_all_as_agreed_is_fifty(weights: list[int]) -> None:
    """Level 0 everywhere is 50, whatever weighs how much."""
    assert t_score([(weight, 0) for weight in weights]) == 50


@given(GOALS.flatmap(lambda goals: st.tuples(st.just(goals), st.permutations(goals))))
def test_the_order_says_nothing(both: tuple[list[tuple[int, float]], list[tuple[int, float]]]) -> None:
    """Exactly the same number, not only nearly."""
    assert t_score(both[0]) == t_score(both[1])


@given(GOALS)
def test_more_reached_is_never_less(goals: list[tuple[int, float]]) -> None:
    """One goal a level further raises the score."""
    (weight, level), *rest = goals
    before, after = t_score(goals), t_score([(weight, level + 1), *rest])
    assert before is not None
    assert after is not None
    assert after > before


RATINGS = st.lists(st.builds(Rated, st.sampled_from(Perspective), st.dates(AGREED, TODAY), st.integers(-2, 2)))


@given(RATINGS)
def test_what_counts_is_the_newest_of_each_side(ratings: list[Rated]) -> None:
    """Within the scale, and None only where nobody judged."""
    found = attained(ratings)
    assert (found is None) is (not ratings)
    assert found is None or -2 <= found <= 2
    for who, one in latest(ratings).items():
        assert one.on == max(other.on for other in ratings if other.perspective is who)


def test_the_mean_of_the_perspectives() -> None:
    """The family's newer +1 goes before its older −2; two ratings of a day: the later entered one."""
    ratings = [
        Rated(FAMILY, date(2018, 9, 1), 1, 3), Rated(FAMILY, date(2018, 4, 1), -2, 1),
        Rated(ASD, date(2018, 9, 1), -1, 2), Rated(ASD, date(2018, 9, 1), 0, 4),
    ]  # fmt: skip
    assert attained(ratings) == 0.5
    assert list(latest(ratings)) == [FAMILY, ASD]


@pytest.mark.parametrize(
    ("outcome", "on", "reason", "wrong"),
    [
        (GoalOutcome.REACHED, TODAY, "", set()),
        (GoalOutcome.MOSTLY, AGREED, "", set()),
        (GoalOutcome.PARTLY, TODAY, "", set()),
        (GoalOutcome.NOT_REACHED, TODAY, "", set()),
        (GoalOutcome.GIVEN_UP, TODAY, "", {"end_reason"}),
        (GoalOutcome.GIVEN_UP, TODAY, "  ", {"end_reason"}),
        (GoalOutcome.GIVEN_UP, TODAY, "Umzug", set()),
        (None, TODAY, "", {"outcome"}),
        (GoalOutcome.REACHED, None, "", {"ended_on"}),
        (GoalOutcome.REACHED, date(2018, 10, 16), "", {"ended_on"}),
        (GoalOutcome.REACHED, date(2018, 2, 28), "", {"ended_on"}),
        (None, None, "", {"outcome", "ended_on"}),
    ],
)
def test_how_a_goal_may_end(outcome: GoalOutcome | None, on: date | None, reason: str, wrong: set[str]) -> None:
    """With an outcome, on a day between agreement and today; given up with a reason."""
    assert set(end_problems(outcome, on, reason, agreed_on=AGREED, today=TODAY)) == wrong


def test_what_is_pointed_out() -> None:
    """A goal without a step, without a measure, past its day; the day itself is not past."""
    assert lacks(steps=0, measures=0, due_on=None, today=TODAY) == [NO_STEP, NO_MEASURE]
    assert lacks(steps=1, measures=1, due_on=date(2018, 10, 14), today=TODAY) == [OVERDUE]
    assert lacks(steps=1, measures=1, due_on=TODAY, today=TODAY) == []


def test_the_words_of_the_scale() -> None:
    """Levels, their signs, and who rates for whom."""
    assert [sign(level) for level in LEVELS] == ["+2", "+1", "0", "−1", "−2"]
    assert missing_levels({"level_0": "x", "level_p1": " ", "level_m2": "y"}) == ["level_p2", "level_p1", "level_m1"]
    assert perspectives(Institution.PRO_ARBEIT) == (FAMILY, PA)
    assert perspectives(Institution.ASD) == (FAMILY, ASD)
    assert perspectives(None) == (FAMILY,)
