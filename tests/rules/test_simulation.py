"""The simulation: what must hold in every path, whatever the past, and how often its band holds."""

import time
from collections.abc import Callable
from datetime import date
from itertools import starmap

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fam.rules.backtest import backtest, coverage
from fam.rules.durations import Stay
from fam.rules.forecast import answer, assumptions, forecast, name, reliability, too_little
from fam.rules.periods import add_months
from fam.rules.planning import Past, Question, stretch
from fam.rules.simulation import MOST_DRAWS, Paths, band, simulate
from fam.rules.terms import Institution

NOW = date(2018, 9, 1)
MONTHS = 8
FEW = {"paths": 30, "groups": 5}


def stay(ago: int, lasted: int | None, families: int = 1) -> Stay:
    """Return families who came so many months ago and left after `lasted` months, None or later than now: never."""
    came = add_months(NOW, -ago)
    return Stay(came, None if lasted is None or lasted > ago else add_months(came, lasted), families)


@st.composite
def pasts(draw: Callable[..., object]) -> Past:
    """Any past: many or no families, a waiting list, some who rest."""
    one = st.builds(stay, st.integers(0, 30), st.none() | st.integers(0, 30), st.integers(1, 3))
    found = draw(st.lists(one, max_size=25))
    return Past(NOW, NOW, tuple(found), waiting=draw(st.integers(0, 6)))  # type: ignore[arg-type]


ASKED = st.builds(
    Question,
    admissions=st.none() | st.floats(0, 6),
    places=st.none() | st.integers(0, 40),
    median_months=st.none() | st.floats(1, 40),
    months=st.just(MONTHS),
)


def programme(seed: int, inflow: float = 6, leave: float = 0.08, months: int = 60) -> Past:
    """Return a past of known law: Poisson admissions, every month the same chance to leave."""
    draw, found = np.random.default_rng(seed), []
    for ago in range(months, -1, -1):
        lasted = draw.geometric(leave, draw.poisson(inflow)) - 1
        found += list(starmap(stay, ((ago, int(one)) for one in lasted)))
    return Past(NOW, NOW, tuple(found))


def add_up(found: Paths) -> bool:
    """Whether Bestand = Bestand des Vormonats + Zugang - Abgang holds in every month of every path."""
    before = np.concatenate([np.full((len(found.stock), 1), found.first), found.stock[:, :-1]], axis=1)
    return bool((found.stock == before + found.admitted - found.left).all())


@settings(max_examples=40, deadline=None)
@given(pasts(), ASKED)
def test_every_path_adds_up(past: Past, question: Question) -> None:
    """The identity holds, nothing is negative, and places are never exceeded by an admission."""
    found = simulate(past, question, **FEW)
    assert add_up(found)
    assert min(found.stock.min(), found.waiting.min(), found.admitted.min(), found.left.min()) >= 0
    if question.places is not None:
        before = np.concatenate([np.full((len(found.stock), 1), found.first), found.stock[:, :-1]], axis=1)
        assert (found.stock <= np.maximum(question.places, before)).all()
        full = found.waiting > 0  # somebody waits only where no place was free
        assert (found.stock[full] + found.left[full] >= question.places).all()
    else:
        assert not found.waiting.any()


@settings(max_examples=40, deadline=None)
@given(pasts(), ASKED, st.floats(0, 4), st.integers(0, 10))
def test_more_admissions_or_places_are_never_fewer_families(
    past: Past, question: Question, more: float, places: int
) -> None:
    """The same families come in both scenarios: stock and waiting list grow in every single path, not on average."""
    few = Question(question.admissions or 0, question.places, question.median_months, MONTHS)
    many = Question((question.admissions or 0) + more, question.places, question.median_months, MONTHS)
    less, greater = simulate(past, few, **FEW), simulate(past, many, **FEW)
    assert (greater.stock >= less.stock).all()
    assert (greater.waiting >= less.waiting).all()
    if few.places is not None:
        wide = simulate(past, Question(few.admissions, few.places + places, few.median_months, MONTHS), **FEW)
        assert (wide.waiting <= less.waiting).all()


def test_the_same_question_has_the_same_answer() -> None:
    """A fixed seed: today's answer is tomorrow's, as long as nothing happened."""
    first, second = (forecast(programme(1), Question(3, 40, None, 12)) for _turn in range(2))
    assert first == second


def test_families_leave_as_those_before_them() -> None:
    """Families stayed 2 or 4 months; the two who came this month: one leaves after 2, one after 4, none later."""
    past = Past(NOW, NOW, (stay(20, 2, 50), stay(20, 4, 50), stay(0, None, 200)))
    found = simulate(past, Question(admissions=0, months=6))
    assert band(found.stock).middle[0] == 200
    assert 80 <= band(found.stock).middle[2] <= 120
    assert band(found.stock).high[3:] == (0, 0, 0)


def test_a_duration_asked_for_stretches_every_stay() -> None:
    """All left after 4 months; asked for 8 as the median, the family who came now leaves after 8."""
    past = Past(NOW, NOW, (stay(20, 4, 10), stay(0, None)))
    found = simulate(past, Question(admissions=0, median_months=8, months=10))
    assert stretch(past.durations, Question(median_months=8)) == 2
    assert band(found.stock).middle == (1,) * 7 + (0,) * 3


