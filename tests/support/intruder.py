"""Somebody who asks for what is not theirs: a tab that keeps every byte, addresses to try, events made by hand."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from fam.ui import menu
from tests.support.cast import CAST
from tests.support.people import new_session
from tests.support.planted import Planted
from tests.support.server import Server
from tests.support.wire import Run, Visitor, Widget, click_of, event_of, state_of

PAGES_OF_A_CASE = ("vorschlaege", "familienakte")


def cookie_of(name: str) -> str:
    """Return the cookie of a fresh log-in."""
    return f"fam={new_session(name)}"


class Intruder(Visitor):
    """A tab that keeps every byte it received, and asks for what no page offers."""

    def __init__(self, server: Server, name: str, page: str = "", query: str = "") -> None:
        super().__init__(server.url, cookie_of(name) if name in CAST else name, page, query)
        self.received: list[bytes] = []

    def rerun(self, events: Sequence[WidgetState] = ()) -> Run:
        """Run, and keep what came."""
        run = super().rerun(events)
        self.received += run.raw
        assert run.exceptions == [], run.exceptions
        return run

    def ask_for_fragments(self, fragment_ids: Iterable[str]) -> None:
        """Ask for parts of pages by their ids, and then for the page: what is answered to the first comes before."""
        for fragment_id in fragment_ids:
            message = BackMsg.FromString(self.tab.request())
            message.rerun_script.fragment_id = fragment_id
            assert self.connection
            self.connection.send(message.SerializeToString())
        self.rerun()


def fetch(url: str, cookie: str = "", method: str = "GET", data: bytes | None = None) -> tuple[int, bytes]:
    """Return status and body of an address, also of a refusal."""
    request = urllib.request.Request(url, data, {"Cookie": cookie} if cookie else {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()


def words(received: Sequence[bytes], *numbers: object) -> str:
    """Return all that a page says, without what differs each time and without the numbers that were asked for."""
    messages = [ForwardMsg.FromString(raw) for raw in received]
    parts = [str(message.delta) for message in messages if message.WhichOneof("type") == "delta"]
    said = "".join(dict.fromkeys(parts))  # a script that draws itself again says the same twice
    return re.sub(rf"\$\$\S+|[0-9a-f]{{32,}}|\b({'|'.join(map(str, numbers))})\b", "", said)


def forged(widget: Widget, one: Planted) -> list[WidgetState]:
    """Return an event as if somebody had used this widget: a click, a row opened, a foreign number typed."""
    if widget.kind == "button":
        return [click_of(widget.id)]
    if widget.kind == "bidi_component":
        return [event_of(widget.id, "open", one.number), event_of(widget.id, "done", f"task:{one.task}")]
    if widget.kind in ("button_group", "multiselect"):
        return [state_of(widget.id, [one.number])]
    return [state_of(widget.id, one.number)] if widget.kind in ("text_input", "text_area", "selectbox") else []


def addresses(one: Planted) -> list[tuple[str, str]]:
    """Return every page of the menu, and every deep link that could lead to a family of Anna's."""
    pages = [(entry.url_path, f"fam={one.number}") for entry in menu.PAGES]
    cases = [(page, f"fam={number}") for page in PAGES_OF_A_CASE for number in (one.examined, one.not_agreed)]
    again = [("vorschlaege", f"neu={number}") for number in (one.number, one.not_agreed)]
    forms = [("gespraeche", f"neu={what}&fam={one.number}") for what in ("gespraech", "termin")]
    doing = ("", "&tun=bearbeiten", "&tun=dokumentieren")
    talks = [("gespraeche", f"gespraech={number}{tun}") for number in (one.meeting, one.planned) for tun in doing]
    return [("", ""), *pages, *cases, *again, *forms, *talks]
