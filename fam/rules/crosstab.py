"""From counted groups to a table that people read: months in quarters and years, gaps filled, groups in their order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from fam.rules.german import MONTHS
from fam.rules.periods import months_between

EMPTY = "(leer)"
REST = "\N{BELL}andere"  # code of all groups that are too many; no text that anybody can enter
EMPTY_NAMES, REST_NAMES = (EMPTY, "(nichts eingetragen)"), ("andere", "alle anderen")
MOST_STEPS = 240  # beyond it a gap in time stays a gap: a birth date in 1900 makes no 1200 months


class Step(StrEnum):
    """How long one step of time is."""

    MONTH = "Monat"
    QUARTER = "Quartal"
    YEAR = "Jahr"


@dataclass(frozen=True, slots=True)
class Group:
    """One row or column; code None is the group of the empty ones."""

    code: Any
    label: str


@dataclass(frozen=True, slots=True)
class Division:
    """How the codes of one division are read: their labels, whether these have an order, whether they are time."""

    labels: Mapping[Any, str]
    in_order: bool
    step: Step | None = None


Tally = Mapping[tuple[Any, Any], int]
ALL = Division({0: "alle"}, True)


def step_of(month: str, step: Step) -> str:
    """Return the step in which a month ("2018-10") lies, as text that sorts: "2018-10", "2018-Q4", "2018"."""
    if step is Step.MONTH:
        return month
    return month[:4] if step is Step.YEAR else f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"


def step_label(code: str) -> str:
    """Return what a step is called: "Okt. 2018", "IV/2018", "2018"."""
    if "Q" in code:
        return f"{('I', 'II', 'III', 'IV')[int(code[-1]) - 1]}/{code[:4]}"
    if len(code) == 4:
        return code
    name = MONTHS[int(code[5:7]) - 1]
    return f"{name if len(name) <= 4 else name[:3] + '.'} {code[:4]}"


def steps_between(first: str, last: str, step: Step) -> tuple[str, ...]:
    """Return all steps from that of one month to that of another; only the two ends where it would be too many."""
    days = [date.fromisoformat(f"{month}-01") for month in (first, last)]
    found = dict.fromkeys(step_of(f"{month:%Y-%m}", step) for month in months_between(*days))
    return tuple(found) if len(found) <= MOST_STEPS else ()


def tally(counted: Iterable[tuple[Any, Any, int]], rows: Division, columns: Division) -> dict[tuple[Any, Any], int]:
    """Add counted groups up by row and column, months to their steps."""
    found: dict[tuple[Any, Any], int] = {}
    for row, column, number in counted:
        place = _code(row, rows), _code(column, columns)
        found[place] = found.get(place, 0) + number
    return found


def _code(code: Any, division: Division) -> Any:
    return step_of(code, division.step) if division.step and code is not None else code


def groups(codes: Mapping[Any, int], division: Division, spans: Sequence[str] = ()) -> tuple[Group, ...]:
    """Return the groups of a division in their order: time and given labels in theirs, else the largest first.

    `codes` holds how often each occurs, `spans` the first and last month between which time has no gaps.
    """
    filled = [code for code in codes if code is not None]
    if division.step:
        between = steps_between(spans[0], spans[1], division.step) if spans else ()
        found = [Group(code, step_label(code)) for code in sorted({*filled, *between})]
    elif division.in_order:
        known = [Group(code, label) for code, label in division.labels.items() if code in codes and code is not None]
        found = known + [Group(code, str(code)) for code in filled if code not in (*division.labels, REST)]
    else:
        named = [Group(code, division.labels.get(code, str(code))) for code in filled if code != REST]
        found = sorted(named, key=lambda one: (-codes[one.code], one.label))
    found = _told_apart(found)
    for code, names in ((REST, REST_NAMES), (None, EMPTY_NAMES)):
        if code in codes:
            found.append(Group(code, free_name(names, [one.label for one in found])))
    return tuple(found)


def free_name(names: Sequence[str], taken: Iterable[str]) -> str:
    """Return the first name that is not taken: an option may be called "andere", a text "(leer)"."""
    used = {one.strip().casefold() for one in taken}
    numbered = (f"{names[-1]} ({number})" for number in range(2, len(used) + 3))
    return next(name for name in (*names, *numbered) if name.casefold() not in used)


def _told_apart(found: Sequence[Group]) -> list[Group]:
    """Two groups of one name would be one bar of a chart: the second says that it is another."""
    named: dict[str, Group] = {}
    for one in found:
        label = one.label if one.label not in named else free_name((one.label,), named)
        named[label] = Group(one.code, label)
    return list(named.values())


def cumulated(came: Tally, left: Tally, months: Sequence[str], columns: Sequence[Any]) -> dict[tuple[Any, Any], int]:
    """Return how many were in at the end of each of these months: all that came until then, less all that left."""
    found: dict[tuple[Any, Any], int] = {}
    for column in columns:
        for month in months:
            into = sum(number for (when, what), number in came.items() if what == column and when <= month)
            out = sum(number for (when, what), number in left.items() if what == column and when <= month)
            found[month, column] = into - out
    return found