def test_the_queue_moves_in_its_order() -> None:
    """One place, everybody stays 2 months, one more comes each month: 3 wait at first, one begins every other month."""
    past = Past(NOW, NOW, (stay(20, 2, 10),), waiting=3)
    found = simulate(past, Question(admissions=1, places=1, months=6))
    assert set(map(tuple, found.admitted.tolist())) == {(1, 0, 1, 0, 1, 0)}
    assert set(map(tuple, found.waiting.tolist())) == {(3, 4, 4, 5, 5, 6)}


def test_the_mean_is_what_was_asked_for() -> None:
    """2.5 admissions a month are 2.5 on average, varying as before; "as before" has the mean of before."""
    past = programme(3)
    for asked, mean, near in ((2.5, 2.5, 0.03), (None, float(past.pool.mean()), 0.08)):
        found = simulate(past, Question(asked, None, None, 24))
        assert found.admitted.mean() == pytest.approx(mean, rel=near)
    assert np.var(simulate(past, Question(2.5)).admitted) > 0.5


def test_large_programmes_follow_the_same_law() -> None:
    """Drawn in groups instead of one by one: the same stock within a hundredth."""
    small, large = programme(5), programme(5)
    factor = 200
    large = Past(NOW, NOW, tuple(Stay(one.came, one.left, one.families * factor) for one in large.stays), 20 * factor)
    small = Past(NOW, NOW, small.stays, 20)
    asked = int(large.pool.max()) * 1000 * 24
    assert asked > MOST_DRAWS
    one, many = (simulate(past, Question(4 * size, 70 * size)) for past, size in ((small, 1), (large, factor)))
    assert add_up(many)
    assert (many.stock <= np.maximum(70 * factor, many.first)).all()
    assert many.stock.mean() / factor == pytest.approx(one.stock.mean(), rel=0.05)


@pytest.mark.parametrize("factor", [1, 300])
def test_it_is_fast(factor: int) -> None:
    """24 months in 1,000 paths, at hundreds of families and at a hundred thousand."""
    past = programme(2)
    past = Past(NOW, NOW, tuple(Stay(one.came, one.left, one.families * factor) for one in past.stays))
    simulate(past, Question(3 * factor, 70 * factor))
    started = time.process_time()
    simulate(past, Question(3 * factor, 70 * factor))
    assert time.process_time() - started < 0.5


def test_the_band_holds_on_data_of_a_known_law() -> None:
    """Where the future is like the past, about 80 of 100 trials lie in the band."""
    trials = [one for seed in range(8) for one in backtest(programme(seed, months=36), (6,))]
    (found,) = coverage(trials)
    assert found.trials > 100
    assert 0.7 <= found.share <= 0.95
    assert abs(found.off) < 3


def test_a_programme_that_grows_is_missed_and_it_says_so() -> None:
    """Admissions three times as many in the last year: the band was too low, and the sentence says both."""
    calm, wild = programme(1), programme(2, inflow=18)
    since = add_months(NOW, -12)
    stays = [one for one in calm.stays if one.came < since] + [one for one in wild.stays if one.came >= since]
    found = coverage(backtest(Past(NOW, NOW, tuple(stays)), (6, 12)))
    assert sum(one.inside for one in found) < 0.7 * sum(one.trials for one in found)
    assert "Familien mehr als die Mitte" in reliability(found)
    assert "zu schmal" in reliability(found)


def test_too_little_past_is_said() -> None:
    """Under ten closed families or twelve full months nothing is simulated, and what is missing is named."""
    assert "keine Familien FAM verlassen (nötig: 10)" in too_little(Past(NOW, NOW))
    young = Past(NOW, NOW, (stay(5, 1, 12), stay(3, None, 4)))
    assert "6 volle Monate seit der ersten Aufnahme (nötig: 12)" in too_little(young)
    assert "hat 1 Familie FAM verlassen" in too_little(Past(NOW, NOW, (stay(15, 1),)))
    assert too_little(programme(1)) == ""
    assert coverage(backtest(young)) == ()
    assert "noch nicht" in reliability(())


def test_the_answer_in_words() -> None:
    """Everybody stays 4 months, 2 come each month, 4 places: 4 in FAM, the queue grows by one; positions by key."""
    stays = tuple(stay(ago, 4, 2) for ago in range(30))
    past = Past(NOW, NOW, stays, places=4, keys={Institution.PRO_ARBEIT: 20.0})
    found = forecast(past, Question(2, 4, None, 12))
    said = answer(found)
    assert said.startswith("Mit 2 Aufnahmen im Monat und 4 Plätzen sind im September 2019 voraussichtlich 4 Familien")
    assert "Auf der Warteliste stehen dann 12" in said
    assert "frei sind 0 Plätze" in said
    assert "Ab Oktober 2018 warten" in said
    assert "Pro Arbeit 0,8" in said  # (4 + 12) / 20
    assert "Die Plätze reichen; frei bleiben dann 2." in answer(forecast(past, Question(2, 10, None, 12)))
    assert "ohne Grenze der Plätze" in answer(forecast(past, Question(None, None, None, 12)))
    assert name(Question(2.5, 1, 6)) == "2,5 im Monat, 1 Platz, Dauer 6 Monate"
    told = " ".join(assumptions(past, Question(2, 4, 6), date(2018, 10, 15)))
    assert "Median 4 Monate" in told
    assert "auf einen Median von 6 Monaten umgerechnet" in told
    assert "Fallschlüssel (Pro Arbeit 20)" in told
