"""Stock and flow by month: computed by hand, and by plain Python over random histories (I01-I04)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fam import db
from fam.figures.growth import MonthRow, MonthState, caseload, growth
from fam.models import PlanPoint, PlanVersion
from fam.rules.periods import inflow, month_end, next_month, outflow, stock
from fam.rules.terms import PIPELINE, Status
from tests.figures.entries import day
from tests.figures.histories import Case, case, in_stock, paused, write

FIRST, LAST = date(2016, 11, 1), date(2017, 6, 30)
P, E, W, A, R, C, N, Z, X = (
    Status.PROPOSED, Status.EXAMINATION, Status.WAITING, Status.ACTIVE, Status.PAUSED, Status.CLOSED,
    Status.NOT_ADMITTED, Status.WITHDRAWN, Status.ANONYMISED,
)  # fmt: skip


@pytest.fixture
def database(database_url: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return database_url


def shown(rows: tuple[MonthRow, ...]) -> list[tuple[object, ...]]:
    """Return the rows as people read them: month, Bestand, davon ruhend, Zugang, Abgang, Saldo, Plan."""
    return [(row.month.month, row.stock, row.paused, row.inflow, row.outflow, row.balance, row.plan) for row in rows]


def plan(title: str, decided_on: date, points: dict[str, int]) -> None:
    """Decide on a plan for months of 2017."""
    with db.program() as session:
        version = PlanVersion(title=title, decided_on=decided_on)
        session.add(version)
        session.flush()
        assert version.id
        session.add_all(
            [PlanPoint(plan_id=version.id, month=day(text), planned_stock=count) for text, count in points.items()]
        )


HAND = (
    case((P, "05.01."), (E, "10.01."), (A, "20.01.")),  # comes in January and stays
    case((P, "05.01."), (E, "06.01."), (A, "07.01."), (C, "01.03.")),  # last day 28.02.: in stock then, leaves in March
    case((P, "01.02."), (E, "02.02."), (A, "03.02."), (C, "20.02.")),  # in and out within February: never in stock
    case((P, "01.02."), (E, "02.02."), (A, "28.02."), (R, "15.03."), (A, "10.04.")),  # pauses over 31.03.
    case((P, "01.02."), (E, "03.02."), (W, "10.02."), (A, "31.03.")),  # admitted on a Stichtag
    case((P, "03.03."), (E, "04.03."), (N, "20.03."), (X, "01.04.")),  # not admitted, later anonymised
    case((P, "03.01."), (E, "04.01."), (A, "05.01."), (C, "10.02."), (X, "01.04.")),  # anonymised: history still counts
    case((P, "09.04."),),
)  # fmt: skip


def test_by_hand(database: str) -> None:
    """A small list counted by hand: closing on a month's last day, in and out within a month, pause, anonymised."""
    write(HAND)
    assert shown(growth(day("30.04."))) == [
        (1, 3, 0, 3, 0, 3, None),
        (2, 3, 0, 2, 2, 0, None),
        (3, 3, 1, 1, 1, 0, None),
        (4, 3, 0, 0, 0, 0, None),
    ]


def test_pipeline_by_hand(database: str) -> None:
    """The pipeline on each Stichtag, and what came in and was turned down in the month."""
    write(HAND)
    rows = growth(day("30.04."))
    waiting = [row.pipeline and row.pipeline[Status.WAITING] for row in rows]
    assert [row.received for row in rows] == [3, 3, 1, 1]
    assert [row.not_admitted for row in rows] == [0, 0, 1, 0]
    assert waiting == [0, 1, 0, 0]
    assert rows[-1].pipeline == {Status.PROPOSED: 1, Status.EXAMINATION: 0, Status.WAITING: 0}


def test_identity_at_the_edge(database: str) -> None:
    """A last day in FAM on 28.02. still counts that day; the family leaves in March, and both sides agree."""
    write([case((P, "01.01."), (E, "02.01."), (A, "03.01."), (C, "01.03."))])
    february, march = growth(day("31.03."))[1:]
    assert (february.stock, february.outflow, march.stock, march.outflow) == (1, 0, 0, 1)
    assert all(row.holds for row in (february, march))


def test_a_broken_history_is_seen(database: str) -> None:
    """When head and status history disagree, the month says so, and only that month."""
    write([case((P, "01.01."), (E, "02.01."), (A, "03.02."))])
    with db.engine().execution_options(fam_write=True).begin() as connection:
        connection.exec_driver_sql("UPDATE family SET admitted_on = NULL")
    rows = growth(day("31.03."))
    assert [row.holds for row in rows] == [True, False, True]
    assert (rows[1].stock, rows[1].expected) == (1, 0)


