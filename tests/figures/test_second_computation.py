"""Every indicator, counted twice: by SQL, and by plain Python that knows the handbook's words only."""

from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fam.figures import catalogue
from fam.figures.indicator import Breakdown, Figure, Period, month_of, quarter_of
from tests.figures.reference import worlds
from tests.figures.reference.families import world
from tests.figures.reference.parts import PARTS, Parts
from tests.figures.reference.told import TOLD, Told

SEEDS = st.integers(0, 2**32)
PERIODS = st.one_of(
    st.dates(worlds.FIRST, worlds.LAST).map(month_of),
    st.dates(worlds.FIRST, worlds.LAST).map(quarter_of),
    st.dates(worlds.FIRST, worlds.LAST).map(lambda day: month_of(day, as_of=day)),
)


@pytest.fixture
def known(database_url: str) -> worlds.Lists:
    """The choices of a database with two Fachkräfte."""
    return worlds.prepared()


def said(figure: Figure) -> Told:
    """What the program says, as the reference says it."""
    number = figure.number
    return Told(number.value, number.numerator, number.denominator)


def parts_said(breakdown: Breakdown) -> Parts:
    """The parts that anybody is in."""
    return filled({one.code: (one.number.numerator or 0, one.number.denominator) for one in breakdown.parts})


def filled(parts: Parts) -> Parts:
    """Without the rows in which nobody is."""
    return {code: found for code, found in parts.items() if found[0] or found[1]}


def near(one: Told, other: Told) -> bool:
    """Whether both say the same, but for the last digits of a division."""
    pairs = zip(
        (one.value, one.numerator, one.denominator), (other.value, other.numerator, other.denominator), strict=True
    )
    return all((a is None) == (b is None) and (a is None or a == pytest.approx(b)) for a, b in pairs)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=SEEDS, families=st.integers(0, 9), period=PERIODS)
@example(seed=11776, families=2, period=month_of(date(2018, 1, 1)))  # months of two Bedarfsgemeinschaften at once
@example(seed=4294967295, families=5, period=month_of(date(2018, 5, 1)))  # out of receipt, nothing known before
def test_both_say_the_same(known: worlds.Lists, seed: int, families: int, period: Period) -> None:
    """On any families and in any period, value, numerator and denominator are the same."""
    made = world(Random(seed), known, families)
    worlds.write(made)
    days = period.first, period.last
    for figure in catalogue.count(period, TOLD):
        wanted = TOLD[figure.id](made, days)
        assert near(said(figure), wanted), (figure.id, said(figure), wanted)
        for one in figure.breakdowns:
            if tell := PARTS.get((figure.id, one.key)):
                assert parts_said(one) == filled(tell(made, days)), (figure.id, one.key)


def test_the_families_differ(known: worlds.Lists) -> None:
    """Nothing is compared with nothing: over some random families every indicator says different things."""
    seen: dict[str, set[Told]] = {key: set() for key in TOLD}
    for seed in range(40):
        made = world(Random(seed), known, 9)
        for key, tell in TOLD.items():
            seen[key].add(tell(made, (date(2017, 7, 1), date(2018, 3, 31))))
    assert {key: len(told) for key, told in seen.items() if len(told) < 2} == {}
