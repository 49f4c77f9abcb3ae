"""Divided totals: they add up to the undivided ones, and Leitung is refused."""

from collections.abc import Callable
from datetime import date

import pytest

from fam.errors import NotAllowed
from fam.figures.overview import overview
from fam.figures.splits import Split, split
from fam.person import Person
from fam.rules.terms import Institution, Status

TODAY, START = date(2018, 10, 15), date(2014, 1, 1)


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return both_databases


@pytest.fixture
def families(make_family: Callable[..., int]) -> None:
    """Four families: two active in Langen, one paused in Egelsbach, one closed."""
    make_family("Eins")
    make_family("Zwei", institution=Institution.ASD)
    make_family("Drei", status=Status.PAUSED, town="Egelsbach")
    make_family("Vier", status=Status.CLOSED)


@pytest.mark.usefixtures("families")
def test_parts_add_up(cast: Callable[[str], Person]) -> None:
    """Every split adds up to the total on the page, for the Fachkraft with other families too."""
    seen = overview(TODAY)
    totals = {
        Split.STOCK_BY_TOWN: seen.now.stock,
        Split.RECEIVED_BY_SOURCE: sum(row.received or 0 for row in seen.counted),
        Split.RECEIVED_BY_TOWN: sum(row.received or 0 for row in seen.counted),
        Split.RECEIVED_BY_INSTITUTION: sum(row.received or 0 for row in seen.counted),
        Split.INFLOW_BY_SOURCE: sum(row.inflow or 0 for row in seen.counted),
        Split.OUTFLOW_BY_REASON: sum(row.outflow or 0 for row in seen.counted),
    }
    for kind, total in totals.items():
        assert sum(part.families for part in split(cast("stefan"), kind, START, TODAY).parts) == total, kind


@pytest.mark.usefixtures("families")
def test_parts_by_hand(cast: Callable[[str], Person]) -> None:
    """Labels are German, the largest part comes first, what is unknown last."""
    parts = split(cast("kerstin"), Split.STOCK_BY_TOWN, START, TODAY).parts
    assert [(part.label, part.families) for part in parts] == [("Langen (Hessen)", 2), ("Egelsbach", 1)]
    whose = split(cast("kerstin"), Split.RECEIVED_BY_INSTITUTION, START, TODAY).parts
    assert [(part.label, part.families) for part in whose] == [("Pro Arbeit", 3), ("ASD", 1)]
    assert [part.label for part in split(cast("konrad"), Split.OUTFLOW_BY_REASON, START, TODAY).parts] == [
        "nicht erfasst"
    ]
    assert split(cast("konrad"), Split.OUTFLOW_BY_REASON, TODAY, TODAY).parts == ()


@pytest.mark.parametrize("kind", Split)
@pytest.mark.parametrize("name", ["lena", "adam"])
def test_leitung_gets_no_split(cast: Callable[[str], Person], name: str, kind: Split) -> None:
    """Leitung and Administration are refused by the figures themselves, whatever a page asks for."""
    with pytest.raises(NotAllowed):
        split(cast(name), kind, START, TODAY)
