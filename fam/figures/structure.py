"""Where the families in FAM live and who they are: Regionalverteilung and Familienstruktur (I34, I35)."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import and_, case, func
from sqlmodel import Session, col, select

from fam.figures.dividing import by_region, by_town, residence
from fam.figures.indicator import Breakdown, Figure, Indicator, Kind, Number, Part, Period, When, count
from fam.figures.persons import AGES, PARENTS, child, members
from fam.figures.population import in_stock, size
from fam.figures.wording import STICHTAG
from fam.models import Member

MANY = 3  # so many children and more make a class of their own


class Shape(NamedTuple):
    """What a family looks like on the Stichtag: how many parents, children under 18, children under 6."""

    parents: int
    children: int
    small: int


def _regions(session: Session, period: Period) -> Figure:
    stock, town = in_stock(period), residence(period)
    divided = by_town(session, stock, town), by_region(session, stock, town)
    return Figure("I34", period, count(size(session, stock)), divided)


def _structure(session: Session, period: Period) -> Figure:
    stock = in_stock(period)
    shapes = _shapes(session, period)
    total = size(session, stock)

    def having(wanted: Callable[[Shape], bool]) -> Number:
        return count(sum(number for shape, number in shapes.items() if wanted(shape)))

    kinds = (
        Part("single", "alleinerziehend", having(lambda one: one.parents == 1 and one.children > 0)),
        Part("small", "mit Kind unter 6", having(lambda one: one.small > 0)),
        Part("many", f"mit {MANY} und mehr Kindern", having(lambda one: one.children >= MANY)),
    )
    sizes = (
        Part("0", "kein Kind unter 18", having(lambda one: one.children == 0)),
        Part("1", "1 Kind", having(lambda one: one.children == 1)),
        Part("2", "2 Kinder", having(lambda one: one.children == 2)),
        Part("3+", "3 und mehr Kinder", having(lambda one: one.children >= MANY)),
    )
    unknown = total - sum(shapes.values())
    rest = [Part("UNKNOWN", "keine Personen erfasst", count(unknown))] if unknown else []
    views = (
        Breakdown("structure", "Familienstruktur", kinds, whole=False),
        Breakdown("children", "Kinder unter 18", (*sizes, *rest)),
    )
    return Figure("I35", period, count(total), views)


def _shapes(session: Session, period: Period) -> dict[Shape, int]:
    """Return how many families have which shape; families without persons are missing."""
    grown = col(Member.role).in_(PARENTS)
    kinds = (grown, child(period), child(period, years=6))
    sums = [func.sum(case((and_(one), 1), else_=0)).label(f"n{place}") for place, one in enumerate(kinds)]
    each = select(*sums).where(*members(in_stock(period), period)).group_by(col(Member.family_id)).subquery()
    shape = (each.c.n0, each.c.n1, each.c.n2)
    rows = session.exec(select(*shape, func.count()).group_by(*shape))
    return {Shape(int(parents), int(young), int(small)): int(number) for parents, young, small, number in rows}


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="I34",
        title="Regionalverteilung",
        kind=Kind.COUNT,
        when=When.STICHTAG,
        counted=_regions,
        numerator="Bestand nach der Gemeinde des Hauptwohnsitzes am Stichtag, daneben nach Region des Kreises.",
        denominator="Bestand am Stichtag.",
        date_rule=f"{STICHTAG} Es zählt die Anschrift, die an diesem Tag galt: ein Umzug ändert frühere Monate nicht.",
        pitfalls="Gelten mehrere Anschriften zugleich, zählt die, die am längsten besteht. Ohne Anschrift für den "
        "Stichtag zählt der Wohnort im Kopf der Akte, also der heutige. Eine Anschrift ohne Gemeinde des Kreises "
        "liegt „außerhalb des Kreises“. Je 1.000 Bedarfsgemeinschaften mit Kindern wird nicht gerechnet: deren Zahl "
        "je Gemeinde ist nicht hinterlegt. Kleine Gemeinden: kleine Zahlen.",
        official="nach Wohnort",
    ),
    Indicator(
        id="I35",
        title="Familienstruktur",
        kind=Kind.COUNT,
        when=When.STICHTAG,
        counted=_structure,
        numerator="Bestand nach Alleinerziehenden, Zahl der Kinder, Kindern unter 6, drei und mehr Kindern.",
        denominator="Bestand am Stichtag.",
        date_rule=f"{STICHTAG} Es zählen die Personen, die an diesem Tag zur Familie gehören.",
        pitfalls="Kinder: Rolle Kind oder junger Mensch und unter 18. Alleinerziehend: genau eine Person mit der Rolle "
        "Mutter, Vater, Elternteil oder Partner/in und mindestens ein Kind; ob jemand im Haushalt lebt, wird nicht "
        "gefragt: getrennt lebende Eltern, die beide in der Akte stehen, zählen als zwei. Kinder ohne Geburtsdatum "
        f"zählen nie als unter 6. {AGES}",
        official="BG-Typ",
    ),
)
