"""I13 to I15 on lists counted by hand."""

from decimal import Decimal

import pytest

from fam.figures.catalogue import BY_ID
from fam.figures.indicator import Openness
from fam.models import Place
from tests.figures.entries import day, put
from tests.figures.hand import account, figure, lead, share
from tests.figures.histories import case, write
from tests.figures.test_growth import A, C, E, P, R


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return both_databases


def place(name: str, fte: str, key: int, since: str = "01.01.", until: str = "") -> Place:
    """Return places of somebody of the cast in days of 2017."""
    ends_on = day(until) if until else None
    return Place(account_id=account(name), fte=Decimal(fte), case_key=key, starts_on=day(since), ends_on=ends_on)


ACTIVE = case((P, "01.01."), (E, "02.01."), (A, "03.01."))
PAUSED = case((P, "01.01."), (E, "02.01."), (A, "03.01."), (R, "01.02."))


@pytest.mark.usefixtures("database")
def test_institutions_by_hand() -> None:
    """Five active and two paused: Pro Arbeit has 0.5 x 15 = 7.5 places until 01.03., then 10; the ASD none.

    A quarter: (7 + 5 + 5) / 3 families on the month-ends by (7.5 + 7.5 + 10) / 3 places: 17 of 25.
    """
    write([*[ACTIVE] * 5, *[PAUSED] * 2])
    put(place("anna", "0.50", 15, until="01.03."), place("anna", "1.00", 10, since="01.03."))
    february, march = figure("I13", "01.02.", "28.02."), figure("I13", "01.03.", "31.03.")
    assert share(february.part("institution", "PRO_ARBEIT")) == (5, 7.5)
    assert february.part("institution", "ASD").value is None
    assert (share(march.number), march.number.value) == ((5, 10), 0.5)
    assert share(march.part("half", "PRO_ARBEIT")) == (6, 10)
    quarter = figure("I13", "01.01.", "31.03.")
    assert quarter.part("institution", "PRO_ARBEIT").value == pytest.approx(17 / 25)
    put(place("amir", "1.00", 20))
    assert share(figure("I13", "01.03.", "31.03.").number) == (10, 30)  # every family once for each institution


@pytest.mark.usefixtures("database")
def test_workers_by_hand() -> None:
    """Anna leads five active families and has 7.5 places, Stefan one; paused, ended and deputised ones do not count."""
    write([*[ACTIVE] * 6, PAUSED])
    put(place("anna", "0.50", 15), place("amir", "1.00", 20))
    put(*[lead(family, "anna", "03.01.") for family in (1, 2, 3, 4, 5, 7)], lead(6, "stefan", "03.01."))
    put(lead(6, "anna", "03.01.", "31.03."), lead(6, "anna", "01.03.", "10.04.", deputy=True))
    found = figure("I14", "01.03.", "31.03.")
    shown = {part.label: share(part.number) for part in found.breakdowns[0].parts}
    assert shown == {"Amir": (0, 20), "Anna": (5, 7.5), "Stefan (vertreten)": (1, None)}
    assert share(found.number) == (6, 27.5)
    assert (found.number.families, found.number.base) == (6, 6)
    assert BY_ID["I14"].openness is Openness.TEAM


@pytest.mark.usefixtures("database")
def test_deputies_by_hand() -> None:
    """March: 1 and 2 all 31 days, 3 until 10.03. (10 days), 4 never: 72 family-days.

    Stefan deputises in 1 from 01.03. to 05.03. (5 days), Amir's colleague from 04.03. to 07.03. (4 days, 2 of them the
    same): 7 days; in 3 from 06.03. on: 5 days more until it leaves.
    """
    gone = case((P, "01.01."), (E, "02.01."), (A, "03.01."), (C, "11.03."))
    before = case((P, "01.01."), (E, "02.01."), (A, "03.01."), (C, "01.03."))
    write([ACTIVE, PAUSED, gone, before])
    put(
        lead(1, "stefan", "20.02.", "06.03.", deputy=True),
        lead(1, "amir", "04.03.", "08.03.", deputy=True),
        lead(3, "stefan", "06.03.", deputy=True),
        lead(4, "stefan", "01.01.", deputy=True),
        lead(2, "anna", "01.01."),
    )
    found = figure("I15", "01.03.", "31.03.")
    assert share(found.number) == (12, 72)
    assert (found.number.families, found.number.base) == (2, 3)
    parts = {part.label: share(part.number) for part in found.breakdowns[0].parts}
    assert parts == {"Pro Arbeit": (10, 72), "ASD": (4, 72)}
