"""One row of a list, interpreted: what tests ask about it."""

from fam.exchange.listing.family import ImportedFamily, ImportedRow
from fam.exchange.listing.lists import ImportedList
from tests.exchange.listing.files import excel
from tests.exchange.listing.known import listed


def only(found: ImportedList) -> ImportedRow:
    assert len(found.rows) == 1
    return found.rows[0]


def family(found: ImportedList) -> ImportedFamily:
    row = only(found)
    assert row.family is not None
    return row.family


def codes(row: ImportedRow) -> set[str]:
    return {reason.code for reason in row.reasons}


def one(**cells: object) -> ImportedRow:
    """The one row of a list with these columns ("_" for a blank, "__" for a point) and complete otherwise."""
    complete: dict[str, object] = {
        "Familienname": "Kaya",
        "Mutter": "Canan",
        "Ort": "Langen",
        "Vorschlag von": "U25",
        "Vorschlag am": "01.02.2016",
        "Aufnahme am": "01.04.2016",
        "Pro Arbeit": "Berg",
        "ASD": "Kunz",
        "Status": "aktiv",
    }
    complete |= {heading.replace("__", ".").replace("_", " "): value for heading, value in cells.items()}
    return only(listed(excel(list(complete), list(complete.values()))))


def read(**cells: object) -> ImportedFamily:
    found = one(**cells).family
    assert found is not None
    return found
