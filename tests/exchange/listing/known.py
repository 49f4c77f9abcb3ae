"""What tests of the import know: the shipped towns and lists on the demo's day, and a list interpreted with them."""

import csv
from datetime import date
from functools import lru_cache

from fam.config import ROOT
from fam.exchange.listing.header import suggest
from fam.exchange.listing.home import Towns
from fam.exchange.listing.lists import ImportedList, interpret_list
from fam.exchange.listing.rows import Known
from fam.exchange.listing.workbook import read_workbook
from fam.rules.periods import Interval
from fam.rules.towns import Gazetteer, TownFacts

TODAY = date(2018, 10, 15)


def _table(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache
def known() -> Known:
    """Towns, sources and reasons as shipped."""
    towns = [
        TownFacts(
            row["ags"], row["name"], row["postcode"], (Interval(date(2014, 1, 1)),) if row["in_fam_area_from"] else ()
        )
        for row in _table("municipalities.csv")
    ]
    aliases = [(row["alias"], row["ags"]) for row in _table("town-aliases.csv")]
    labels = {
        name: tuple(row["label"] for row in _table("lists.csv") if row["list"] == name)
        for name in ("SOURCE", "CLOSING")
    }
    return Known(Towns(Gazetteer(towns, aliases), TODAY), TODAY, labels["SOURCE"], labels["CLOSING"])


def listed(data: bytes, name: str = "liste.xlsx") -> ImportedList:
    """A file interpreted with the suggested columns."""
    book = read_workbook(name, data)
    return interpret_list(book, suggest(book), known())


def everything(found: ImportedList) -> str:
    """All text that a person can find again: fields, notes, reasons, cells of the report, lines, remarks."""
    parts = [text for line in found.lines for text in (line.sheet, line.text, line.why)] + list(found.remarks)
    for row in found.rows:
        parts += [*row.cells, *row.cells.values(), *(reason.sentence for reason in row.reasons), repr(row.family)]
    return "\n".join(parts)
