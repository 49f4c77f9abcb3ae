"""Totals divided by town, structure, source or reason: for the team and Koordination. Leitung gets none of these here.

Small numbers point at families: whoever has Leitung alone is refused. The parts are those of the indicators.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fam.errors import NotAllowed
from fam.figures import catalogue
from fam.figures.dividing import UNKNOWN
from fam.figures.indicator import Period, When
from fam.person import Person
from fam.rules.terms import Role


class Split(StrEnum):
    """A total and what divides it; the value is its German title."""

    STOCK_BY_TOWN = "Bestand nach Wohnort"
    STOCK_BY_REGION = "Bestand nach Region"
    STOCK_BY_STRUCTURE = "Bestand nach Familienstruktur"
    STOCK_BY_CHILDREN = "Bestand nach Zahl der Kinder"
    STOCK_BY_STAY = "Bestand nach bisheriger Verweildauer"
    RECEIVED_BY_SOURCE = "Vorschläge nach Herkunft"
    RECEIVED_BY_TOWN = "Vorschläge nach Wohnort"
    RECEIVED_BY_INSTITUTION = "Vorschläge nach Institution"
    INFLOW_BY_SOURCE = "Zugang nach Herkunft"
    NOT_ADMITTED_BY_REASON = "Nichtaufnahmen nach Hauptgrund"
    NOT_ADMITTED_BY_ANY_REASON = "Nichtaufnahmen nach genannten Gründen"
    OUTFLOW_BY_GROUP = "Abgang nach Gruppe"
    OUTFLOW_BY_REASON = "Abgang nach Hauptgrund"

    @property
    def of_the_day(self) -> bool:
        """Whether the total is that of the Stichtag; else it has a period."""
        return catalogue.BY_ID[PARTS[self][0]].when is When.STICHTAG


PARTS = {  # the indicator and its breakdown
    Split.STOCK_BY_TOWN: ("I34", "town"),
    Split.STOCK_BY_REGION: ("I34", "region"),
    Split.STOCK_BY_STRUCTURE: ("I35", "structure"),
    Split.STOCK_BY_CHILDREN: ("I35", "children"),
    Split.STOCK_BY_STAY: ("I12", "months"),
    Split.RECEIVED_BY_SOURCE: ("I07", "source"),
    Split.RECEIVED_BY_TOWN: ("I07", "town"),
    Split.RECEIVED_BY_INSTITUTION: ("I07", "institution"),
    Split.INFLOW_BY_SOURCE: ("I02", "source"),
    Split.NOT_ADMITTED_BY_REASON: ("I31", "reason"),
    Split.NOT_ADMITTED_BY_ANY_REASON: ("I31", "any"),
    Split.OUTFLOW_BY_GROUP: ("I32", "group"),
    Split.OUTFLOW_BY_REASON: ("I32", "reason"),
}
ORDERED = (Split.STOCK_BY_CHILDREN, Split.STOCK_BY_STAY, Split.STOCK_BY_STRUCTURE)  # rows with an order of their own


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a total, in families; `code` is that of the breakdown."""

    code: str
    label: str
    families: int


@dataclass(frozen=True, slots=True)
class Divided:
    """A total with its parts; `whole`: they add up to it, else a family may be in several or in none."""

    total: int
    parts: tuple[Part, ...]
    whole: bool


def may_see_splits(person: Person) -> bool:
    """Return whether divided totals are for this person: Fachkraft and Koordination, not Leitung alone."""
    return person.system or person.has(Role.CASEWORKER) or person.has(Role.COORDINATOR)


def split(person: Person, kind: Split, first: date, as_of: date, known_on: date | None = None) -> Divided:
    """Return a total with its parts, the largest first, empty ones left out.

    Stock is that of `as_of`, everything else happened from `first` to `as_of`; `known_on` as in `Period`. Raises
    NotAllowed for anybody outside the team.
    """
    if not may_see_splits(person):
        raise NotAllowed
    indicator, key = PARTS[kind]
    (figure,) = catalogue.count(Period(first, as_of, known_on), [indicator])
    found = next(one for one in figure.breakdowns if one.key == key)
    parts = [Part(one.code, one.label, int(one.number.value or 0)) for one in found.parts]
    parts = [one for one in parts if one.families]
    if kind not in ORDERED:
        parts.sort(key=lambda part: (part.code == UNKNOWN, -part.families, part.label))
    total = sum(part.families for part in parts) if found.whole else int(figure.number.value or 0)
    return Divided(total, tuple(parts), found.whole)
