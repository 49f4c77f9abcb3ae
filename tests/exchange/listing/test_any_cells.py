"""Whatever stands in the cells: nothing raises, nothing is lost."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fam.exchange.listing.cells import Cell, Row, Sheet, Workbook, tidy
from fam.exchange.listing.family import Outcome
from fam.exchange.listing.header import suggest
from fam.exchange.listing.lists import interpret_list
from tests.exchange.listing.known import everything, known

HEADINGS = (
    "lfd. Nr.",
    "Familienname",
    "Mutter",
    "Vater",
    "Eltern",
    "Kinder (Geb.)",
    "Geburtsdatum Kinder",
    "Straße",
    "PLZ",
    "Ort",
    "Adresse",
    "Tel.",
    "BG-Nr.",
    "Bezug seit",
    "Vorschlag von",
    "Vorschlag am",
    "Erstgespräch",
    "Aufnahme am",
    "Pro Arbeit",
    "ASD",
    "Fallführung",
    "Status",
    "Ende am",
    "Abschlussgrund",
    "Anlass",
    "Sprache",
    "Bemerkung",
    "Sonst was",
)
WORDS = st.sampled_from(
    [
        "Kaya",
        "Canan und Goran",
        "Emir (07.09.2012)",
        "Can *2010",
        "getrennt",
        "-",
        "ca. 07/2014",
        "31.02.2016",
        "Mai 2014",
        "63225 Langen",
        "Bahnstr. 12, 63225 Langen",
        "43804BG0577814",
        "beendet",
        "lfd.",
        "Fr. Lorenz",
        "Berg/Kunz",
        "Summe",
        "=A1+1",
        "widerrufen",
        "(",
        ")",
        ",",
        ";",
        "*",
        "3.4.",
        "99.99.9999",
        "u.",
        "und",
        "Dolmetscher (türk.)",
        "FAM-2017-00001",
    ]
)
TEXT = st.one_of(WORDS, st.lists(WORDS, max_size=4).map(" ".join), st.text(max_size=30))
CELL = st.builds(
    lambda text, formula, comment, error: Cell(tidy(text), None, formula, tidy(comment), error),
    TEXT,
    st.sampled_from(["", "", "=A1"]),
    st.one_of(st.just(""), st.just(""), TEXT),
    st.sampled_from([False, False, True]),
)
ROW = st.dictionaries(
    st.integers(1, len(HEADINGS) + 2), CELL.filter(lambda cell: cell.text or cell.comment), min_size=1
)


def book(rows: list[dict[int, Cell]]) -> Workbook:
    header = Row(1, {column: Cell(heading) for column, heading in enumerate(HEADINGS, start=1)})
    return Workbook("x", (Sheet("Liste", (header, *(Row(number, row) for number, row in enumerate(rows, start=2)))),))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROW, min_size=1, max_size=5))
def test_random_cells_never_raise_and_never_lose_text(rows: list[dict[int, Cell]]) -> None:
    """Each row has an outcome, each text stands in the report; a new family has what the database needs."""
    made = book(rows)
    found = interpret_list(made, suggest(made), known())
    assert [row.row for row in found.rows] == list(range(2, len(rows) + 2))
    for row, cells in zip(found.rows, rows, strict=True):
        report = "\n".join(row.cells.values())
        assert all(cell.text in report and cell.comment in report for cell in cells.values())
        if row.outcome is Outcome.NEW:
            assert row.family is not None
            assert row.family.name
            assert row.family.received or row.family.first_talk or row.family.admitted


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.integers(1, 12), TEXT.map(tidy).filter(bool).map(Cell), min_size=1))
def test_any_sheet_is_reported(cells: dict[int, Cell]) -> None:
    """A sheet without a header is not read, but all of it stands in the report."""
    made = Workbook("x", (Sheet("Irgendwas", (Row(3, cells),)),))
    text = everything(interpret_list(made, suggest(made), known()))
    assert "Irgendwas" in text
    assert all(cell.text in text for cell in cells.values())
