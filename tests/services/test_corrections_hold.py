"""Whatever is corrected: the history stays without a gap, and Bestand = previous + Zugang - Abgang in every month."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from fam import db
from fam.errors import InvalidForm, NotFound
from fam.figures import monthly
from fam.figures.indicator import month_of
from fam.models import Family, ListItem, StatusPeriod
from fam.rules.corrections import Days, follows
from fam.rules.terms import IN_STOCK, ListName, Status
from fam.services import corrections
from fam.services.corrections import Dates
from tests.support.cast import TODAY, family, member

STEP = st.tuples(st.integers(0, 3), st.integers(-500, 40))
BOTH_DATES = st.tuples(st.integers(-700, 40), st.integers(-700, 40))


def test_what_follows_is_said_before() -> None:
    """Months that get or lose a flow, and the other day of the erasure; nothing where nothing changes."""
    old = Days(date(2017, 5, 1), date(2018, 10, 1), date(2020, 10, 1))
    assert follows(old, old) == []
    new = Days(date(2017, 5, 9), date(2018, 9, 1), date(2020, 9, 1))
    assert follows(old, new) == [
        "Zugang: bleibt im Mai 2017.",
        "Abgang: zählt im September 2018 statt im Oktober 2018.",
        "Statusverlauf, Bestand und Dauer aller betroffenen Monate werden neu gerechnet.",
        "Löschdatum: 01.09.2020 statt 01.10.2020.",
    ]


def holds(family_id: int) -> None:
    """Check history and head against each other, and the identity of every month."""
    with db.program() as session:
        query = select(StatusPeriod).where(StatusPeriod.family_id == family_id)
        chain = session.exec(query.order_by(col(StatusPeriod.starts_on), col(StatusPeriod.id))).all()
        head = session.get_one(Family, family_id)
    assert all(one.ends_on == after.starts_on for one, after in pairwise(chain))
    assert all(one.ends_on is None or one.starts_on <= one.ends_on for one in chain)
    assert chain[-1].ends_on is None
    assert head.admitted_on == next(one.starts_on for one in chain if one.status is Status.ACTIVE)
    assert head.closed_on == chain[-1].starts_on
    assert head.received_on == chain[0].starts_on
    with db.statistics() as session:
        until = month_of(TODAY, TODAY)
        came, went = monthly.admitted(session, until), monthly.closed(session, until)
        begun, ended = monthly.starts(session, until, IN_STOCK), monthly.ends(session, until, IN_STOCK)
    for month in {one for flow in (came, went, *begun.values(), *ended.values()) for one in flow}:
        grown = sum(begun[one].get(month, 0) - ended[one].get(month, 0) for one in IN_STOCK)
        assert grown == came.get(month, 0) - went.get(month, 0)


@pytest.fixture
def case(database: str) -> int:
    """A closed case."""
    return family("Kaya", status=Status.CLOSED)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(STEP, BOTH_DATES), min_size=1, max_size=4), st.booleans())
def test_random_corrections_keep_history_and_figures(case: int, moves: list[tuple[int, int]], whole: bool) -> None:
    """A refused correction changes nothing, an accepted one moves everything."""
    for first, second in moves:
        try:
            with db.transaction(member("anna")) as session:
                if whole:
                    days = [TODAY + timedelta(days=one) for one in (first - 600, second)]
                    reason = session.exec(select(ListItem.id).where(ListItem.list == ListName.CLOSING)).first()
                    corrections.correct(session, case, Dates(days[0], days[1], reason))
                else:
                    numbers = list(corrections.steps(session, case))
                    day = TODAY + timedelta(days=second)
                    corrections.correct_step(session, case, numbers[first % len(numbers)], day)
        except InvalidForm:
            pass
        holds(case)


@pytest.mark.parametrize("who", ["stefan", "lena", "adam", "dora"])
def test_strangers_correct_no_step(who: str, case: int) -> None:
    """Who does not see the head hears that there is nothing."""
    with pytest.raises(NotFound), db.transaction(member(who)) as session:
        corrections.correct_step(session, case, 1, TODAY)
