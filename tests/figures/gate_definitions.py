"""What somebody knows who has read the handbook (§6.1, §6.2) and holds a report: what adds up, and what bounds what.

Written from the definitions, and from nothing in the program.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Name = tuple[object, ...]


@dataclass(frozen=True)
class Sum:
    """A weighted sum of numbers."""

    of: dict[Name, float]

    def __add__(self, other: "Sum") -> "Sum":
        return Sum({name: self.of.get(name, 0) + other.of.get(name, 0) for name in {**self.of, **other.of}})

    def __sub__(self, other: "Sum") -> "Sum":
        return self + other.times(-1)

    def times(self, factor: float) -> "Sum":
        """So many times."""
        return Sum({name: weight * factor for name, weight in self.of.items()})


@dataclass(frozen=True)
class Fact:
    """A sum is 0, or at most 0."""

    sum: Sum
    at_most: bool = False


class Page:
    """One report: its numbers by indicator, part and side; `parts` names the parts that it speaks of."""

    def __init__(self, first: int, last: int, parts: Callable[[str, str], list[str]]) -> None:
        self.first, self.last, self.parts = first, last, parts

    def of(self, id: str, key: str = "", code: str = "", side: str = "n", back: int = 0) -> Sum:
        """One number; of a Stichtag so many months back, of a period with all of it."""
        averaged = id == "I13" and self.first < self.last
        stock = id in STICHTAG and key not in STARTED and not averaged
        days = (self.last - back,) if stock else (self.first - back, self.last - back)
        return Sum({(id, key, code, side, *days): 1})

    def base(self, id: str, key: str = "", code: str = "", back: int = 0) -> Sum:
        """A denominator."""
        return self.of(id, key, code, "d", back)

    def all(self, id: str, key: str, side: str = "n", begin: str = "") -> Sum:
        """All parts of a breakdown together."""
        found = Sum({})
        for code in self.parts(id, key):
            if code.startswith(begin):
                found += self.of(id, key, code, side)
        return found

    def hidden(self, name: str) -> Sum:
        """A number that no report speaks of."""
        return Sum({("?", name, self.first, self.last): 1})


STICHTAG = {"I01", "I06", "I09", "I12", "I13", "I26", "I27", "I28", "I29", "I30", "I34", "I35", "I36"}
STARTED = {"started", "started_paragraph"}
WHOLES = (  # these parts make up the number beside them: its numerator, or its denominator
    ("I01", "town", "n"), ("I02", "size", "n"),
    ("I01", "status", "n"), ("I02", "returning", "n"), ("I02", "source", "n"), ("I03", "reason", "n"),
    ("I07", "source", "n"), ("I07", "institution", "n"), ("I07", "town", "n"), ("I08", "outcome", "d"),
    ("I12", "months", "I01"), ("I16", "kind", "n"), ("I17", "present", "d"), ("I18", "outcome", "d"),
    ("I19", "delay", "d"), ("I20", "kind", "n"), ("I20", "outcome", "d"), ("I21", "area", "n"), ("I21", "outcome", "d"),
    ("I23", "kind", "n"), ("I25", "reason", "n"), ("I27", "state", "d"), ("I27", "supplement", "n"),
    ("I29", "circle", "n"), ("I29", "paragraph", "n"), ("I30", "combination", "d"), ("I31", "reason", "n"),
    ("I32", "group", "n"), ("I32", "reason", "n"), ("I32", "official", "n"), ("I34", "town", "n"),
    ("I34", "region", "n"), ("I35", "children", "n"), ("I35", "size", "n"),
)  # fmt: skip
EQUAL = (  # the same under two names
    (("I34",), ("I01",)), (("I35",), ("I01",)), (("I30", "", "", "d"), ("I01",)), (("I36", "", "", "d"), ("I01",)),
    (("I32",), ("I03",)), (("I33", "", "", "d"), ("I03",)), (("I33",), ("I32", "group", "Abbruch")),
    (("I33",), ("I33", "variant", "A")), (("I33",), ("I33", "variant", "B")), (("I08",), ("I02",)),
    (("I08",), ("I08", "outcome", "ACTIVE")), (("I31",), ("I08", "outcome", "NOT_ADMITTED")),
    (("I17",), ("I17", "present", "joint")), (("I18", "outcome", "held"), ("I17", "", "", "d")),
    (("I20",), ("I20", "outcome", "in_time")), (("I21",), ("I21", "variant", "without_move")),
    (("I25", "work", "WORK"), ("I25", "reason", "WORK")), (("I25", "work", "WORK", "d"), ("I25",)),
    (("I28",), ("I28", "day", "now")), (("I28", "", "", "d"), ("I28", "day", "now", "d")),
    (("I28", "", "", "d"), ("I28", "day", "then", "d")), (("I30",), ("I30", "combination", "BOTH")),
    (("I35", "structure", "many"), ("I35", "children", "3+")), (("I33",), ("I03", "reason", "abbruch")),
)  # fmt: skip


def facts(page: Page) -> Iterator[Fact]:
    """All that the definitions say about one report, and about those before it."""
    one, base, whole = page.of, page.base, page.all
    for id, key, side in WHOLES:
        if page.parts(id, key):
            yield Fact(whole(id, key) - (one("I01") if side == "I01" else one(id, side=side)))
    for left, right in EQUAL:
        yield Fact(one(*left) - one(*right))
    for code in page.parts("I30", "town"):
        yield Fact(base("I30", "town", code) - one("I01", "town", code))
        yield Fact(one("I34", "town", code) - one("I01", "town", code))
    if page.parts("I30", "town"):
        yield Fact(whole("I30", "town") - one("I30"))
    yield from _households(page)
    yield from _measures(page)
    yield from _work(page)
    for code in page.parts("I31", "any"):
        yield Fact(one("I31", "any", code) - one("I31"), True)
        if code != "UNKNOWN":
            yield Fact(one("I31", "reason", code) - one("I31", "any", code), True)
    yield Fact(one("I33", "variant", "early") - one("I33"), True)
    yield Fact(base("I33", "variant", "B") + one("I32", "group", "Neutral") - base("I33"))
    yield from _time(page)


def _households(page: Page) -> Iterator[Fact]:
    one, base = page.of, page.base
    yield Fact(one("I01", "persons", "children") - one("I01", "persons", "u25"), True)
    yield Fact(one("I01", "persons", "u25") - one("I01", "persons", "persons"), True)
    few = one("I35", "children", "1") + one("I35", "children", "2").times(2) + one("I35", "children", "3+").times(3)
    more = page.hidden("fourth children and later ones")
    yield Fact(few + more - one("I01", "persons", "children"))
    yield Fact(more - one("I35", "children", "3+").times(20), True)
    yield Fact(one("I35", "structure", "single") + one("I35", "children", "0") - one("I01"), True)
    yield Fact(base("I12") + one("I12", "months", "UNKNOWN") - one("I01"))
    for code in page.parts("I36", "lacking"):
        yield Fact(one("I36", "lacking", code) + one("I36") - base("I36"), True)
    yield Fact(base("I36") - one("I36") - page.all("I36", "lacking"), True)
    for side in ("n", "d"):
        yield Fact(one("I22", side=side) - page.all("I22", "area", side), True)
    for code in page.parts("I22", "area"):
        yield Fact(base("I22", "area", code) - base("I22"), True)


def _measures(page: Page) -> Iterator[Fact]:
    one = page.of
    both, second, eighth = (one("I30", "combination", code) for code in ("BOTH", "ONLY_II", "ONLY_VIII"))
    yield Fact(both + second - one("I29", "circle", "SGB_II"), True)
    yield Fact(both + eighth - one("I29", "circle", "SGB_VIII"), True)
    for code in page.parts("I30", "pair"):
        yield Fact(one("I30", "pair", code) - both, True)


def _work(page: Page) -> Iterator[Fact]:
    one, base = page.of, page.base
    yield Fact(one("I19") - one("I19", "delay", "8") - one("I19", "delay", "15"))
    yield Fact(one("I18") - one("I18", "outcome", "no_show") - one("I18", "outcome", "short"))
    yield Fact(one("I21") - one("I21", "outcome", "REACHED") - one("I21", "outcome", "MOSTLY"))
    yield Fact(base("I21", "variant", "without_move") + one("I21", "outcome", "MOVED") - base("I21"))
    known = [one("I26", "class", code) for code in ("50", "90", "100", "more")]
    yield Fact(known[0] + known[1] - one("I26"))
    yield Fact(known[0] + known[1] + known[2] + known[3] - base("I26"))
    yield Fact(one("I27") + one("I27", "state", "NONE") - base("I27"))
    stay = page.hidden("LZB on both days")
    yield Fact(stay + one("I28", "moved", "new") - one("I28"))
    yield Fact(stay + one("I28", "moved", "gone") - one("I28", "day", "then"))
    yield Fact(stay + one("I28", "moved", "new") + one("I28", "moved", "gone") - base("I28"), True)
    yield Fact(base("I28") - base("I27"), True)
    for code in page.parts("I15", "institution"):
        yield Fact(one("I15", "institution", code) - one("I15"), True)
    yield Fact(one("I15") - page.all("I15", "institution"), True)
    yield Fact(one("I01", "status", "PAUSED") - base("I15") + base("I16").times(30.4375), True)
    if page.first == page.last:
        for code in page.parts("I13", "institution"):
            yield Fact(one("I13", "institution", code) - one("I01", "status", "ACTIVE"))


def _time(page: Page) -> Iterator[Fact]:
    one, base = page.of, page.base
    long = page.last - page.first + 1
    yield Fact(one("I01") - one("I01", back=long) - one("I02") + one("I03"))
    yield Fact(one("I04") - one("I02") + one("I03"))
    yield Fact(base("I25") - one("I01", back=long) - one("I02"))
    gone = page.hidden("left on the first day")
    yield Fact(one("I05") + gone - one("I01", back=long) - one("I02"))
    yield Fact(gone - one("I03"), True)
    yield Fact(one("I01") - one("I05"), True)
    if long == 3:
        yield Fact(base("I24").times(3) - base("I27") - base("I27", back=1) - base("I27", back=2))
        yield Fact(base("I25", "lasting", "3") - one("I25", back=3))
        for months in (3, 6):
            yield Fact(base("I23", "sustained", str(months)) - one("I23", back=months))
