"""The relations of the catalogue for one report: each line written out over the numbers that there are."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from fam.figures.indicator import Period
from fam.figures.relations import CLASSES, MONTH, OVER_ONE, QUARTER, RELATIONS, Relation
from fam.figures.told import BASE, COUNTED, MIDDLE, Cell, Known
from fam.rules.periods import add_months, is_quarter, month_end, month_start

Place = Cell | str  # a number of a report, or a "?name"
TERM = re.compile(r"([+-]?)\s*(?:([\d.]+)\*)?(\?\w+|I\d\d(?:/\w+:[^\s@]+?)?)(\.d)?(?:@(\S+))?(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Line:
    """Weights whose sum is 0, or at most 0 with `bound`."""

    terms: Mapping[Place, float]
    bound: bool
    gives: str = ""
    relation: str = ""  # as it is written

    @property
    def cells(self) -> set[Cell]:
        """The numbers of reports in it."""
        return {one for one in self.terms if isinstance(one, Cell)}


class Term(NamedTuple):
    """One number of a relation as it is written."""

    weight: float
    source: str
    code: str
    slot: str
    shift: str


def _parsed(line: str) -> tuple[tuple[Term, ...], bool]:
    """A relation's terms, all on one side, and whether it is a bound."""
    left, sign, right = line.partition(" <= ") if " <= " in line else line.partition(" = ")
    assert sign, line
    found = [_term(one, 1) for one in TERM.finditer(left)] + [_term(one, -1) for one in TERM.finditer(right)]
    return tuple(found), sign == " <= "


def _term(found: "re.Match[str]", side: float) -> Term:
    sign, times, name, base, shift = found.groups()
    source, _, code = name.partition(":")
    weight = side * float(times or 1) * (-1 if sign == "-" else 1)
    return Term(weight, source, code, BASE if base else COUNTED, shift or "")


PARSED = {one.line: _parsed(one.line) for one in RELATIONS}


class Days(NamedTuple):
    """The days of a report."""

    first: date
    last: date

    def _back(self, months: int) -> "Days":
        return Days(add_months(self.first, -months), month_end(add_months(month_start(self.last), -months)))

    def shifted(self, shift: str) -> "Days":
        """Return the days that a `@` means."""
        long = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1
        if not shift:
            return self
        if shift[0] == "m":
            first = add_months(self.first, int(shift[1:]) - 1)
            return Days(first, month_end(first))
        return self._back(long if shift == "-p" else int(shift[1:]))


class Book:
    """All numbers that are known of, by source, for a report of some days."""

    def __init__(self, known: Iterable[Cell]) -> None:
        self.codes: dict[tuple[str, str, date | None, date], list[str]] = {}
        for one in known:
            self.codes.setdefault((one.source, one.slot, one.first, one.last), []).append(one.code)

    def cells(self, term: Term, code: str, days: Days) -> list[Cell] | None:
        """Return the numbers of a term: several for a `*`, none for a row that is 0; None where nothing is told."""
        days = days.shifted(term.shift)
        for first in (days.first, None):
            if there := self.codes.get((term.source, term.slot, first, days.last)):
                begin = code.rstrip("*")
                codes = [one for one in there if one.startswith(begin)] if code[-1:] == "*" else [code]
                return [Cell(term.source, one, term.slot, first, days.last) for one in codes if one in there]
        return None

    def each(self, relation: Relation, days: Days) -> Iterator[dict[str, str]]:
        """Yield what stands for `%` and `&`, for every part of the first term that has them; {} for none."""
        first = next((one for one in PARSED[relation.line][0] if "%" in one.code), None)
        if first is None:
            yield {}
            return
        a, between, _b = first.code.partition("+&")
        begin, end = a.split("%")
        for one in self.cells(first, "*", days) or ():
            code, _, other = one.code.partition("+") if between else (one.code, "", "")
            if code.startswith(begin) and code.endswith(end) and code not in relation.without:
                yield {"%": code.removeprefix(begin).removesuffix(end), "&": other}


def lines(known: Mapping[Cell, Known], period: Period) -> Iterator[Line]:
    """Yield every relation that binds numbers of these reports, those of all their periods; `period` is the new one."""
    book = Book(known)
    spans = {(one.first, one.last) for one in known if one.first} | {(period.first, period.last)}
    for days in (Days(first, last) for first, last in sorted(spans)):
        kind = QUARTER if is_quarter(*days) else MONTH
        for relation in RELATIONS:
            if relation.only in ("", kind):
                yield from _written(relation, book, days)
        yield from _halves(book, known, days)
    for (source, slot, first, last), codes in book.codes.items():
        if slot == BASE and source[:3] not in OVER_ONE:
            yield from _at_most_one(book, source, first, last, codes)


def _written(relation: Relation, book: Book, days: Days) -> Iterator[Line]:
    terms, bound = PARSED[relation.line]
    for stands in book.each(relation, days):
        found: dict[Place, float] = {}
        for term in terms:
            code = term.code.replace("%", stands.get("%", "")).replace("&", stands.get("&", ""))
            if term.source.startswith("?"):
                found[f"{term.source} {days.first} {days.last}"] = term.weight
            elif (cells := book.cells(term, code, days)) is None:
                break
            else:
                found |= {cell: found.get(cell, 0) + term.weight for cell in cells}
        else:
            yield Line(found, bound, relation.gives, relation.line)


def _at_most_one(book: Book, source: str, first: date | None, last: date, codes: Sequence[str]) -> Iterator[Line]:
    """A numerator is no larger than its denominator."""
    there = book.codes.get((source, COUNTED, first, last), ())
    for code in (one for one in codes if one in there):
        yield Line({Cell(source, code, COUNTED, first, last): 1.0, Cell(source, code, BASE, first, last): -1.0}, True)


def _halves(book: Book, known: Mapping[Cell, Known], days: Days) -> Iterator[Line]:
    """What a median that stands tells about the classes beside it: at most half lie on either side of its own."""
    for one in CLASSES:
        source, _, code = one.median.partition(":")
        for first in (days.first, None):
            middle = known.get(Cell(source, code, MIDDLE, first, days.last))
            there = [
                code for code, *_ in one.bounds if code in book.codes.get((one.classes, COUNTED, first, days.last), ())
            ]
            for place, (_code, begin, end) in enumerate(one.bounds if middle else ()):
                if middle and begin + one.margin <= middle.low < end - one.margin:
                    names = [code for code, *_ in one.bounds]
                    for beyond in (names[:place], names[place + 1 :]):
                        yield Line(
                            {
                                Cell(one.classes, code, COUNTED, first, days.last): 0.5 if code in beyond else -0.5
                                for code in there
                            },
                            True,
                        )
