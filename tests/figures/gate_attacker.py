"""Somebody who has all reports and a linear program: what can be worked out? Knows the printed reports only."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from fam.figures.shown import Shown
from tests.figures.gate_world import REASONS, SIZES, TOWNS, Report

Name = tuple[Any, ...]
STOCKS: list[list[Name]] = [  # what the stock is divided into, and nobody changes
    [("town", one) for one in TOWNS], [("size", one) for one in SIZES], [("both",), ("not both",)],
    [(one, town) for town in TOWNS for one in ("both", "not both")],
]  # fmt: skip


class Attacker:
    """Unknowns by name, and all that the reports say about them."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self.place: dict[Name, int] = {}
        self.low: list[float] = []
        self.high: list[float | None] = []
        self.rows: list[tuple[dict[int, float], float]] = []
        self.secret: set[Name] = set()
        self.all_of_them: dict[Name, float] = {}
        for report in reports:
            self._read(report)
        self._move(reports)

    def unknown(self, *name: Any) -> int:
        """One number that is not negative."""
        if name not in self.place:
            self.place[name] = len(self.low)
            self.low.append(0)
            self.high.append(None)
        return self.place[name]

    def same(self, weights: dict[int, float], total: float) -> None:
        """A weighted sum is known."""
        self.rows.append((weights, total))

    def _say(self, number: Shown, value: float | None, few: bool, *name: Any) -> None:
        place = self.unknown(*name)
        if value is not None:
            self.same({place: 1}, value)
        else:
            self.secret.add(name)
            if number.mark == "< 5":
                self.low[place] = max(self.low[place], 0 if few else 1)
                self.high[place] = 4

    def _read(self, report: Report) -> None:
        shown, last = report.figures, report.last
        stock = shown["I01"].number.value or 0
        self.all_of_them["both", last] = stock
        self.same({self.unknown("both", last): 1, self.unknown("not both", last): 1}, stock)
        self._say(shown["I30"].number, shown["I30"].number.numerator, stock < 5, "both", last)
        for kind, codes, total, day in (
            ("town", TOWNS, stock, (last,)), ("size", SIZES, stock, (last,)),
            ("reason", REASONS, shown["I03"].number.value or 0, (report.first, last)),
            ("new", SIZES, shown["I02"].number.value or 0, (report.first, last)),
        ):  # fmt: skip
            self.same({self.unknown(kind, code, *day): 1 for code in codes}, total)
        for town in TOWNS:
            both, other = self.unknown("both", town, last), self.unknown("not both", town, last)
            self.same({both: 1, other: 1, self.unknown("town", town, last): -1}, 0)
        self.same({**{self.unknown("both", town, last): 1 for town in TOWNS}, self.unknown("both", last): -1}, 0)
        for id, kind, day in (
            ("I01", "town", (last,)), ("I34", "town", (last,)), ("I35", "size", (last,)),
            ("I03", "reason", (report.first, last)), ("I02", "new", (report.first, last)),
        ):  # fmt: skip
            few = (shown[id].number.value or 0) < 5
            parts = [part for one in shown[id].breakdowns for part in one.parts]
            telling = any(part.number.mark == "< 5" for part in parts)
            for part in parts:
                self._say(part.number, part.number.value, few, kind, part.code, *day)
                if part.number.mark == "·" and telling:
                    self.low[self.unknown(kind, part.code, *day)] = 5
        for part in (part for one in shown["I30"].breakdowns for part in one.parts):
            number = part.number
            if shown["I30"].number.value not in (0, 1):  # none or all of all: then it is so in every town
                self._say(Shown(), number.numerator, False, "both", part.code, last)
            if number.denominator is not None:
                self.same({self.unknown("town", part.code, last): 1}, number.denominator)
        cancelled = shown["I33"].number.numerator
        if cancelled is not None:
            self.same({self.unknown("reason", "abbruch", report.first, last): 1}, cancelled)

    def _move(self, reports: Sequence[Report]) -> None:
        """What is in stock at a month's end was there before or came, and went otherwise."""
        months = sorted({one.last: one for one in reports if one.first == one.last}.items())
        for (before, _), (month, report) in pairwise(months):
            came, went = (report.figures[id].number.value or 0 for id in ("I02", "I03"))
            for names in STOCKS:
                plus = [self.unknown("came", *name, month) for name in names]
                minus = [self.unknown("went", *name, month) for name in names]
                self.same(dict.fromkeys(plus, 1), came)
                self.same(dict.fromkeys(minus, 1), went)
                for name, more, less in zip(names, plus, minus, strict=True):
                    now, was = self.unknown(*name, month), self.unknown(*name, before)
                    self.same({now: 1, was: -1, more: -1, less: 1}, 0)

    def found_out(self) -> Iterator[tuple[Name, int]]:
        """Every number that no report shows and that can only be one.

        A zero is no secret (handbook §5.11, No. 3). Nor is that all have something, where all had it the month before
        and that was shown, of enough families: who only leaves changes nothing.
        """
        secret = sorted(self.secret, key=repr)
        least, most = dict.fromkeys(secret, np.inf), dict.fromkeys(secret, -np.inf)
        for step in (1, 2, 3):
            for sign in (1, -1):
                self._look({name: sign * (-1) ** (number // step) for number, name in enumerate(secret)}, least, most)
        for name in secret:
            if most[name] - least[name] < 1 - 1e-6:
                for sign in (1, -1):
                    self._look({name: sign}, least, most)
                only = round(least[name])
                if most[name] - least[name] < 1 - 1e-6 and only not in (0, self.all_of_them.get(name)):
                    yield name, only

    def _look(self, towards: dict[Name, int], least: dict[Name, float], most: dict[Name, float]) -> None:
        """Find the world that fits everything printed and lies farthest in a direction."""
        aim = np.zeros(len(self.low))
        for name, weight in towards.items():
            aim[self.place[name]] = weight
        found = linprog(
            aim, A_eq=self.matrix, b_eq=[total for _weights, total in self.rows],
            bounds=list(zip(self.low, self.high, strict=True)),
        )  # fmt: skip
        assert found.x is not None, found.message
        for name, known in least.items():
            value = found.x[self.place[name]]
            least[name], most[name] = min(known, value), max(most[name], value)

    @cached_property
    def matrix(self) -> Any:
        """All sums."""
        entries = [(row, place, one) for row, (all_, _) in enumerate(self.rows) for place, one in all_.items()]
        rows, places, ones = zip(*entries, strict=True)
        return coo_array((ones, (rows, places)), shape=(len(self.rows), len(self.low)))
