"""Streamlit's own protocol without a browser: what a tab keeps, sends and understands (streamlit 1.67).

`Visitor` is one tab for tests: it opens pages, sets widgets by label, clicks, and sends events no page offers.
`Tab` holds the state without any network, so that the load client can share it.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets import Origin, Subprotocol
from websockets.sync.client import ClientConnection, connect

PATH = "/_stcore/stream"
SUBPROTOCOL = "streamlit"
SECONDS = 60.0
EVENTS = "$$STREAMLIT_INTERNAL_KEY"  # how Streamlit names the events of a component
Value = bool | int | float | str | Sequence[str]


def state_of(widget_id: str, value: Value) -> WidgetState:
    """Return the message part that says: this widget has this value."""
    state = WidgetState(id=widget_id)
    if isinstance(value, bool):
        state.bool_value = value
    elif isinstance(value, int):
        state.int_value = value
    elif isinstance(value, float):
        state.double_value = value
    elif isinstance(value, str):
        state.string_value = value
    else:
        state.string_array_value.data.extend(value)
    return state


def click_of(widget_id: str) -> WidgetState:
    """Return the message part that says: this button was clicked."""
    return WidgetState(id=widget_id, trigger_value=True)


def event_of(component_id: str, name: str, value: object) -> WidgetState:
    """Return the message part that says: this v2 component reports an event, e.g. a row that was opened."""
    happened = [{"event": name, "value": value}]
    return WidgetState(id=f"{EVENTS}_{component_id}__events", json_trigger_value=json.dumps(happened))


@dataclass(frozen=True, slots=True)
class Widget:
    """Something on the page that can be set or clicked."""

    kind: str
    id: str
    label: str
    file_id: str = ""  # of a download button: what it hands out when clicked


@dataclass(slots=True)
class Run:
    """What one rerun brought: milliseconds to the end of the script, messages, their size in bytes, errors."""

    milliseconds: float = 0.0
    messages: int = 0
    size: int = 0
    exceptions: list[str] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)

    def shows(self, text: str) -> bool:
        """Return whether the text came over the wire, in any element: tables, charts and hidden fields included."""
        return any(text.encode() in message for message in self.raw)


class Tab:
    """The state of a browser tab: its page, its widgets, what was typed, and the messages it keeps."""

    def __init__(self, page: str = "", query: str = "") -> None:
        self.page_name, self.query = page, query
        self.page_hash = self.session_id = ""
        self.pages: dict[str, str] = {}
        self.widgets: dict[str, Widget] = {}
        self.values: dict[str, WidgetState] = {}
        self.page_missing = False
        self._kept: dict[str, ForwardMsg] = {}

    def widget(self, label: str, kind: str = "") -> Widget:
        """Return the first widget with this label; LookupError names those that are there."""
        for widget in self.widgets.values():
            if widget.label == label and kind in ("", widget.kind):
                return widget
        raise LookupError(f"no {kind or 'widget'} {label!r} among {sorted(w.label for w in self.widgets.values())}")

    def keyed(self, key: str) -> Widget:
        """Return the widget with this key of Streamlit's; LookupError names the keys that are there."""
        for widget in self.widgets.values():
            if widget.id.endswith(f"-{key}"):
                return widget
        raise LookupError(f"no key {key!r} among {sorted(one.id.split('-', 2)[-1] for one in self.widgets.values())}")

    def request(self, events: Sequence[WidgetState] = (), url: str = "") -> bytes:
        """Return the message that asks for a rerun: everything typed so far, and these events."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        if self.page_hash:
            state.page_script_hash = self.page_hash
        else:
            state.page_name = self.page_name
        state.widget_states.widgets.extend([*self.values.values(), *events])
        state.cached_message_hashes.extend(self._kept)
        state.context_info.timezone = "Europe/Berlin"
        state.context_info.locale = "de-DE"
        state.context_info.url = f"{url}/{self.page_name}"
        return bytes(message.SerializeToString())

    def receive(self, raw: bytes, run: Run) -> bool:
        """Take one message in; return whether the run is over (a script that restarts itself is not)."""
        run.messages, run.size = run.messages + 1, run.size + len(raw)
        run.raw.append(raw)
        message = ForwardMsg()
        message.ParseFromString(raw)
        if message.WhichOneof("type") == "ref_hash":
            metadata = message.metadata
            message = self._kept[message.ref_hash]
            run.raw.append(message.SerializeToString())
            message.metadata.CopyFrom(metadata)
        elif message.metadata.cacheable and message.hash:
            self._kept[message.hash] = message
        return self._understand(message, run)

    def _understand(self, message: ForwardMsg, run: Run) -> bool:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page_hash = message.new_session.page_script_hash or self.page_hash
            self.session_id = message.new_session.initialize.session_id
            if not message.metadata.run.fragment_ids:
                self.widgets.clear()
        elif kind == "navigation":
            self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            self.page_hash = message.navigation.page_script_hash
        elif kind == "page_not_found":
            self.page_missing = True
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._see(message.delta.new_element, run)
        restarts = ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return kind == "script_finished" and message.script_finished != restarts

    def _see(self, element: Any, run: Run) -> None:
        kind = element.WhichOneof("type")
        part: Any = getattr(element, kind) if kind else None
        if kind == "exception":
            run.exceptions.append(f"{part.type} {part.message}".strip())
        if widget_id := str(getattr(part, "id", "")):
            self.widgets[widget_id] = Widget(
                str(kind), widget_id, str(getattr(part, "label", "")), str(getattr(part, "deferred_file_id", ""))
            )
            if getattr(part, "set_value", False):
                self.values.pop(widget_id, None)


class Visitor:
    """One tab of a running server. As a context manager it closes itself."""

    def __init__(self, url: str, cookie: str = "", page: str = "", query: str = "", xsrf: str = "") -> None:
        """`cookie` is a Cookie header ("name=value"); `page` the path in the address, e.g. "familien".

        `xsrf` is the token that a page repeats to prove that it is one of ours: without, `st.user` is nobody.
        """
        self.url, self.cookie, self.xsrf = url.rstrip("/"), cookie, xsrf
        self.tab = Tab(page, query)
        self.connection: ClientConnection | None = None

    def open(self) -> Run:
        """Connect and load the page."""
        self.connection = connect(
            self.url.replace("http", "ws", 1) + PATH,
            subprotocols=[Subprotocol(part) for part in (SUBPROTOCOL, self.xsrf) if part],
            origin=Origin(self.url),
            additional_headers={"Cookie": self.cookie} if self.cookie else {},
            max_size=None,
            proxy=None,
            legacy=True,
        )
        return self.rerun()

    def rerun(self, events: Sequence[WidgetState] = ()) -> Run:
        """Run the script with what was set and these events, which no page needs to have offered."""
        assert self.connection is not None, "open() first"
        run, start = Run(), time.perf_counter()
        self.connection.send(self.tab.request(events, self.url))
        while not self.tab.receive(_bytes(self.connection.recv(SECONDS)), run):
            pass
        run.milliseconds = (time.perf_counter() - start) * 1000
        return run

    def set(self, values: Mapping[str, Value]) -> None:
        """Set widgets by label; they are sent with the next rerun, as in a form."""
        for label, value in values.items():
            widget_id = self.tab.widget(label).id
            self.tab.values[widget_id] = state_of(widget_id, value)

    def click(self, label: str) -> Run:
        """Click the button with this label."""
        return self.rerun([click_of(self.tab.widget(label, "button").id)])

    def download(self, file_id: str, seconds: float = SECONDS) -> str:
        """Ask for the file of a download button and return its address; TimeoutError when nobody answers."""
        assert self.connection is not None, "open() first"
        message, answer = BackMsg(), ForwardMsg()
        message.backend_operation_request.request_id = file_id
        message.backend_operation_request.session_id = self.tab.session_id
        message.backend_operation_request.deferred_file.file_id = file_id
        self.connection.send(message.SerializeToString())
        while answer.WhichOneof("type") != "backend_operation_response":
            answer.ParseFromString(_bytes(self.connection.recv(seconds)))
        return str(answer.backend_operation_response.deferred_file.url)

    def go(self, page: str) -> Run:
        """Open another page of the menu in the same tab; LookupError if the menu does not have it."""
        if page not in self.tab.pages:
            raise LookupError(f"no page {page!r} among {sorted(self.tab.pages)}")
        self.tab.page_name, self.tab.page_hash = page, self.tab.pages[page]
        self.tab.values.clear()
        return self.rerun()

    def close(self) -> None:
        """Close the tab."""
        if self.connection is not None:
            self.connection.close()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _bytes(data: str | bytes) -> bytes:
    return data if isinstance(data, bytes) else data.encode()
