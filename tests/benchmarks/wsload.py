"""Many people at once, without browsers: sessions that open a page, wait, and click or rerun. Loopback only.

    python -m tests.benchmarks.wsload http://127.0.0.1:8501 --sessions 300 --seconds 60 --think 15 --page familien

Tests share the protocol with tests/support/wire.py; `Session` is its asynchronous tab.
"""

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets import Origin, Subprotocol
from websockets.asyncio.client import ClientConnection, connect

from tests.support.wire import PATH, SECONDS, SUBPROTOCOL, Run, Tab, click_of

AT_ONCE = 20  # tabs opened together: people do not all arrive in one second


class Session:
    """One tab, asynchronous: `open` loads the page, `rerun` and `click` wait for the script's end."""

    def __init__(self, url: str, cookie: str = "", page: str = "", query: str = "") -> None:
        self.url, self.cookie = url.rstrip("/"), cookie
        self.tab = Tab(page, query)
        self.connection: ClientConnection | None = None

    async def open(self) -> Run:
        """Connect and load the page."""
        self.connection = await connect(
            self.url.replace("http", "ws", 1) + PATH,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            origin=Origin(self.url),
            additional_headers={"Cookie": self.cookie} if self.cookie else {},
            max_size=None,
            proxy=None,
            open_timeout=SECONDS,
        )
        return await self.rerun()

    async def rerun(self, events: Sequence[WidgetState] = ()) -> Run:
        """Run the script once and return what it brought; TimeoutError after a minute of silence."""
        assert self.connection is not None, "open() first"
        run, start = Run(), time.perf_counter()
        await self.connection.send(self.tab.request(events, self.url))
        finished = False
        while not finished:
            raw = await asyncio.wait_for(self.connection.recv(decode=False), SECONDS)
            finished = self.tab.receive(raw, run)
        run.milliseconds = (time.perf_counter() - start) * 1000
        return run

    async def click(self, label: str) -> Run:
        """Click the button with this label."""
        return await self.rerun([click_of(self.tab.widget(label, "button").id)])

    async def close(self) -> None:
        """Close the tab."""
        if self.connection is not None:
            await self.connection.close()


@dataclass(frozen=True, slots=True)
class Load:
    """Who comes: how many, for how long, thinking how long between clicks (seconds), clicking what ("" reruns)."""

    sessions: int
    seconds: float
    think: float
    click: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """How long they waited (milliseconds, sorted), how long opening took in all (seconds), and errors they saw."""

    milliseconds: list[float]
    opened: float
    exceptions: list[str]

    @property
    def median(self) -> float:
        """Half of the reruns were faster."""
        return statistics.median(self.milliseconds)

    def percentile(self, share: float) -> float:
        """Return the time within which this share of the reruns ended, e.g. 0.95."""
        return self.milliseconds[min(len(self.milliseconds) - 1, int(share * len(self.milliseconds)))]


async def visit(url: str, load: Load, cookies: Sequence[str] = ("",), page: str = "", query: str = "") -> Result:
    """Let the sessions come and work; they share the cookies in turn. Raises when a connection fails."""
    sessions = [Session(url, cookies[number % len(cookies)], page, query) for number in range(load.sessions)]
    runs: list[Run] = []
    start = time.monotonic()
    for first in range(0, len(sessions), AT_ONCE):
        await asyncio.gather(*(session.open() for session in sessions[first : first + AT_ONCE]))
    opened = time.monotonic() - start
    end = time.monotonic() + load.seconds
    await asyncio.gather(*(_work(session, load, end, runs) for session in sessions))
    await asyncio.gather(*(session.close() for session in sessions))
    exceptions = sorted({error for run in runs for error in run.exceptions})
    return Result(sorted(run.milliseconds for run in runs), opened, exceptions)


async def _work(session: Session, load: Load, end: float, runs: list[Run]) -> None:
    chance = random.Random(id(session))
    await asyncio.sleep(chance.random() * min(load.think, load.seconds))
    while time.monotonic() < end:
        run = await (session.click(load.click) if load.click else session.rerun())
        run.raw.clear()
        runs.append(run)
        await asyncio.sleep(load.think * chance.uniform(0.5, 1.5))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a load from the command line and print one line; 1 if anybody saw an error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--page", default="", help="path in the address")
    parser.add_argument("--query", default="")
    parser.add_argument("--cookie", action="append", help='"name=value"; several are shared out in turn')
    parser.add_argument("--click", default="", help="label of a button; without it the page is only run again")
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--think", type=float, default=10)
    given = parser.parse_args(arguments)
    if urlsplit(given.url).hostname not in ("127.0.0.1", "localhost"):
        parser.error("loopback only: this is no tool against other people's servers")
    load = Load(given.sessions, given.seconds, given.think, given.click)
    result = asyncio.run(visit(given.url, load, given.cookie or [""], given.page, given.query))
    times = f"median {result.median:.0f}, 95 % {result.percentile(0.95):.0f}, max {result.milliseconds[-1]:.0f} ms"
    count = len(result.milliseconds)
    sys.stdout.write(f"{given.sessions} sessions, opened in {result.opened:.1f} s, {count} reruns: {times}\n")
    sys.stdout.writelines(f"{error}\n" for error in result.exceptions)
    return 1 if result.exceptions else 0


if __name__ == "__main__":
    raise SystemExit(main())
