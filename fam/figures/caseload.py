"""I01: the caseload on a day."""

from sqlmodel import Session

from fam.figures.indicator import Breakdown, Figure, Indicator, Kind, Openness, Part, Period, When, count
from fam.figures.population import in_statuses, size
from fam.rules.terms import IN_STOCK, Status


def _stock(session: Session, period: Period) -> Figure:
    number = {one: size(session, in_statuses(period, [one])) for one in IN_STOCK}
    states = tuple(Part(one.value, one.label, count(number[one])) for one in (Status.ACTIVE, Status.PAUSED))
    return Figure("I01", period, count(sum(number.values())), (Breakdown("status", "Status", states),))


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I01",
        title="Bestand",
        kind=Kind.COUNT,
        when=When.STICHTAG,
        openness=Openness.OPEN,
        counted=_stock,
        numerator="Familien (FAM-Fälle), die am Stichtag in FAM sind: Status "
        f"{' oder '.join(s.label for s in IN_STOCK)}.",
        date_rule="Stichtag ist der letzte Kalendertag des Monats, im laufenden Monat der Stand. Eine Familie ist in "
        "FAM vom Aufnahmedatum bis zum letzten Tag in FAM, beide eingeschlossen.",
        pitfalls="Ruhende Familien zählen mit und stehen auch getrennt. Gezählt werden Familien, nicht Personen oder "
        "Bedarfsgemeinschaften. Anonymisierte Fälle bleiben in früheren Monaten gezählt.",
        official="Bestand",
    ),
)