def test_running_and_future_months(database: str) -> None:
    """The running month counts up to the day; later months have their plan only, until the plan's end."""
    write([case((P, "01.01."), (E, "02.01."), (A, "10.02.")), case((P, "05.01."), (E, "06.01."), (A, "20.02."))])
    plan("Beschluss", date(2016, 12, 1), {"01.01.": 0, "01.02.": 3, "01.04.": 5})
    rows = growth(day("15.02."))
    assert [row.state for row in rows] == [MonthState.FULL, MonthState.RUNNING, MonthState.FUTURE, MonthState.FUTURE]
    assert shown(rows) == [
        (1, 0, 0, 0, 0, 0, 0),
        (2, 1, 0, 1, 0, 1, 3),
        (3, None, None, None, None, None, None),
        (4, None, None, None, None, None, 5),
    ]


def test_the_plan_of_the_day(database: str) -> None:
    """As of a past day, the plan decided by then counts; of two of one day the later entered one."""
    write([case((P, "01.01."))])
    plan("Alt", date(2016, 12, 1), {"01.01.": 10})
    plan("Neu", day("20.01."), {"01.01.": 11, "01.03.": 12})
    plan("Korrektur", day("20.01."), {"01.01.": 13})
    assert [row.plan for row in growth(day("19.01."))] == [10]
    assert [row.plan for row in growth(day("20.01."))] == [13]


def test_no_case(database: str) -> None:
    """An empty database shows the running month with zeros; with a plan, all its months."""
    assert shown(growth(day("15.02."))) == [(2, 0, 0, 0, 0, 0, None)]
    plan("Plan", date(2016, 12, 1), {"01.01.": 1, "01.03.": 2})
    assert [row.plan for row in growth(day("15.02."))] == [1, None, 2]


def test_caseload_counts_on(database: str) -> None:
    """The command's rows are integers in every month asked for: before the first case, and after today."""
    write(HAND)
    rows = caseload(date(2016, 12, 1), date(2017, 6, 1), day("15.04."))
    assert [row.stock for row in rows] == [0, 3, 3, 3, 3, 3, 3]
    assert caseload(date(2017, 3, 1), date(2017, 3, 1), day("15.04."))[0].before == 3
    assert all(row.holds for row in rows)


days = st.dates(FIRST, LAST)


@st.composite
def random_case(draw: st.DrawFn) -> Case:
    """A case with a believable order of statuses on any days, several on one day included."""
    way: list[Status] = [P, E]
    end = draw(st.sampled_from(["open", "waiting", "declined", "withdrawn", "active", "closed", "anonymised"]))
    if end in ("waiting", "declined", "withdrawn"):
        way += {"waiting": [W], "declined": [N], "withdrawn": [W, Z]}[end]
        way += draw(st.sampled_from([[], [X]])) if end == "declined" else []
    elif end != "open":
        way += [*draw(st.sampled_from([[], [W]])), A, *draw(st.sampled_from([[], [R], [R, A], [R, A, R]]))]
        way += {"active": [], "closed": [C], "anonymised": [C, X]}[end]
    return Case(tuple(zip(way, sorted(draw(st.lists(days, min_size=len(way), max_size=len(way)))), strict=True)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(random_case(), max_size=12), as_of=days)
def test_like_plain_python(database: str, cases: list[Case], as_of: date) -> None:
    """On any history and any day, SQL and a plain walk over intervals say the same, and the identity holds."""
    write(cases)
    times = [case.in_fam for case in cases if case.in_fam]
    for row in growth(as_of):
        after = min(next_month(row.month), as_of + timedelta(days=1))
        stichtag = min(month_end(row.month), as_of)
        assert row.stock == stock(times, stichtag) == stock(in_stock(cases), stichtag)
        assert row.paused == stock(paused(cases), stichtag)
        assert row.inflow == inflow(times, row.month, after)
        assert row.outflow == outflow(times, row.month, after)
        assert row.received == sum(row.month <= case.received_on < after for case in cases)
        assert row.pipeline == {
            status: stock([period for case in cases for period in case.in_status([status])], stichtag)
            for status in PIPELINE
        }
        assert row.holds


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(random_case(), max_size=8), late=st.integers(0, 60), known_on=days, as_of=days)
def test_as_known_on_a_day_like_plain_python(
    database: str, cases: list[Case], late: int, known_on: date, as_of: date
) -> None:
    """What was typed in up to a day gives the same figures as if nothing after it had ever been typed in."""
    typed = [replace(one, entered=tuple(day + timedelta(days=late) for _status, day in one.steps)) for one in cases]
    write(typed)
    then = growth(as_of, known_on)
    known = [Case(one.steps[: sum(day <= known_on for day in one.entered)]) for one in typed]
    write([one for one in known if one.steps])
    assert then == growth(as_of)
