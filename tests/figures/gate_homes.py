"""What the made-up families of gate_world are like: children, measures, receipt, work, consents; counted by hand."""

from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median
from typing import TYPE_CHECKING, Any

from fam.figures.indicator import Breakdown, Figure, Number, Part, Period, count, middle, portion, rate

if TYPE_CHECKING:
    from tests.figures.gate_world import Family
else:
    Family = Any

CLASSES = (("0", 0, 6), ("6", 6, 12), ("12", 12, 24), ("24", 24, 999))
PERCENT = (("50", 1, 50), ("90", 51, 90), ("100", 91, 100), ("more", 101, 999))


def parts(key: str, numbers: dict[str, int], whole: bool = True) -> Breakdown:
    """A breakdown of families."""
    return Breakdown(key, key, tuple(Part(code, code, count(number)) for code, number in numbers.items()), whole)


def persons(stock: Sequence[Family]) -> Breakdown:
    """The children of the families."""
    children = sum(one.children for one in stock)
    families = sum(one.children > 0 for one in stock)
    return Breakdown("persons", "persons", (Part("children", "children", count(children, families)),), False)


def structure(stock: Sequence[Family]) -> tuple[Breakdown, Breakdown]:
    """Families by the number of their children."""
    found = Counter(str(min(one.children, 3)) for one in stock)
    sizes = {code: found[code[0]] for code in ("0", "1", "2", "3+")}
    return parts("structure", {"many": sizes["3+"]}, False), parts("children", sizes)


def combination(stock: Sequence[Family]) -> Breakdown:
    """Families by the circles of their measures."""
    found = Counter((bool(one.second), bool(one.eighth)) for one in stock)
    names = {"BOTH": (True, True), "ONLY_II": (True, False), "ONLY_VIII": (False, True), "NONE": (False, False)}
    return parts("combination", {name: found[flags] for name, flags in names.items()})


def figures(
    families: Sequence[Family], stock: Sequence[Family], first: int, last: int, period: Period
) -> list[Figure]:  # fmt: skip
    """I12, I24 to I29 and I36."""
    months = [last - one.came + one.before for one in stock]
    classes = {code: sum(least <= one < most for one in months) for code, least, most in CLASSES}
    lacking = {code: sum(code in one.lacks for one in stock) for code in "AB"}
    complete = sum(not one.lacks for one in stock)
    return [
        Figure("I12", period, middle(median(months) if months else None, len(stock)), (parts("months", classes),)),
        _exits(families, first, last, period),
        _receipt(stock, last, period),
        *_persons(families, stock, first, last, period),
        _circles(stock, period),
        Figure("I36", period, portion(complete, len(stock)), (parts("lacking", lacking, False),)),
    ]


def _exits(families: Sequence[Family], first: int, last: int, period: Period) -> Figure:
    def gone(begin: int, end: int) -> int:
        return sum(begin <= one.exit <= end and one.came <= one.exit < one.left for one in families)

    asked = sum(one.came <= last and one.left >= first for one in families)
    lasting = Part("3", "3", portion(gone(first - 3, last - 3), gone(first - 3, last - 3)))
    return Figure("I25", period, portion(gone(first, last), asked), (Breakdown("lasting", "", (lasting,), False),))


def _receipt(stock: Sequence[Family], last: int, period: Period) -> Figure:
    known = [one.percent for one in stock if one.percent and one.exit > last]
    found = {code: sum(least <= one <= most for one in known) for code, least, most in PERCENT}
    unknown = sum(not one.percent and one.exit > last for one in stock)
    below = found["50"] + found["90"]
    return Figure("I26", period, portion(below, len(known)), (parts("class", found | {"UNKNOWN": unknown}, False),))


def _circles(stock: Sequence[Family], period: Period) -> Figure:
    found = {"SGB_II": "second", "SGB_VIII": "eighth"}
    all_ = tuple(
        Part(code, code, count(sum(getattr(f, name) for f in stock), sum(getattr(f, name) > 0 for f in stock)))
        for code, name in found.items()
    )
    total = sum(one.second + one.eighth for one in stock)
    families = sum(bool(one.second or one.eighth) for one in stock)
    return Figure("I29", period, count(total, families), (Breakdown("circle", "", all_, False),))


def _persons(
    families: Sequence[Family], stock: Sequence[Family], first: int, last: int, period: Period
) -> list[Figure]:  # fmt: skip
    def of(where: Callable[[tuple[bool, bool, int]], bool], who: Sequence[Family] = stock) -> tuple[int, int]:
        return sum(where(one) for f in who for one in f.persons), sum(any(map(where, f.persons)) for f in who)

    def share(part: tuple[int, int]) -> Number:
        return rate(part[0], everybody[0], part[1], everybody[1])

    everybody = of(lambda one: True)
    then, now, gone, new = (
        of(lambda one: one[0]), of(lambda one: one[1]), of(lambda one: one[0] and not one[1]),
        of(lambda one: one[1] and not one[0]),
    )  # fmt: skip
    day = Breakdown("day", "", (Part("then", "", share(then)), Part("now", "", share(now))), False)
    moved = Breakdown("moved", "", (Part("gone", "", count(*gone)), Part("new", "", count(*new))), False)
    spans = [[f for f in families if f.stays(month)] for month in range(first, last + 1)]
    base = sum(of(lambda one: True, who)[0] for who in spans) / len(spans)
    began = of(lambda one: first <= one[2] <= last)
    seen = [f for f in families if any(f.stays(month) for month in range(first, last + 1)) and f.persons]
    return [
        Figure("I24", period, rate(began[0], base, began[1], len(seen))),
        Figure("I27", period, share(of(lambda one: one[2] <= last))),
        Figure("I28", period, share(now), (day, moved)),
    ]
