"""One example for each kind of relation: with it the attacker finds nothing, without it in the gate the very number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest

from fam.figures import relation_lines, relations, told
from fam.figures.evidence import Publication
from fam.figures.gate import release
from fam.figures.gate_report import Limits
from fam.figures.indicator import Breakdown, Figure, Number, Part, Period, count, middle, month_of, quarter_of, rate
from fam.rules import gate_texts as why
from fam.rules.periods import add_months
from tests.figures.gate_attacker import Attacker, Report
from tests.figures.gate_definitions import Name

START = date(2017, 1, 1)
Spec = dict[str, Number | dict[str, int | Number]]


def of(part: float, whole: float, families: int | None = None, base: int | None = None) -> Number:
    """A share, of families where nothing else is said."""
    return rate(part, whole, int(part) if families is None else families, int(whole) if base is None else base)


def figures(period: Period, spec: Spec) -> list[Figure]:
    """`{"I26": number, "I26/class": {code: number}}` as figures of a period."""
    found: dict[str, tuple[Number, list[Breakdown]]] = {
        id: (one, []) for id, one in spec.items() if isinstance(one, Number)
    }
    for name, parts in spec.items():
        if isinstance(parts, dict):
            id, _, key = name.partition("/")
            rows = tuple(Part(c, c, one if isinstance(one, Number) else count(one)) for c, one in parts.items())
            found[id][1].append(Breakdown(key, key, rows, whole=key in WHOLE))
    return [Figure(id, period, number, tuple(parts)) for id, (number, parts) in sorted(found.items())]


WHOLE = ("months", "combination", "children", "reason")


@dataclass(frozen=True)
class Example:
    """Reports by (first month, last month), what the attacker finds out without the relations, and those."""

    reports: dict[tuple[int, int], Spec]
    found: dict[Name, float]
    lines: tuple[str, ...]
    limits: Limits = field(default_factory=Limits)


def month(spec: Spec) -> dict[tuple[int, int], Spec]:
    """One report of a month."""
    return {(1, 1): spec}


def quarter(spec: Spec) -> dict[tuple[int, int], Spec]:
    """One report of a quarter."""
    return {(1, 3): spec}


EXAMPLES = {
    "percent beside its classes: 40 known, 37 of them in the other three": Example(
        month({"I26": of(22, 40), "I26/class": {"50": 10, "90": 12, "100": 15, "more": 3, "UNKNOWN": 2}}),
        {("I26", "class", "more", "n", 1): 3},
        ("I26.d = I26/class:50 + I26/class:90 + I26/class:100 + I26/class:more",),
    ),
    "17 children in ten families of one or two: 3 and 7": Example(
        month({"I01": count(20), "I01/persons": {"children": count(17, 10)},
               "I35": count(20), "I35/children": {"0": 10, "1": 3, "2": 7, "3+": 0}}),
        {("I35", "children", "1", "n", 1): 3, ("I35", "children", "2", "n", 1): 7},
        ("I35/children:1 + 2*I35/children:2 + 3*I35/children:3+ + ?more = I01/persons:children",),
    ),
    "of nine without all consents five lack this one": Example(
        month({"I01": count(30), "I36": of(21, 30), "I36/lacking": {"A": 5, "B": 4}}),
        {("I36", "lacking", "B", "n", 1): 4},
        ("I36.d - I36 <= I36/lacking:*",),
    ),
    "a median over 28 of 30 families": Example(
        month({"I01": count(30), "I12": middle(8.0, 28),
               "I12/months": {"0": 6, "6": 8, "12": 8, "24": 6, "UNKNOWN": 2}}),
        {("I12", "months", "UNKNOWN", "n", 1): 2, ("I12", "months", "0", "n", 1): 6},
        ("I12.d + I12/months:UNKNOWN = I01",),
    ),
    "a median of 9.6 months: at most half stay longer": Example(
        month({"I01": count(26), "I12": middle(9.6, 26), "I12/months": {"0": 6, "6": 7, "12": 12, "24": 1}}),
        {("I12", "months", "0", "n", 1): 6, ("I12", "months", "24", "n", 1): 1},
        ("CLASSES",),
    ),
    "48 of 50 left receipt, 20 of 48 by work": Example(
        quarter({"I25": of(48, 50), "I25/work": {"WORK": of(20, 48)}}),
        {("I25", "", "", "n", 1, 3): 48},
        ("I25/work:WORK.d = I25",),
    ),
    "48 left receipt, as one reads three months later": Example(
        {(1, 3): {"I25": of(48, 50)}, (4, 6): {"I25": of(10, 50), "I25/lasting": {"3": of(30, 48)}}},
        {("I25", "", "", "n", 1, 3): 48},
        ("I25/lasting:3.d = I25@-3",),
    ),
    "46 of 48 young people began something, as one reads six months later": Example(
        {(1, 3): {"I23": of(46, 48)}, (7, 9): {"I23": of(10, 48), "I23/sustained": {"6": of(30, 46)}}},
        {("I23", "", "", "n", 1, 3): 46},
        ("I23/sustained:6.d = I23@-6",),
    ),
    "then 20, now 18, six no longer: four are new": Example(
        month({"I28": of(18, 40), "I28/day": {"then": of(20, 40), "now": of(18, 40)},
               "I28/moved": {"gone": 6, "new": 4}}),
        {("I28", "moved", "new", "n", 1): 4},
        ("I28/day:now = ?stay + I28/moved:new",),
    ),
    "12 measures of SGB II, eleven families have only these": Example(
        month({"I01": count(40), "I29": count(21, 20), "I29/circle": {"SGB_II": 12, "SGB_VIII": 9},
               "I30": of(1, 40), "I30/combination": {"BOTH": 1, "ONLY_II": 11, "ONLY_VIII": 8, "NONE": 20}}),
        {("I30", "", "", "n", 1): 1, ("I30", "combination", "BOTH", "n", 1): 1,
         ("I30", "combination", "ONLY_VIII", "n", 1): 8},
        ("I30/combination:BOTH + I30/combination:ONLY_II <= I29/circle:SGB_II",),
    ),
    "a pair is listed from five families on, and is fewer than six": Example(
        month({"I01": count(40), "I30": of(20, 40), "I30/pair": {"II-MAT+VIII-31": 5}}),
        {("I30", "pair", "II-MAT+VIII-31", "n", 1): 5},
        ("LISTED",), Limits(6),
    ),
    "the average of three months beside two of them": Example(
        {(1, 1): {"I27": of(0, 3, 0, 3)}, (2, 2): {"I27": of(0, 9, 0, 9)}, (3, 3): {"I27": of(0, 9, 0, 9)},
         (1, 3): {"I24": of(0, 7, 0, 9)}},
        {("I27", "", "", "d", 1): 3},
        ("3*I24.d = I27.d + I27.d@-1 + I27.d@-2",),
    ),
    "20 of 40 late, as the classes say": Example(
        quarter({"I19": of(20, 40, 10, 12),
                 "I19/delay": {"0": count(10, 8), "2": count(10, 8), "8": count(10, 8), "15": count(10, 8)}}),
        {("I19", "", "", "n", 1, 3): 20},
        ("I19 = I19/delay:8 + I19/delay:15",),
    ),
    "30 families, 13 came, 40 are there: totals are not open": Example(
        {(-2, 0): {"I01": count(30)}, (1, 3): {"I01": count(40), "I02": count(13), "I03": count(3)}},
        {("I03", "", "", "n", 1, 3): 3},
        ("I01 = I01@-p + I02 - I03",), Limits(open_totals=False),
    ),
}  # fmt: skip


def published(example: Example) -> list[Report]:
    """What Leitung gets of it."""
    found: list[Report] = []
    already: list[Publication] = []
    for (first, last), spec in example.reports.items():
        day = add_months(START, first - 1)
        counted = figures(month_of(day) if first == last else quarter_of(day), spec)
        made = release(counted, already, example.limits)
        already.append(made.evidence)
        by_id = {one.id: one for one in counted}
        found.append(Report(first, last, {one.id: one for one in made.figures}, by_id))
    return found


def attack(example: Example) -> dict[Name, float]:
    """What somebody with all of them finds out."""
    limits = example.limits
    return Attacker(published(example), few=limits.threshold, public=limits.open_totals).found_out()


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_the_definitions_tie_together_gives_nothing_away(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing follows; without the relation in the gate exactly this would."""
    example = EXAMPLES[name]
    assert attack(example) == {}
    without(example.lines, monkeypatch)
    assert attack(example) == example.found


