"""Every dashboard at each size: the first view of all, the first after a change, later ones, and 50 that stand idle.

Processor time of server and database. The change is a joint meeting of the last month shown, documented late: it moves
four figures of Tandemarbeit. "Later" is a click when nothing has changed; its ratio must be 1.5 at most.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlmodel import col, select

from fam import db
from fam.models import Attendee, Meeting
from fam.rules.terms import MeetingState, Party
from tests.benchmarks import cpu, sessions
from tests.benchmarks.pages import PAGES, Page
from tests.benchmarks.servers import app_server, cookie_of
from tests.benchmarks.table import machine, markdown, say
from tests.benchmarks.volumes import Volumes
from tests.benchmarks.wsload import Session
from tests.support import wire
from tests.support.server import Server
from tests.support.wire import Visitor

PATHS = ("heute", "wachstum", "tandemarbeit", "wirkung", "planung", "berichte", "reflexion")
LATER, CHANGES = 15, 3
IDLE, IDLE_SECONDS = 50, 20.0
HELD_ON = date(2018, 9, 28)


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor time of one view; `redrawn` is the clock's, of the first view after a change."""

    first: float
    changed: float
    later: float
    redrawn: float


def run(volumes: Volumes, sizes: Sequence[int], only: str = "") -> str:
    """Measure all dashboards and return the tables."""
    wire.SECONDS = 900  # the very first view of 100,000 families may take minutes on a busy machine
    pages = [page for page in PAGES if page.path in PATHS and only in page.path]
    costs: dict[Page, dict[int, Cost]] = {page: {} for page in pages}
    idle: list[list[object]] = []
    for size in sizes:
        with TemporaryDirectory(prefix="fam-dashboards-") as folder:
            url = volumes.copy(size, Path(folder))
            with app_server(url) as server:
                pids = (server.process.pid, *volumes.processes)
                for page in pages:
                    costs[page][size] = _measure(server, page, pids)
                    say(f"{volumes.engine} {size:,} {page.path} {page.who}: {costs[page][size]}")
                idle += [
                    [f"{size:,}", path, *asyncio.run(_stand(server, path, pids))]
                    for path in ("wachstum", "tandemarbeit")
                ]
                say(str(idle[-2:]))
    headers = ["Dashboard", "who", *(f"{size:,}: {part}" for size in sizes for part in ("first", "changed", "later"))]
    headers += [f"later {sizes[-1]:,} / {sizes[0]:,}"]
    rows = [[page.path, page.who, *_cells(by_size)] for page, by_size in costs.items()]
    stood = [
        "families",
        f"{IDLE} idle on",
        "% of a core",
        "CPU ms a poll",
        "after a change: median s",
        "last s",
        "CPU s",
    ]
    head = f"Dashboards, ms of processor time, {volumes.engine} ({machine()})"
    return "\n\n".join((head, markdown(headers, rows), markdown(stood, idle)))


def _cells(by_size: dict[int, Cost]) -> list[object]:
    every = list(by_size.values())
    cells: list[object] = [part for cost in every for part in (cost.first, cost.changed, cost.later)]
    return [*cells, every[-1].later / every[0].later]


def _measure(server: Server, page: Page, pids: Sequence[int]) -> Cost:
    before = cpu.milliseconds(*pids)
    with Visitor(server.url, cookie_of(page.who), page.path) as visitor:
        first = cpu.milliseconds(*pids) - before
        visitor.rerun()
        changed, redrawn = zip(*(_after_a_change(visitor, pids) for _ in range(CHANGES)), strict=True)
        before = cpu.milliseconds(*pids)
        for _ in range(LATER):
            run = visitor.rerun()
            if run.exceptions:
                raise RuntimeError(f"{page.path}: {run.exceptions}")
        later = (cpu.milliseconds(*pids) - before) / LATER
    return Cost(first, median(changed), later, median(redrawn))


def _after_a_change(visitor: Visitor, pids: Sequence[int]) -> tuple[float, float]:
    document_a_meeting()
    before = cpu.milliseconds(*pids)
    clock = visitor.rerun().milliseconds
    return cpu.milliseconds(*pids) - before, clock


def document_a_meeting() -> None:
    """Document a joint meeting, as somebody else in another session would."""
    with db.program() as session:
        newest = session.exec(select(Meeting).order_by(col(Meeting.id).desc()).limit(1)).one()
        again = newest.model_dump(exclude={"id", "version", "created_at", "extra"})
        meeting = Meeting(**again | {"event_on": HELD_ON, "state": MeetingState.HELD})
        session.add(meeting)
        session.flush()
        session.add_all(
            Attendee(meeting_id=meeting.id or 0, family_id=meeting.family_id, party=one, present=True)
            for one in (Party.PRO_ARBEIT, Party.ASD, Party.FAMILY)
        )


async def _stand(server: Server, path: str, pids: tuple[int, ...]) -> list[object]:
    """Let 50 stand, then change something; until when each stands anew, with the up to 3 s until it asks."""
    tabs = [Session(server.url, cookie_of("kerstin")) for _ in range(IDLE)]
    for tab in tabs:
        tab.tab = sessions.Dashboard(path)
    await sessions._open(tabs)
    polls: list[float] = []
    before, start = cpu.milliseconds(*pids), time.monotonic()
    await asyncio.gather(*(sessions._poll(tab, polls, start + IDLE_SECONDS) for tab in tabs))
    used, seconds = cpu.milliseconds(*pids) - before, time.monotonic() - start
    before = cpu.milliseconds(*pids)
    seen = await sessions._change(tabs, document_a_meeting)
    busy = cpu.milliseconds(*pids) - before
    await asyncio.gather(*(tab.close() for tab in tabs))
    return [used / seconds / 10, used / len(polls), median(seen) / 1000, seen[-1] / 1000, busy / 1000]
