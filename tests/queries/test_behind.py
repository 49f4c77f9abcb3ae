"""The families behind a number: those that the figures count, as far as the person sees them."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from fam import db
from fam.figures import catalogue
from fam.figures.dividing import UNKNOWN
from fam.figures.growth import growth
from fam.figures.indicator import Period, month_of
from fam.models import Family
from fam.person import Person, system
from fam.queries import behind, families
from fam.queries.families import Search
from fam.rules.behind import TOTALS, Behind, By, Count
from fam.rules.terms import Institution, Status

Make = Callable[..., int]
Cast = Callable[[str], Person]
TODAY, FIRST = date(2018, 10, 15), date(2017, 1, 1)


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return both_databases


@pytest.fixture
def cases(make_family: Make) -> None:
    """Of every status one that Anna leads, and a second one that she does not."""
    for status in (Status.PROPOSED, Status.EXAMINATION, Status.WAITING, Status.ACTIVE, Status.PAUSED, Status.CLOSED):
        make_family(f"Eigen {status.label}", status=status)
        make_family(f"Fremd {status.label}", status=status, leads=("stefan", "amir"), town="Egelsbach")


def seen(person: Person, one: Behind) -> list[str]:
    """Return the names of the families behind a number that a person sees."""
    with db.reading(person) as session:
        return [row.name for row in families.find(session, Search(behind=one)).rows]


@pytest.mark.usefixtures("cases")
def test_every_number_has_its_families() -> None:
    """For the program itself, who sees all, the list is as long as the number, in every month."""
    for row in (growth(TODAY)[2], growth(TODAY)[-1]):  # May 2017, in which everybody was admitted, and October 2018
        period, pipeline = month_of(row.month, TODAY), row.pipeline or {}
        wanted = {
            Count.STOCK: row.stock, Count.PAUSED: row.paused, Count.INFLOW: row.inflow, Count.OUTFLOW: row.outflow,
            Count.RECEIVED: row.received, Count.NOT_ADMITTED: row.not_admitted, Count.WITHDRAWN: row.withdrawn,
            Count.PROPOSED: pipeline[Status.PROPOSED], Count.EXAMINATION: pipeline[Status.EXAMINATION],
            Count.WAITING: pipeline[Status.WAITING],
        }  # fmt: skip
        days = (period.first, period.last)
        assert {what: len(seen(system(TODAY), Behind(what, *days))) for what in TOTALS} == wanted
    year = {what: len(seen(system(TODAY), Behind(what, FIRST, TODAY))) for what in (Count.INFLOW, Count.OUTFLOW)}
    assert year == {Count.INFLOW: 6, Count.OUTFLOW: 2}


@pytest.mark.usefixtures("cases")
def test_nobody_sees_more_by_it(cast: Cast) -> None:
    """Anna sees her own behind the same number, Stefan his, Lena none; Koordination every head as ever."""
    stock = Behind(Count.STOCK, FIRST, TODAY)
    assert seen(cast("anna"), stock) == ["Eigen aktiv", "Eigen ruhend"]
    assert seen(cast("stefan"), stock) == ["Fremd aktiv", "Fremd ruhend"]
    assert len(seen(cast("kerstin"), stock)) == 4
    for name in ("lena", "adam", "dora"):
        assert [seen(cast(name), Behind(what, FIRST, TODAY)) for what in TOTALS] == [[]] * len(TOTALS)


@pytest.mark.usefixtures("cases")
def test_a_part_has_its_families() -> None:
    """By town, source, institution and reason; the unknown ones too."""
    everybody = system(TODAY)
    (regions,) = catalogue.count(Period(FIRST, TODAY), ["I34"])
    egelsbach = Behind(Count.STOCK, FIRST, TODAY, None, By.TOWN, "06438003")
    assert len(seen(everybody, egelsbach)) == regions.part("town", "06438003").value == 2
    whose = [Behind(Count.RECEIVED, FIRST, TODAY, None, By.INSTITUTION, one.value) for one in Institution]
    assert [len(seen(everybody, one)) for one in whose] == [12, 0]
    with db.program() as session:
        source = session.exec(select(Family.source_id)).first()
    assert source
    assert len(seen(everybody, Behind(Count.INFLOW, FIRST, TODAY, None, By.SOURCE, "U25"))) == 6
    assert seen(everybody, Behind(Count.INFLOW, FIRST, TODAY, None, By.SOURCE, UNKNOWN)) == []
    assert len(seen(everybody, Behind(Count.OUTFLOW, FIRST, TODAY, None, By.REASON, UNKNOWN))) == 2
    with db.reading(everybody) as session:
        assert behind.part(session, egelsbach) == ", Wohnort: Egelsbach"
        assert behind.part(session, whose[0]) == ", Institution: Pro Arbeit"
        assert behind.part(session, Behind(Count.OUTFLOW, FIRST, TODAY, None, By.REASON, "AB06")) == (
            ", Hauptgrund: Kontakt abgebrochen"
        )
