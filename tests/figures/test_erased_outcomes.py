"""One erased case with everything that an indicator can read: all 36 keep their numbers, and would miss each table."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from fam import db
from fam.erasing import anonymise
from fam.figures import catalogue
from fam.figures.indicator import Period, month_of, quarter_of
from fam.models import (
    Attendee,
    Goal,
    Meeting,
    Member,
    Need,
    Receipt,
    Review,
    Station,
    table,
)
from fam.rules.plan_terms import GoalOutcome, Perspective, ReceiptEnd, ReviewKind, StationKind
from fam.rules.terms import ListName
from tests.figures.entries import OF, item, meeting, put, review
from tests.figures.test_paths import FULL, NONE, person, receipt, station, unit
from tests.support.cast import TODAY
from tests.support.erasing import old_case

Make = Callable[..., int]
MAY = month_of(date(2014, 5, 1))
PERIODS = (MAY, Period(MAY.first, MAY.last, date(2099, 1, 1)), quarter_of(MAY.first), month_of(date(2014, 6, 1)))


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and PostgreSQL."""
    return both_databases


@pytest.fixture
def full(make_family: Make) -> int:
    """A case in FAM in May 2014: a young person born on the 31st in training, one BG that left, a goal, a meeting."""
    family, area = old_case(make_family), item(ListName.AREA, "ARBEIT")
    young, adult = person(family, "1998-05-31"), person(family, "1970-08-31")
    number = unit(family, young, adult)
    station(young, StationKind.TRAINING_COMPANY, "20.05.14")
    station(adult, StationKind.EMPLOYED, "12.05.14")
    receipt(family, number, FULL, "01.01.12", "15.05.14", percent=100)
    receipt(family, number, NONE, "15.05.14", why=ReceiptEnd.WORK)
    put(Goal(family_id=family, area_id=area, text="geheim", event_on=date(2014, 5, 2), outcome=GoalOutcome.REACHED,
             ended_on=date(2014, 5, 30), **OF))  # fmt: skip
    for day, level in ((date(2014, 5, 2), 0), (date(2014, 5, 30), 2)):
        put(Need(family_id=family, area_id=area, perspective=Perspective.FAMILY, level=level, event_on=day, **OF))
    meeting(family, "14.05.14")
    review(family, ReviewKind.FAM, "20.05.14", "22.05.14")
    return family


def every(*periods: Period) -> str:
    """Return all indicators of the periods as text."""
    return "\n".join(repr(one) for period in periods or PERIODS for one in catalogue.count(period))


def test_no_number_moves(full: int) -> None:
    """All indicators, as known now and as known then, are the same text; and the case is in them."""
    before = every()
    numbers = {one.id: one.number.numerator for one in catalogue.count(MAY)}
    assert {one: numbers[one] for one in ("I01", "I21", "I22", "I23", "I24", "I25", "I27")} == {
        "I01": 1, "I21": 1, "I22": 1, "I23": 1, "I24": 2, "I25": 1, "I27": 2,
    }  # fmt: skip
    with db.program() as session:
        anonymise(session, full, TODAY)
    assert every() == before


def test_the_comparison_would_miss_each_table(full: int) -> None:
    """Without its rows of one table after the other the numbers change each time: that they stay is no formality."""
    before = every(MAY)
    for model in (Attendee, Meeting, Station, Receipt, Goal, Need, Review, Member):
        one = table(model)
        with db.engine().execution_options(fam_write=True).begin() as connection:
            connection.execute(sa.delete(one).where(one.c.family_id == full))
        without = every(MAY)
        assert without != before, model
        before = without
