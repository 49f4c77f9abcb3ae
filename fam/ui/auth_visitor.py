"""One browser tab's connection as the gate sees it, and what the router tells the gate about it."""

import asyncio
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from fam.queries.presence import Presence

TOKEN_HEADER = "x-fam-visitor"  # both are set by the gate; what a client sends under these names is thrown away
ADDRESS_HEADER = "x-fam-address"
REMEMBERED = 10_000
CATCHING_UP, LONGEST_RUN = 15.0, 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Shown:
    """What a Streamlit session has drawn last: for which log-in, and whether it was a page of totals."""

    sid_hash: str
    totals_only: bool


class Visitor:
    """A connection; lives as long as the websocket."""

    def __init__(self, sid: str) -> None:
        self.token = secrets.token_urlsafe(16)
        self.sid = sid
        self.claims_reconnect = False  # the tab says that it has been here before: its page may still stand in it
        self.shown: Shown | None = None
        self.gone = False
        self.downloads = 0  # asked for and not answered yet
        self.waiting: deque[MutableMapping[str, Any]] = deque()  # came while the database was away
        self.left = False  # the last of them says that the connection is over
        self.run_ended = asyncio.Event()
        self._one_by_one_until, self._started = 0.0, False
        self._arrived: tuple[float, Presence] | None = None
        VISITORS[self.token] = self

    def held_up(self) -> None:
        """Note that messages wait in line: each of their runs shall end before the next begins, for a while."""
        self._one_by_one_until = time.monotonic() + CATCHING_UP

    async def next_run(self) -> None:
        """Begin a run. After a hold-up the last one ends first: a run cut short by the next would lose its click."""
        if time.monotonic() < self._one_by_one_until and self._started:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.run_ended.wait(), LONGEST_RUN)
        self._started = True
        self.run_ended.clear()

    def hand_over(self, presence: Presence) -> None:
        """Keep what the gate has just looked up for the run that follows."""
        self._arrived = time.monotonic(), presence

    def take(self) -> Presence | None:
        """Give the presence that the gate looked up within the last second, once."""
        found, self._arrived = self._arrived, None
        return found[1] if found and time.monotonic() - found[0] < 1 else None


VISITORS: WeakValueDictionary[str, Visitor] = WeakValueDictionary()
SHOWN: OrderedDict[str, Shown] = OrderedDict()  # Streamlit session id -> what it shows, for reconnecting tabs


def remember(session_id: str, visitor: Visitor | None, shown: Shown) -> None:
    """Note what a Streamlit session shows from now on."""
    if visitor is not None:
        visitor.shown = shown
    SHOWN[session_id] = shown
    SHOWN.move_to_end(session_id)
    while len(SHOWN) > REMEMBERED:
        SHOWN.popitem(last=False)
