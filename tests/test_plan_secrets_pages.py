"""Who finds a word of a family's plan in what the server sends: pages, hover texts, pictures, Excel, events."""

import base64
import io
import re
from collections.abc import Callable, Iterator, Sequence

import pytest
from openpyxl import load_workbook
from streamlit.proto.WidgetStates_pb2 import WidgetState

from fam.person import Person
from fam.ui.family_parts import LABELS
from tests.support.intruder import Intruder, fetch
from tests.support.people import new_session
from tests.support.plan_words import allowed, plant, words_in
from tests.support.server import Server, app_server
from tests.support.wire import Widget, click_of

PICTURES = re.compile(rb"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
CHARTS = ("bedarfe", "ziele", "massnahmen", "wege")  # parts with a chart, a board, or both
PLACES = [*(("FAM-2017-00001", part) for part in LABELS), *(("FAM-2017-00002", part) for part in CHARTS)]
LOOKING = ("amir", "anna", "vera", "paul", "kerstin", "stefan")


@pytest.fixture
def server(database: str, cast: Callable[[str], Person], make_family: Callable[..., int],
           tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:  # fmt: skip
    """The app with two families in whose plans all the words stand."""
    plant(cast, make_family)
    environment = {"FAM_DATABASE_URL": database, "FAM_BCRYPT_ROUNDS": "4"}
    with app_server(tmp_path_factory.mktemp("server"), environment) as running:
        yield running


def said(received: Sequence[bytes]) -> set[str]:
    """Return the words in messages, also in the pictures that they hold."""
    return words_in((b"".join(received) + drawn(received)).decode("utf-8", "replace"))


def drawn(received: Sequence[bytes]) -> bytes:
    """Return the pictures in messages as the text that they are."""
    return b"".join(base64.b64decode(found) for found in PICTURES.findall(b"".join(received)))


def saved(visitor: Intruder, cookie: str) -> set[str]:
    """Return the words in the Excel files that a page offers."""
    found = set()
    for one in [one for one in visitor.tab.widgets.values() if one.file_id]:
        status, content = fetch(visitor.url + visitor.download(one.file_id), cookie)
        if status == 200 and content.startswith(b"PK"):
            book = load_workbook(io.BytesIO(content))
            found |= words_in(repr([row for sheet in book for row in sheet.iter_rows(values_only=True)]))
    return found


def events(buttons: Sequence[Widget]) -> list[WidgetState]:
    """Return a click on each button but those that end something."""
    return [click_of(one.id) for one in buttons if one.kind == "button" and one.label not in ("Abmelden", "Beenden")]


def test_no_page_sends_a_word_to_somebody_else(server: Server) -> None:
    """Every part of both files, and then the clicks that Amir's page offers, from everybody else's."""
    offered: dict[tuple[str, str], list[Widget]] = {}
    for name in LOOKING:
        found, charted = set(), set()
        cookie = f"fam={new_session(name)}"
        for number, part in PLACES:
            with Intruder(server, cookie, "familienakte", f"fam={number}&bereich={part}") as visitor:
                seen = said(visitor.received) | saved(visitor, cookie)
                charted |= seen if part in CHARTS else set()
                if name == "amir":
                    offered[number, part] = list(visitor.tab.widgets.values())
                    assert part != "massnahmen" or b"SGB VIII" in drawn(visitor.received)
                elif part:  # the overview's buttons open dialogs, of which nobody has two
                    visitor.rerun(events(offered[number, part]))
                found |= seen | said(visitor.received)
        assert not found - allowed(name), name
        assert charted == found == allowed(name), name
    assert sum(len(events(found)) for found in offered.values()) > 20
