"""What a field's use says about its future: keep it, take it out of use, give it an index or a column of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fam.rules.terms import Term

YOUNG_DAYS = 30  # a field needs some weeks before its fill rate says anything
IDLE_DAYS = 90
LITTLE = 0.05
MANY_RECORDS = 50_000  # from here on a filter without an index is felt
READ_OFTEN = 5  # views and charts in which it stands
SMALL = 3  # fewer are shown as "< 3"


class Advice(Term):
    """What the report proposes; people decide."""

    KEEP = "KEEP", "behalten"
    RETIRE = "RETIRE", "stilllegen"
    INDEX = "INDEX", "Index anlegen"
    PROMOTE = "PROMOTE", "zur festen Spalte machen"


@dataclass(frozen=True, slots=True)
class Use:
    """What is known about a field's use; `idle_days` is None if nothing was ever entered."""

    total: int
    filled: int
    age_days: int
    idle_days: int | None
    views: int = 0  # lists, filters and charts in which it stands
    indexed: bool = False
    promoted: bool = False

    @property
    def rate(self) -> float:
        """The share of records in which something stands."""
        return self.filled / self.total if self.total else 0.0


def advise(use: Use) -> tuple[Advice, str]:
    """Return what to do with a field in use, and why, in words for the person who decides."""
    if use.age_days < YOUNG_DAYS:
        return Advice.KEEP, f"Noch keine {YOUNG_DAYS} Tage alt: für ein Urteil zu früh."
    idle = use.age_days if use.idle_days is None else use.idle_days
    if idle >= IDLE_DAYS:
        return Advice.RETIRE, f"Seit {idle} Tagen wurde nichts eingetragen. Die Werte bleiben beim Stilllegen erhalten."
    if use.total and use.rate < LITTLE:
        return Advice.RETIRE, "Nach mehr als 30 Tagen steht in weniger als 5 % der Einträge etwas."
    if use.total > MANY_RECORDS and not use.promoted:
        if use.views >= READ_OFTEN and use.indexed:
            return Advice.PROMOTE, (
                f"Mehr als 50.000 Einträge und {use.views} Ansichten: Eine feste Spalte macht Diagramme schneller."
            )
        if use.views and not use.indexed:
            return Advice.INDEX, "Mehr als 50.000 Einträge, und Ansichten lesen es: Ein Index macht sie schneller."
    return Advice.KEEP, "Es wird ausgefüllt und ist schnell genug."


def small(number: int) -> str | int:
    """Return a count as it may be shown per month and institution: one and two are "< 3"."""
    return f"< {SMALL}" if 0 < number < SMALL else number


def texts_in(settings: Any) -> set[str]:
    """Return every text in a view's settings, keys of fields among them."""
    if isinstance(settings, Mapping):
        return {str(key) for key in settings} | {one for value in settings.values() for one in texts_in(value)}
    if isinstance(settings, list | tuple):
        return {one for value in settings for one in texts_in(value)}
    return {settings} if isinstance(settings, str) else set()


def filters_by(settings: Any, key: str) -> bool:
    """Return whether a view filters by this field: it stands below a setting whose name speaks of filters."""
    if not isinstance(settings, Mapping):
        return False
    return any(key in texts_in(value) for name, value in settings.items() if "filter" in str(name).lower())
