"""Somebody with all reports, the handbook and a linear program: what can be worked out? Knows nothing of the gate."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from fam.figures.indicator import Figure, Number
from fam.figures.shown import Published, Shown
from tests.figures.gate_definitions import Fact, Name, Page, Sum, facts

FEW = 5
MUCH = 1e4
OPEN = {"I01", "I02", "I03", "I04", "I06", "I07", "I09"}
SHARES = {"I06", "I13", "I16", "I24"}  # may be more than 1
MONTHS: dict[str, tuple[float, float, float]] = {"0": (0, 6, 0.2), "6": (6, 12, 0.2), "12": (12, 24, 0.2)}
LATER = ("Quartalsbericht", "Monatsbericht", "eingefrorenen")  # not said at all, so nothing is hidden


@dataclass(frozen=True)
class Report:
    """What Leitung holds in hand: months from `first` to `last` and the figures as they are printed.

    `truth` is what stands behind it, to know what would be a find.
    """

    first: int
    last: int
    figures: Mapping[str, Published]
    truth: Mapping[str, Figure]


class Attacker:
    """Unknowns by name, and all that the reports say about them.

    `fixed`: of these parts a family never changes. `public`: totals are open, so what follows from them is no find.
    """

    def __init__(
        self, reports: Sequence[Report], fixed: Iterable[tuple[str, str]] = (), few: int = FEW, public: bool = True
    ) -> None:
        self.few, self.public = few, public
        self.place: dict[Name, int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.facts: list[tuple[dict[int, float], bool, float]] = []
        self.secret: set[Name] = set()
        self.open: dict[Name, float] = {}
        for one in reports:
            self._read(one)
        for one in reports:
            page = Page(one.first, one.last, lambda id, key, one=one: _codes(one, id, key))  # type: ignore[misc]
            for fact in facts(page):
                if all(name in self.place or name[0] == "?" for name in fact.sum.of):
                    self._learn(fact)
        for id, key in fixed:
            self._move(reports, id, key)

    def _unknown(self, name: Name) -> int:
        if name not in self.place:
            self.place[name] = len(self.low)
            self.low.append(0)
            self.high.append(MUCH)
        return self.place[name]

    def _learn(self, fact: Fact, total: float = 0) -> None:
        self.facts.append(({self._unknown(name): weight for name, weight in fact.sum.of.items()}, fact.at_most, total))

    def _read(self, report: Report) -> None:
        page = Page(report.first, report.last, lambda id, key: _codes(report, id, key))
        for id, shown in report.figures.items():
            truth = report.truth[id]
            self._say(page, (id, "", ""), truth.number, shown.number, shown.withheld, False)
            told = {each.key: each for each in shown.breakdowns}
            for divided in truth.breakdowns:
                each = told.get(divided.key)
                parts = {part.code: part.number for part in each.parts} if each else {}
                reason = (each.withheld or "zu wenige") if each and not parts else "" if each else "Monatsbericht"
                telling = any(one.mark.startswith("<") for one in parts.values())
                for part in divided.parts:
                    self._say(
                        page, (id, divided.key, part.code), part.number, parts.get(part.code, Shown()), reason, telling
                    )

    def _say(
        self, page: Page, name: tuple[str, str, str], truth: Number, shown: Shown, withheld: str, telling: bool
    ) -> None:  # fmt: skip
        all_alike = truth.base is not None and truth.numerator == truth.denominator  # who only leaves changes nothing
        sides = (("n", truth.numerator, shown.numerator, truth.families), ("d", truth.denominator, shown.denominator,
                 truth.base or 0))  # fmt: skip
        for side, real, seen, families in sides:
            if real is None:
                continue
            (key,) = page.of(*name, side).of
            place = self._unknown(key)
            if seen is not None:
                self.low[place] = self.high[place] = seen
                if self.public and name[0] in OPEN and name[1] in ("", "cumulated", "gap"):
                    self.open[key] = seen
                continue
            small = 0 < families < self.few or 0 < real < self.few
            if shown.mark.startswith("<") and small:  # nothing to be had of a zero: it is no secret (§5.11, No. 3)
                self.low[place] = max(self.low[place], 1)
                if families == real:
                    self.high[place] = min(self.high[place], self.few - 1)
            elif shown.mark == "·" and telling and truth.base is None and real >= self.few:
                self.low[place] = max(self.low[place], self.few)
            if name[1] == "pair" and shown.mark:  # listed from five families on
                self.low[place] = max(self.low[place], FEW)
            later = any(word in withheld for word in LATER)
            if real and not all_alike and not later and (shown.mark or (withheld and small)):
                self.secret.add(key)
        if truth.numerator is not None and truth.denominator is not None and name[0] not in SHARES:
            self._learn(Fact(page.of(*name) - page.base(*name), True))
        if name == ("I12", "", "") and shown.value is not None:
            self._halve(page, shown.value)

    def _halve(self, page: Page, middle: float) -> None:
        """At most half of them are in the classes below that of the median, and above it."""
        codes = ["0", "6", "12", "24"]
        for place, code in enumerate(codes[:3]):
            begin, end, margin = MONTHS[code]
            if begin + margin <= middle <= end - margin:
                for beyond in (codes[:place], codes[place + 1 :]):
                    half = Sum({})
                    for each in codes:
                        half += page.of("I12", "months", each).times(1 if each in beyond else -1)
                    self._learn(Fact(half, True))

    def _move(self, reports: Sequence[Report], id: str, key: str) -> None:
        """What is in stock at a month's end was there before or came, and went otherwise; of shares both sides."""
        months = sorted({one.last: one for one in reports if one.first == one.last}.items())
        for (before, _), (month, report) in pairwise(months):
            rows = {code: (Sum({(id, key, code, "n", month): 1}), Sum({(id, key, code, "n", before): 1}))
                    for code in _codes(report, id, key)}  # fmt: skip
            if (id, key, next(iter(rows)), "d", month) in self.place:
                rows |= {code + " rest": (Sum({(id, key, code, "d", month): 1}) - now,
                                          Sum({(id, key, code, "d", before): 1}) - was)
                         for code, (now, was) in rows.items()}  # fmt: skip
            for word, flow in (("came", "I02"), ("went", "I03")):
                total = report.figures[flow].number.value or 0
                self._learn(Fact(Sum({(word, id, key, code, month): 1 for code in rows})), total)
            for code, (now, was) in rows.items():
                moved = Sum({("came", id, key, code, month): 1, ("went", id, key, code, month): -1})
                self._learn(Fact(now - was - moved))

    def found_out(self) -> dict[Name, float]:
        """Every number that no report shows and that can only be one; not what open totals say by themselves."""
        found = self._certain(self.secret, self.low, self.high)
        if not found:
            return {}
        places = {place: value for name, value in self.open.items() if (place := self.place[name]) is not None}
        low = [places.get(place, 0) for place in range(len(self.low))]
        high = [places.get(place, MUCH) for place in range(len(self.high))]
        anyway = self._certain(found, low, high)
        return {name: value for name, value in found.items() if name not in anyway}

    def _certain(self, names: Iterable[Name], low: Sequence[float], high: Sequence[float]) -> dict[Name, float]:
        secret = sorted(names, key=repr)
        least, most = dict.fromkeys(secret, np.inf), dict.fromkeys(secret, -np.inf)

        def look(towards: Mapping[Name, int]) -> None:
            world = self._world(towards, low, high)
            for name in secret:
                least[name], most[name] = min(least[name], world[name]), max(most[name], world[name])

        for step in (1, 2, 3):
            for sign in (1, -1):
                look({name: sign * (-1) ** (number // step) for number, name in enumerate(secret)})
        for name in secret:
            for sign in (1, -1):
                if most[name] - least[name] < 1 - 1e-6:
                    look({name: sign})
        return {name: round(least[name], 6) for name in secret if most[name] - least[name] < 1 - 1e-6}

    def _world(
        self, towards: Mapping[Name, int], low: Sequence[float], high: Sequence[float]
    ) -> Mapping[Name, float]:  # fmt: skip
        """One world that fits everything printed and lies farthest in a direction."""
        aim = np.zeros(len(low))
        for name, weight in towards.items():
            aim[self.place[name]] = weight
        found = linprog(aim, bounds=list(zip(low, high, strict=True)), method="highs", **self.sides)
        assert found.x is not None, found.message
        return {name: found.x[self.place[name]] for name in self.secret}

    @cached_property
    def sides(self) -> dict[str, Any]:
        """All facts."""
        made: dict[str, Any] = {}
        for letter, bound in (("eq", False), ("ub", True)):
            rows = [(weights, total) for weights, at_most, total in self.facts if at_most is bound]
            if rows:
                entries = [(row, place, one) for row, (all_, _) in enumerate(rows) for place, one in all_.items()]
                lines, places, ones = zip(*entries, strict=True)
                made[f"A_{letter}"] = coo_array((ones, (lines, places)), shape=(len(rows), len(self.low)))
                made[f"b_{letter}"] = [total for _weights, total in rows]
        return made


def _codes(report: Report, id: str, key: str) -> list[str]:
    figure = report.truth.get(id)
    found: Iterator[list[str]] = (
        [part.code for part in one.parts] for one in (figure.breakdowns if figure else ()) if one.key == key
    )
    return next(found, [])
