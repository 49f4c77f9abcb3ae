"""Whose turn it is: a few runs at a time, first come first served; all others wait before they begin, not half-way.

Python computes in one thread at a time. Twenty runs side by side would not be done sooner: each read from the database
lets another run in for five milliseconds, so that one with forty reads waits for all others forty times.
"""

import asyncio
from collections import deque

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

AT_ONCE = 2  # one computes while another waits for the database or for its last message to leave
PATIENCE = 0.3  # seconds; who needs longer (a password check, an import) does not hold up the others
SHORT = 256  # bytes; the message that ends a run has a tenth of it


class Turns:
    """Runs under way, and those who wait for a turn. Lives on the event loop, so it needs no lock."""

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._at_once, self._patience = at_once, patience
        self._running: dict[object, asyncio.TimerHandle] = {}
        self._waiting: deque[tuple[object, asyncio.Future[None]]] = deque()

    async def take(self, who: object) -> None:
        """Wait for a turn; who has one keeps it: a second click cuts the first run short and begins anew."""
        if who in self._running:
            return
        if len(self._running) < self._at_once:
            self._begin(who)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((who, turn))
        try:
            await turn
        except asyncio.CancelledError:
            self.give_back(who)
            raise

    def give_back(self, who: object) -> None:
        """End a turn, at the latest when its patience is over, and let the next one begin."""
        if (timer := self._running.pop(who, None)) is not None:
            timer.cancel()
        while self._waiting and len(self._running) < self._at_once:
            following, turn = self._waiting.popleft()
            if not turn.done():
                self._begin(following)
                turn.set_result(None)

    def _begin(self, who: object) -> None:
        self._running[who] = asyncio.get_running_loop().call_later(self._patience, self.give_back, who)


def asks_for_run(data: bytes) -> bool:
    """Return whether a message of a browser wants the script to run."""
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return False
    return message.WhichOneof("type") == "rerun_script"


def ends_run(data: bytes) -> bool:
    """Return whether a message to a browser says that its run is over, and no further one follows at once."""
    if len(data) > SHORT:
        return False
    message = ForwardMsg()
    message.ParseFromString(data)
    again = ForwardMsg.FINISHED_EARLY_FOR_RERUN
    return message.WhichOneof("type") == "script_finished" and message.script_finished != again
