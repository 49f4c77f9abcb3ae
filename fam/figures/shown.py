"""What of a figure an audience sees: like `Figure`, with marks in place of what stays hidden."""

from dataclasses import dataclass
from enum import StrEnum

from fam.figures.indicator import Period
from fam.rules.suppression import SMALL, Hidden


class Audience(StrEnum):
    """For whom a number is written."""

    TEAM = "team"
    COORDINATION = "koordination"
    LEADERSHIP = "leitung"


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as it may be seen; what is hidden is None and has its mark: "< 5" or "·"."""

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    mark: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to count from: neither a value nor a mark."""
        return self.value is None and not self.mark


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One row of a breakdown."""

    code: str
    label: str
    number: Shown


@dataclass(frozen=True, slots=True)
class ShownBreakdown:
    """A breakdown; `withheld` is the German reason why it has no parts."""

    key: str
    title: str
    parts: tuple[ShownPart, ...] = ()
    whole: bool = True
    withheld: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A figure for an audience; `withheld` is the German reason why its number is not there."""

    id: str
    period: Period
    number: Shown
    breakdowns: tuple[ShownBreakdown, ...] = ()
    withheld: str = ""

    @property
    def hidden(self) -> bool:
        """Whether a mark stands anywhere, so that the legend must stand below."""
        parts = (part.number for one in self.breakdowns for part in one.parts)
        return any(number.mark for number in (self.number, *parts))

    def part(self, key: str, code: str) -> Shown:
        """Return one part of a breakdown; raises KeyError if there is none."""
        for breakdown in self.breakdowns:
            for part in breakdown.parts if breakdown.key == key else ():
                if part.code == code:
                    return part.number
        raise KeyError((self.id, key, code))


def legend(threshold: int = SMALL) -> str:
    """Return what the marks mean."""
    return (
        f"„{small_mark(threshold)}“: weniger als {threshold} Familien. „{Hidden.OTHER}“: nicht gezeigt, damit sich "
        "kleine Zahlen nicht errechnen lassen, oder zu wenige Familien für eine Quote."
    )


def small_mark(threshold: int = SMALL) -> str:
    """Return what stands in place of a number below the threshold."""
    return f"< {threshold}"
