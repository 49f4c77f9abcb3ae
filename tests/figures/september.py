"""Five families in September 2017, as the hand-counted lists of the indicators use them."""

from fam.figures.catalogue import BY_ID
from fam.figures.indicator import Figure, Period, month_of
from fam.figures.monthly import snapshot
from fam.rules.terms import Status
from tests.figures.entries import day
from tests.figures.histories import case, write

P, E, A, R, C = Status.PROPOSED, Status.EXAMINATION, Status.ACTIVE, Status.PAUSED, Status.CLOSED
STAYS, COMES, PAUSES, LEAVES, WAITS = 1, 2, 3, 4, 5  # family ids
SEPTEMBER = month_of(day("01.09."))


def five_families() -> None:
    """Active days in September: 30, 15 (from the 16th), 10 (pauses on the 11th), 20 (out on the 21st), none."""
    before = ((P, "01.12.16"), (E, "02.12.16"), (A, "01.01."))
    write(
        [
            case(*before),
            case((P, "01.08."), (E, "02.08."), (A, "16.09.")),
            case(*before, (R, "11.09.")),
            case(*before, (C, "21.09.")),
            case((P, "01.08."), (E, "02.08.")),
        ]
    )


def counted(number: str, period: Period = SEPTEMBER) -> Figure:
    """Return an indicator of a period."""
    with snapshot() as session:
        return BY_ID[number].counted(session, period)


def parts(figure: Figure, key: str) -> dict[str, tuple[float | None, ...]]:
    """Return a breakdown: code -> (count,) or (numerator, denominator); what has nothing to count from is left out."""
    found: dict[str, tuple[float | None, ...]] = {}
    for breakdown in figure.breakdowns:
        for part in breakdown.parts if breakdown.key == key else ():
            if part.number.value is not None and (part.number.base is not None or part.number.value):
                below = part.number.denominator
                found[part.code] = (part.number.numerator,) if below is None else (part.number.numerator, below)
    return found


def made_of(figure: Figure) -> tuple[float | None, float | None, int, int | None]:
    """Return numerator, denominator, and the families behind each."""
    number = figure.number
    return number.numerator, number.denominator, number.families, number.base
