"""People in tabs of a real server who write entries, one after the other, until somebody pulls the plug."""

import json
import threading
from collections import Counter

from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import WebSocketException

from tests.support.wire import Visitor

SAVED = "Eintrag gespeichert."


def typed(widget_id: str, text: str) -> WidgetState:
    """Return the message part that a long text sends 1.5 seconds after the last key."""
    return WidgetState(id=widget_id, json_value=json.dumps({"typed": {"text": text}}))


class Typist(threading.Thread):
    """One tab on a family's file; `typed` is what was sent, `saved` what the page said is saved."""

    def __init__(self, url: str, cookie: str, number: str, name: str) -> None:
        super().__init__(daemon=True)
        self.visitor = Visitor(url, cookie, "familienakte", f"fam={number}")
        self.label = name
        self.typed: Counter[str] = Counter()
        self.saved: Counter[str] = Counter()
        self.problems: list[str] = []

    def run(self) -> None:
        """Write until the connection is gone."""
        try:
            self.visitor.open()
            while not self.problems:
                self._write()
        except (OSError, WebSocketException):
            return  # the plug

    def _write(self) -> None:
        mark = f"{self.label}-{sum(self.typed.values())}"
        self.typed[mark] += 1
        field = next(one for one in self.visitor.tab.widgets.values() if ":text:" in one.id and "draft:note" in one.id)
        self.visitor.rerun([typed(field.id, mark)])
        run = self.visitor.click("Eintrag speichern")
        if run.shows(SAVED):
            self.saved[mark] += 1
        else:
            self.problems.append(f"{mark}: not saved, {run.exceptions}")