def without(lines: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Take relations out of the gate."""
    if lines == ("CLASSES",):
        monkeypatch.setattr(relation_lines, "CLASSES", ())
    elif lines == ("LISTED",):
        monkeypatch.setattr(told, "LISTED", {})
    else:
        assert set(lines) <= {one.line for one in relations.RELATIONS}
        kept = tuple(one for one in relations.RELATIONS if one.line not in lines)
        monkeypatch.setattr(relation_lines, "RELATIONS", kept)


def withheld(reports: Sequence[Report], place: int, id: str) -> str:
    """Why the first breakdown of a figure is not there, "" if it is."""
    return reports[place].figures[id].breakdowns[0].withheld


def test_what_begins_in_a_month_is_told_by_quarter() -> None:
    """Begun measures are a flow, though I29 is of the Stichtag: months and quarter would tell the third."""
    spec: Spec = {"I29": count(20), "I29/started": {"SGB_II": 10, "SGB_VIII": 8}}
    made = published(Example({(1, 1): spec, (1, 3): spec}, {}, ()))
    assert [withheld(made, place, "I29") for place in (0, 1)] == [why.QUARTERLY, ""]


def test_the_average_of_a_quarter_is_not_told_beside_its_months() -> None:
    """I13 of a quarter is the average of three month-ends; left places are no families, and hide nothing."""
    full: Callable[[], Number] = lambda: of(40, 42, 20, 20)  # noqa: E731
    made = published(Example({(1, 1): {"I13": full()}, (1, 3): {"I13": full()}}, {}, ()))
    assert made[0].figures["I13"].number.numerator == 40
    assert made[1].figures["I13"].withheld == why.MONTHLY


def test_cohorts_that_grow_by_a_few_do_not_stand_twice() -> None:
    """One more of the first quarter's proposals was admitted: the second report would tell."""

    def spec(first: Number) -> Spec:
        return {"I08": of(20, 40), "I08/cohort": {"2016-4": of(30, 60), "2017-1": first}}

    made = published(Example({(1, 3): spec(of(10, 20)), (4, 6): spec(of(11, 21)), (7, 9): spec(of(16, 30))}, {}, ()))
    assert [withheld(made, place, "I08") for place in range(3)] == ["", why.TOO_SMALL, ""]
