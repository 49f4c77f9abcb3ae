"""The shipped lists keep the handbook's words and fit the program."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from fam.rules import meetings
from fam.rules.terms import ListName

DATA = Path(__file__).parents[2] / "data"


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LISTS, TOWNS = _read("lists.csv"), _read("municipalities.csv")


def _of(name: ListName) -> list[dict[str, str]]:
    return [row for row in LISTS if row["list"] == name]


def test_every_list_is_filled_and_ordered() -> None:
    """Codes and labels are unique, positions count from one, everything is valid."""
    assert {row["list"] for row in LISTS} == set(ListName)
    for name in ListName:
        rows = _of(name)
        assert len({row["code"] for row in rows}) == len({row["label"] for row in rows}) == len(rows)
        assert [int(row["position"]) for row in rows] == list(range(1, len(rows) + 1))
        assert all(row["code"].isascii() and len(row["code"]) <= 40 for row in rows)


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        (ListName.SOURCE, "U25|25PLUS|46PLUS|ASD|SPFH/Träger|Schule|Familie selbst|andere"),
        (
            ListName.MEETING_KIND,
            "Erstgespräch|Gespräch|Hausbesuch|Hilfeplangespräch|Fallkonferenz|Teamsitzung|Telefonat|Reflexion",
        ),
    ],
)
def test_the_lists_say_the_words_of_the_field(name: ListName, labels: str) -> None:
    """Sources and meeting kinds stand in the order in which people look for them."""
    assert [row["label"] for row in _of(name)] == labels.split("|")


def test_a_source_belongs_to_its_institution() -> None:
    """The three coaching units are Pro Arbeit's, ASD is its own, the rest are neither."""
    assert Counter(row["group"] for row in _of(ListName.SOURCE)) == {"PRO_ARBEIT": 3, "ASD": 1, "OTHER": 4}


def test_reasons_are_complete() -> None:
    """19 non-admission and 19 closing reasons, the closing ones in four groups with their official reason."""
    assert len(_of(ListName.NON_ADMISSION)) == 19
    closing = _of(ListName.CLOSING)
    groups = {"Ziel erreicht": 3, "Abbruch": 4, "Neutral": 8, "Organisatorisch": 4}
    assert Counter(row["group"] for row in closing) == groups
    assert all(row["official"] for row in closing)


def test_the_rules_know_the_meeting_kinds() -> None:
    """Every code that counts in an indicator is a code of the list."""
    codes = {row["code"] for row in _of(ListName.MEETING_KIND)}
    assert codes >= meetings.MEETING_KINDS | meetings.WITHOUT_FAMILY


def test_thirteen_municipalities_four_in_the_area() -> None:
    """The Westkreis from the first day of FAM; the inhabitants add up to the Kreis's 347,357."""
    assert len({row["ags"] for row in TOWNS}) == len(TOWNS) == 13
    assert sum(int(row["population_2015"]) for row in TOWNS) == 347_357
    area = [row for row in TOWNS if row["in_fam_area_from"]]
    assert {row["name"] for row in area} == {"Dreieich", "Egelsbach", "Langen (Hessen)", "Neu-Isenburg"}
    assert {(row["region"], date.fromisoformat(row["in_fam_area_from"])) for row in area} == {
        ("West", date(2014, 1, 1))
    }
