"""How long families stay: against a textbook, and what is not shown."""

from datetime import date

import numpy as np
import pytest

from fam.rules.durations import Durations, Stay, curve, durations, extended, median, survival
from fam.rules.periods import add_months

# Freireich et al. 1963, remission in weeks under 6-MP, the example of most textbooks; + is censored.
ENDED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
RUNNING = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
# S(t) by hand: 18/21, x 16/17, x 14/15, x 11/12, x 10/11, x 6/7, x 5/6
BY_HAND = {5: 1.0, 6: 0.857, 7: 0.807, 9: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448, 35: 0.448}


def sample() -> Durations:
    """Return the textbook's sample."""
    return Durations(np.bincount(ENDED, minlength=36), np.bincount(RUNNING, minlength=36))


def test_the_curve_is_the_textbooks() -> None:
    """Every step as computed by hand; the median is 23."""
    found = survival(sample().ended, sample().running)
    assert {week: round(float(found[week]), 3) for week in BY_HAND} == BY_HAND
    assert median(sample()) == 23


def test_what_is_shown_is_the_same_curve_with_its_interval() -> None:
    """scipy's estimate agrees with ours; Greenwood's interval (log-log) at week 10 is that of the textbook."""
    points = curve(sample(), (6, 10, 23, 24))
    assert [(one.months, round(one.share, 3)) for one in points] == [(6, 0.857), (10, 0.753), (23, 0.448), (24, 0.448)]
    assert (round(points[1].low, 3), round(points[1].high, 3)) == (0.503, 0.889)
    assert [one.families for one in points] == [21, 15, 6, 5]


def test_few_families_are_no_curve() -> None:
    """Where fewer than five were watched so long, nothing is shown; without anybody who left, nothing at all."""
    assert [one.months for one in curve(sample(), (24, 25, 26))] == [24, 25]
    assert curve(Durations(np.zeros(9, int), np.array([0] * 8 + [7])), (6,)) == ()


def test_running_cases_are_censored_where_they_stand() -> None:
    """Came in January: left in March lasted 2 month-ends; still here in June has lasted longer than 5."""
    january = date(2017, 1, 1)
    stays = (Stay(january, date(2017, 3, 1), 2), Stay(january, None, 1), Stay(january, january, 1))
    june = durations(stays, date(2017, 6, 1))
    assert june.ended.tolist() == [1, 0, 2, 0, 0, 0]
    assert june.running.tolist() == [0, 0, 0, 0, 0, 1]
    february = durations(stays, date(2017, 2, 1))  # nobody knew then who would leave in March
    assert (february.ended.tolist(), february.running.tolist()) == ([1, 0], [0, 3])
    assert durations(stays, add_months(january, -1)).closed == 0


def test_leaving_out_running_cases_would_be_too_short() -> None:
    """Half of the families left within 3 months, half go on: the median is 3 among the closed, not reached in truth."""
    known = Durations(np.array([0, 0, 0, 4, 0, 0, 0]), np.array([0, 0, 0, 0, 0, 0, 5]))
    assert median(known) is None
    assert median(Durations(known.ended, np.zeros(7, int))) == 3


def test_without_experience_the_mean_chance_holds() -> None:
    """Ten families watched: five left after 1 month, four still there after 2, one after 3.

    To month 1 ten are watched, to month 2 five, to month 3 one: 5 left in 10 + 10 + 5 + 1 months, a chance of 5/26.
    """
    found = extended(np.array([0, 5, 0, 0]), np.array([0, 0, 4, 1]), 6)
    rest = 1 - 5 / 26
    assert found.tolist() == pytest.approx([1, 0.5, 0.5, 0.5 * rest, 0.5 * rest**2, 0.5 * rest**3])
    assert extended(np.zeros(1, int), np.zeros(1, int), 3).tolist() == [1, 1, 1]


@pytest.mark.parametrize("axes", [(), (4,), (2, 3)])
def test_many_curves_at_once(axes: tuple[int, ...]) -> None:
    """Further axes are computed alike: the simulation draws the past anew many times."""
    ended, running = (np.broadcast_to(one, (*axes, 36)) for one in (sample().ended, sample().running))
    assert np.allclose(survival(ended, running), survival(sample().ended, sample().running))
