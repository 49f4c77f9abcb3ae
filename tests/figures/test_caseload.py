"""I01 to I06 on lists counted by hand."""

from datetime import date

import pytest

from fam.rules.terms import ListName, MemberRole
from tests.figures.entries import day, item, put
from tests.figures.hand import figure, parts, person, share
from tests.figures.histories import Case, case, write
from tests.figures.test_growth import HAND, A, C, E, P, R, W, plan


@pytest.fixture
def database(database_url: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return database_url


@pytest.mark.usefixtures("database")
def test_stock_by_hand() -> None:
    """31.03.: 1 and 5 active, 4 pauses; 28.02.: 1, 2 (last day) and 4 active; nobody on the day before the first."""
    write(HAND)
    march = figure("I01", "01.03.", "31.03.")
    assert (march.number.value, parts(march, "status")) == (3, {"aktiv": 2, "ruhend": 1})
    assert figure("I01", "01.02.", "28.02.").number.value == 3
    assert figure("I01", "01.01.", "06.01.").number.value == 1


@pytest.mark.usefixtures("database")
def test_persons_in_stock_by_hand() -> None:
    """Two families in stock on 31.03.2017, the closed one's people do not count; ages go by the month of birth."""
    here = case((P, "01.01."), (E, "02.01."), (A, "03.01."))
    write([here, here, case((P, "01.01."), (E, "02.01."), (A, "03.01."), (C, "31.03."))])
    put(
        person(1, MemberRole.MOTHER, date(1980, 5, 5)),
        person(1, MemberRole.CHILD, date(1999, 4, 1)),  # 17: turns 18 in April
        person(1, MemberRole.CHILD, date(1999, 3, 31)),  # 18 since March, U25
        person(1, MemberRole.CHILD, date(2010, 1, 1), until="31.03."),  # no longer there on the day itself
        person(2, MemberRole.MOTHER, date(1995, 1, 1)),  # a mother of 22 is U25, but no child
        person(2, MemberRole.CHILD, None),  # by her role: a child
        person(2, MemberRole.YOUNG_PERSON, None),  # by his role: U25
        person(2, MemberRole.GRANDPARENT, None),
        person(3, MemberRole.CHILD, date(2012, 1, 1)),
    )
    found = figure("I01", "01.03.", "31.03.")
    assert parts(found, "persons") == {"Personen": 7, "Kinder (unter 18)": 2, "U25 (unter 25)": 5}
    assert [found.part("persons", code).families for code in ("persons", "children", "u25")] == [2, 2, 2]


@pytest.mark.usefixtures("database")
def test_an_age_does_not_move_when_only_the_month_stays() -> None:
    """On 10.03., before the birthday on 31.03., somebody born in March 1999 counts as 18: as after an erasure."""
    for born in (date(1999, 3, 31), date(1999, 3, 1)):
        write([case((P, "01.01."), (E, "02.01."), (A, "03.01."))])
        put(person(1, MemberRole.CHILD, born))
        assert parts(figure("I01", "01.03.", "10.03."), "persons") == {"Personen": 1, "U25 (unter 25)": 1}


@pytest.mark.usefixtures("database")
def test_inflow_outflow_balance_by_hand() -> None:
    """February: 3 and 4 come, 3 and 7 leave; January: 1, 2 and 7 come. Since 1 January: 3, then still 3."""
    again, source = {"readmission": True}, {"source_id": item(ListName.SOURCE, "SCHULE")}
    write([*HAND, Case(HAND[0].steps, head=again | source)])
    january, february = figure("I02", "01.01.", "31.01."), figure("I02", "01.02.", "28.02.")
    assert (january.number.value, february.number.value) == (4, 2)
    assert parts(january, "returning") == {"erstmals": 3, "Wiederaufnahme": 1}
    assert parts(january, "source") == {"Schule": 1, "nicht erfasst": 3}
    assert [figure("I03", f"01.{month}.", "28.02.").number.value for month in ("01", "02")] == [2, 2]
    assert parts(figure("I03", "01.01.", "28.02."), "reason") == {"nicht erfasst": 2}
    balance = figure("I04", "01.02.", "28.02.")
    assert (balance.number.value, parts(balance, "cumulated")) == (0, {"aufsummiert seit dem 01.01.2017": 4})
    assert balance.number.families == 3  # 3 comes and goes, 4 comes, 7 goes


@pytest.mark.usefixtures("database")
def test_present_by_hand() -> None:
    """In March: 1, 4 and 5; 2 left on the first day of March and was there no day of it. In the quarter all six."""
    write(HAND)
    assert figure("I05", "01.03.", "31.03.").number.value == 3
    assert figure("I05", "28.02.", "28.02.").number.value == 3
    assert figure("I05", "01.01.", "31.03.").number.value == 6
    write([case((P, "01.01."), (E, "02.01."), (A, "03.01."), (C, "03.01."))])  # left on the day of admission
    assert figure("I05", "01.01.", "31.12.").number.value == 0


@pytest.mark.usefixtures("database")
def test_against_the_plan_by_hand() -> None:
    """3 of 6 planned on 31.03.; a plan decided after the Stichtag does not count; without one there is no value."""
    write(HAND)
    assert figure("I06", "01.03.", "31.03.").number.value is None
    plan("Plan", date(2016, 12, 1), {"01.03.": 6})
    plan("Später", day("01.04."), {"01.03.": 30})
    march = figure("I06", "01.03.", "31.03.")
    assert (share(march.number), march.number.value, march.number.small) == ((3, 6), 0.5, False)
    assert parts(march, "gap") == {"Abstand zum Plan in Familien": -3}


@pytest.mark.usefixtures("database")
def test_as_known_on_a_day_by_hand() -> None:
    """Admitted on 10.02. but typed in on 20.03., paused on 01.03. and typed in on 05.04., closed on 15.04.

    As known on 10.03. nothing had happened; on 25.03. it was active since February; on 10.04. paused since March.
    """
    steps = ((P, "01.01."), (E, "02.01."), (W, "03.01."), (A, "10.02."), (R, "01.03."), (C, "15.04."))
    typed = ("01.01.", "02.01.", "03.01.", "20.03.", "05.04.", "15.04.")
    late = Case(tuple((status, day(text)) for status, text in steps), entered=tuple(day(text) for text in typed))
    write([late])
    march = ("01.03.", "31.03.")
    assert figure("I09", *march, "10.03.").number.value == 1
    assert [figure("I01", *march, known).number.value for known in ("10.03.", "25.03.", "10.04.", "")] == [0, 1, 1, 1]
    states = [parts(figure("I01", *march, known), "status") for known in ("25.03.", "10.04.")]
    assert states == [{"aktiv": 1}, {"ruhend": 1}]
    february = ("01.02.", "28.02.")
    assert [figure("I02", *february, known).number.value for known in ("10.03.", "25.03.")] == [0, 1]
    april = ("01.04.", "30.04.")
    assert [figure("I03", *april, known).number.value for known in ("14.04.", "15.04.")] == [0, 1]
    assert [figure("I05", "20.04.", "30.04.", known).number.value for known in ("14.04.", "15.04.")] == [1, 0]
