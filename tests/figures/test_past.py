"""The past that Planung is drawn from: counted by hand, against plain intervals, and never a family."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fam import db
from fam.figures.growth import growth
from fam.figures.past import past
from fam.models import Place
from fam.person import Person
from fam.rules.durations import Stay
from fam.rules.periods import month_end
from fam.rules.terms import Institution, Status
from tests.figures.histories import Case, write
from tests.figures.test_growth import FIRST, LAST, random_case


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return both_databases


def stayed(came: date, left: date | None = None) -> Case:
    """Return a case that was in FAM from one day to another."""
    steps = [(Status.PROPOSED, came - timedelta(days=40)), (Status.ACTIVE, came)]
    return Case((*steps, *([(Status.CLOSED, left)] if left else [])))


def test_by_hand(database: str) -> None:
    """Two came in January, one left in March; one waits, one rests; closed after the day is not closed yet."""
    write(
        [
            stayed(date(2018, 1, 5)),
            stayed(date(2018, 1, 31), date(2018, 3, 1)),
            stayed(date(2018, 2, 1), date(2018, 5, 1)),
            Case(((Status.PROPOSED, date(2018, 1, 1)), (Status.WAITING, date(2018, 2, 1)))),
            Case(((Status.PROPOSED, date(2018, 1, 1)), (Status.ACTIVE, date(2018, 3, 1)),
                  (Status.PAUSED, date(2018, 3, 20)))),
        ]
    )  # fmt: skip
    found = past(date(2018, 4, 15))
    january, february, march = (date(2018, month, 1) for month in (1, 2, 3))
    assert set(found.stays) == {
        Stay(january, None, 1), Stay(january, march, 1), Stay(february, None, 1), Stay(march, None, 1)
    }  # fmt: skip
    assert (found.month, found.full) == (date(2018, 4, 1), march)
    assert (found.inflow, found.waiting, found.paused) == ((2, 1, 1), 1, 1)
    assert [found.stock(month) for month in (january, february, march)] == [2, 3, 3]
    assert past(date(2018, 4, 30)).full == date(2018, 4, 1)
    assert past(date(2017, 12, 31)).stays == ()


def test_places_and_keys_as_entered(cast: Callable[[str], Person]) -> None:
    """The institution with fewer places decides; the key is the mean over its positions, and none is invented."""
    day = date(2018, 10, 15)
    assert (past(day).places, past(day).keys) == (None, {})
    with db.transaction(cast("kerstin")) as session:
        for who, fte, key in (("anna", "0.5", 20), ("stefan", "1", 26), ("amir", "0.75", 20)):
            account = cast(who).account_id
            session.add(Place(account_id=account, starts_on=date(2018, 1, 1), fte=Decimal(fte), case_key=key))
    found = past(day)
    assert found.places == 15  # ASD: 0.75 x 20; Pro Arbeit: 10 + 26
    assert found.keys == {Institution.PRO_ARBEIT: 24.0, Institution.ASD: 20.0}  # 36 families in 1.5 positions


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(random_case(), max_size=12))
def test_the_same_stock_as_on_wachstum(database: str, cases: list[Case]) -> None:
    """Counted by months of coming and leaving, every month's stock and admissions are those of the growth curve."""
    write(cases)
    found, rows = past(month_end(LAST)), growth(month_end(LAST))
    assert [found.stock(row.month) for row in rows if row.stock is not None] == [
        row.stock for row in rows if row.stock is not None
    ]
    assert sum(found.inflow) == sum(row.inflow or 0 for row in rows)
    assert all(one.came >= FIRST for one in found.stays)
