"""What stands on the axis of time beside the figures: versions of the concept, and decisions of the team."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fam.rules.german import format_date
from fam.rules.periods import add_months, month_start
from fam.rules.terms import Term


class MarkerKind(Term):
    """What a marker stands for."""

    CONCEPT = "CONCEPT", "Konzept"
    DECISION = "DECISION", "Entscheidung"


@dataclass(frozen=True, slots=True)
class Marker:
    """From a day on something is different; `code` names the record, `title` is what everybody may read."""

    code: str
    kind: MarkerKind
    title: str
    day: date

    @property
    def text(self) -> str:
        """Return "01.06.2018 Entscheidung: Titel"."""
        return f"{format_date(self.day)} {self.kind.label}: {self.title}"


def short_names(markers: Iterable[Marker]) -> dict[str, str]:
    """Return code -> "K1", "E1", "E2": kind and number, in the order of their days."""
    count: dict[MarkerKind, int] = {}
    names = {}
    for one in sorted(markers, key=lambda marker: (marker.day, marker.code)):
        count[one.kind] = count.get(one.kind, 0) + 1
        names[one.code] = f"{one.kind.label[0]}{count[one.kind]}"
    return names


def by_month(markers: Iterable[Marker]) -> dict[date, list[Marker]]:
    """Return first day of a month -> its markers, in the order of their days."""
    found: dict[date, list[Marker]] = {}
    for one in sorted(markers, key=lambda marker: (marker.day, marker.code)):
        found.setdefault(month_start(one.day), []).append(one)
    return found


def by_step(markers: Iterable[Marker], firsts: Sequence[date], months: int = 1) -> dict[date, list[Marker]]:
    """Return first day of a step of a chart -> the markers that lie in it; a step has so many months."""
    found: dict[date, list[Marker]] = {}
    for month, many in by_month(markers).items():
        step = max((first for first in firsts if first <= month), default=None)
        if step and month < add_months(step, months):
            found.setdefault(step, []).extend(many)
    return found


def within(markers: Iterable[Marker], months: Sequence[date]) -> tuple[Marker, ...]:
    """Return the markers that lie in the months of a chart, in their order."""
    shown = set(months)
    return tuple(one for month, many in by_month(markers).items() if month in shown for one in many)


def sentence(markers: Sequence[Marker]) -> str:
    """Name the markers of a chart for those who do not see it; "" for none."""
    return f"Marken: {'; '.join(one.text for one in markers)}." if markers else ""
