"""Poison in every text column: nothing that comes over the wire to anybody is taken for Markdown, HTML or a formula."""

import io

import openpyxl
import pytest

from fam.models.base import Base
from fam.ui import menu
from tests.support.cast import CAST
from tests.support.intruder import Intruder, addresses, fetch
from tests.support.planted import Planted
from tests.support.poison import NOT_TYPED, POISON, poison, rendered
from tests.support.server import Server

EXCEL = {"familien": "Als Excel speichern", "gespraeche": "Als Excel speichern", "aufgaben": "Als Excel speichern"}


@pytest.fixture
def poisoned(planted: Planted, database: str) -> Planted:
    """The planted rows, every text of theirs poisoned."""
    assert poison(database) > 50
    return planted


def test_every_exception_is_a_column() -> None:
    """What is left out by name exists, so that a renamed column is poisoned again."""
    tables = {name: set(table.columns.keys()) for name, table in Base.metadata.tables.items()}
    assert [(name, columns - tables[name]) for name, columns in NOT_TYPED.items() if columns - tables[name]] == []


@pytest.mark.parametrize("name", CAST)
def test_no_page_takes_a_text_for_markdown(server: Server, poisoned: Planted, name: str) -> None:
    """Every page and deep link of everybody: no link, picture, formula, colour or bold print out of a text."""
    seen = 0
    for page, query in [*addresses(poisoned), *[(entry.url_path, "") for entry in menu.PAGES]]:
        with Intruder(server, name, page, query) as visitor:
            visitor.rerun()
            assert rendered(visitor.received) == [], (page, query)
            seen += sum(b"javascript" in raw for raw in visitor.received)
    assert seen or name in ("lena",), "the poison was on none of the pages: the test would prove nothing"
    assert "Traceback" not in server.logs


@pytest.mark.parametrize("page", EXCEL)
def test_a_file_holds_poison_as_text(server: Server, poisoned: Planted, page: str) -> None:
    """No cell of a list in Excel is a formula or a link; the text stands in it letter by letter."""
    with Intruder(server, "anna", page) as anna:
        status, body = fetch(server.url + anna.download(anna.tab.widget(EXCEL[page]).file_id), anna.cookie)
    assert status == 200
    book = openpyxl.load_workbook(io.BytesIO(body))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert any(POISON in str(cell.value) for cell in cells)
