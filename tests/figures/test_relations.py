"""What the definitions tie together holds in random programmes, counted from a real database; nothing is left out."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from random import Random

import pytest

from fam.config import ROOT
from fam.figures import catalogue
from fam.figures.indicator import Figure, Number, Openness, Period, month_of, quarter_of
from fam.figures.reader import holds
from fam.figures.relation_lines import lines
from fam.figures.relations import COUNSELLING, RELATIONS
from fam.figures.told import Cell, Known, first_of
from tests.figures.reference import worlds
from tests.figures.reference.families import world

PERIODS = [month_of(date(2017, month, 1)) for month in (7, 8, 9)]
PERIODS += [quarter_of(date(2017, month, 1)) for month in (1, 4, 7)]
SEEDS = 2
ALONE = {  # tied to nothing, and why
    "I01/aftercare": "beside the Bestand, and who comes and goes there is told nowhere",
    "I08/cohort": "shown as a whole or not at all, and never twice (nests.GROWING)",
    "I14": "never for Leitung",
    "I14/worker": "never for Leitung",
    "I19/median": "the families of a median of days; the median itself binds the classes (relations.CLASSES)",
    "I24/minijob": "is no integration",
    "I17/months": "family-months with 15 active days: no other number counts them",
}


def everything(figures: tuple[Figure, ...]) -> Iterator[tuple[Cell, Known]]:
    """All numbers of a report, none hidden."""
    for figure in figures:
        numbers: list[tuple[str, str, Number]] = [(figure.id, "", figure.number)]
        numbers += [
            (f"{figure.id}/{one.key}", part.code, part.number) for one in figure.breakdowns for part in one.parts
        ]
        for source, code, number in numbers:
            first = first_of(catalogue.BY_ID[figure.id], source, figure.period)
            for slot in ("n", "d"):
                if (value := number.side(slot)) is not None:
                    yield Cell(source, code, slot, first, figure.period.last), Known(value, value)
            if number.numerator is None and number.value is not None:
                yield Cell(source, code, "v", first, figure.period.last), Known(number.value, number.value)


def counted(periods: list[Period]) -> Mapping[Cell, Known]:
    """All numbers of some periods, from one state of the data."""
    return dict(pair for one in catalogue.series(periods, catalogue.BY_ID) for pair in everything(one))


@pytest.fixture
def known(database_url: str) -> worlds.Lists:
    """The choices of a database with two Fachkräfte."""
    return worlds.prepared()


def test_every_relation_holds(known: worlds.Lists) -> None:
    """Three quarters and three months of random families: no line is broken, and every relation is met."""
    met: set[str] = set()
    for seed in range(SEEDS):
        worlds.write(world(Random(seed), known, 12))
        numbers = counted(PERIODS)
        found = list(lines(numbers, PERIODS[-1]))
        assert [line for line in found if not holds(line, numbers)] == []
        met |= {line.relation for line in found}
    missing = {one.line for one in RELATIONS} - met
    assert {one for one in missing if "pair" not in one and "UNKNOWN" not in one} == set()  # pairs need five families
    used = {cell.source for line in found for cell in line.cells}
    assert {cell.source for cell in numbers} - used - ALONE.keys() == set()


def test_counselling_is_what_the_catalogue_says() -> None:
    """The codes of pure counselling, of both circles."""
    with (ROOT / "data" / "instruments.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["counselling"]]
    assert {row["code"] for row in rows} == set(COUNSELLING)


def test_what_is_open_is_said_in_the_handbook() -> None:
    """I01-I04, I06, I07, I09 (§5.11, issue 6): all else passes the gate."""
    found = {one.id for one in catalogue.INDICATORS if one.openness is Openness.OPEN}
    assert found == {"I01", "I02", "I03", "I04", "I06", "I07", "I09"}
