"""300 people in one process: how long their clicks take, as multiples of what the same click takes alone.

First they work: each in a tab on a page of their own, thinking 15 seconds between clicks. Then 300 dashboards stand
idle, each asking every three seconds whether anything has changed, and one change comes.
"""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlmodel import col, select
from streamlit.proto.BackMsg_pb2 import BackMsg

from fam import db
from fam.models import Account, Family, Lead, Setting
from fam.rules.terms import LeadKind
from tests.benchmarks import cpu
from tests.benchmarks.servers import app_server, cookie_of
from tests.benchmarks.table import machine, markdown, say
from tests.benchmarks.volumes import Volumes
from tests.benchmarks.wsload import AT_ONCE, Session
from tests.support.server import Server
from tests.support.wire import Run, Tab

FAMILIES, SESSIONS, SECONDS, THINK, POLL = 10_000, 300, 60.0, 15.0, 3.0
AIM = 5.0
ALONE = 25  # clicks that say how long one takes alone
PAGES = ("familien", "familien", "familien", "familienakte", "heute", "aufgaben")  # what they have open, in turn


class Dashboard(Tab):
    """A tab that knows which fragment asks by itself."""

    fragment = ""

    def _understand(self, message: Any, run: Run) -> bool:
        if message.WhichOneof("type") == "auto_rerun":
            self.fragment = message.auto_rerun.fragment_id
        return super()._understand(message, run)

    def poll(self, url: str) -> bytes:
        """Return the message that a browser sends by itself every few seconds."""
        message = BackMsg()
        message.ParseFromString(self.request((), url))
        message.rerun_script.fragment_id = self.fragment
        message.rerun_script.is_auto_rerun = True
        return bytes(message.SerializeToString())


@dataclass(frozen=True, slots=True)
class Click:
    """One click: the page it was on, and how long it took."""

    page: str
    milliseconds: float


def run(volumes: Volumes) -> str:
    """Let them work, then let their dashboards stand; return both tables."""
    with app_server(volumes.url(FAMILIES)) as server:
        pids = (server.process.pid, *volumes.processes)
        parts = [asyncio.run(_work(server, _people(), pids)), asyncio.run(_stand(server, pids))]
    head = f"{SESSIONS} Sitzungen in einem Prozess, {FAMILIES:,} Familien, {volumes.engine} ({machine()})"
    return "\n\n".join((head, *parts))


def _people() -> list[tuple[str, str]]:
    """Return (username, FAM number of an own family) of the colleagues, as many as there are sessions, in turn."""
    with db.program() as session:
        query = (
            select(Account.username, Family.number)
            .join(Lead, col(Lead.account_id) == Account.id)
            .join(Family, col(Family.id) == Lead.family_id)
            .where(Lead.kind == LeadKind.LEAD, col(Lead.ends_on).is_(None))
        )
        first: dict[str, str] = {}
        for username, number in session.exec(query):
            first.setdefault(username, number)
    people = list(first.items())
    return [people[number % len(people)] for number in range(SESSIONS)]


async def _open(sessions: Sequence[Session]) -> float:
    start = time.monotonic()
    for first in range(0, len(sessions), AT_ONCE):
        for run in await asyncio.gather(*(session.open() for session in sessions[first : first + AT_ONCE])):
            run.raw.clear()
    return time.monotonic() - start


async def _work(server: Server, people: list[tuple[str, str]], pids: tuple[int, ...]) -> str:
    sessions = [
        Session(server.url, cookie_of(who), page := PAGES[number % len(PAGES)], f"fam={file}" if "akte" in page else "")
        for number, (who, file) in enumerate(people)
    ]
    alone = {page: await _alone(sessions[PAGES.index(page)]) for page in dict.fromkeys(PAGES)}
    opened = await _open([session for session in sessions if session.connection is None])
    say(f"{SESSIONS} tabs opened in {opened:.0f} s")
    clicks: list[Click] = []
    before, start = cpu.milliseconds(*pids), time.monotonic()
    await asyncio.gather(*(_click_on(session, clicks) for session in sessions))
    busy = (cpu.milliseconds(*pids) - before) / (time.monotonic() - start) / 10
    memory = cpu.memory_megabytes(pids[0])
    await asyncio.gather(*(session.close() for session in sessions))
    rows = [_row(page, alone[page], [one for one in clicks if one.page == page]) for page in alone]
    every = sorted(one.milliseconds / alone[one.page] for one in clicks)
    within = sum(ratio <= AIM for ratio in every) / len(every)
    last = (
        f"{len(every)} Klicks, davon {within:.1%} innerhalb des {AIM:.0f}-Fachen (Ziel 95 %); "
        f"{busy:.0f} % eines Kerns, {busy * 10 * SECONDS / len(every):.0f} ms CPU je Klick, {memory:.0f} MB"
    )
    headers = ["Seite", "allein ms", "Median ms", "95 % ms", "95 % / allein", "größtes ms"]
    return f"{markdown(headers, rows)}\n\n{last}"


def _row(page: str, alone: float, clicks: list[Click]) -> list[object]:
    times = sorted(one.milliseconds for one in clicks)
    slow = times[int(0.95 * len(times))]
    return [page, alone, median(times), slow, slow / alone, times[-1]]


async def _alone(session: Session) -> float:
    (await session.open()).raw.clear()
    return median([(await session.rerun()).milliseconds for _ in range(ALONE)][3:])


async def _click_on(session: Session, clicks: list[Click]) -> None:
    chance = random.Random(id(session))
    end = time.monotonic() + SECONDS
    await asyncio.sleep(chance.random() * THINK)
    while time.monotonic() < end:
        run = await session.rerun()
        if run.exceptions:
            raise RuntimeError(f"{session.tab.page_name}: {run.exceptions}")
        clicks.append(Click(session.tab.page_name, run.milliseconds))
        run.raw.clear()
        await asyncio.sleep(THINK * chance.uniform(0.5, 1.5))


async def _stand(server: Server, pids: tuple[int, ...]) -> str:
    sessions = [Session(server.url, cookie_of("lena")) for _ in range(SESSIONS)]
    for session in sessions:
        session.tab = Dashboard("wachstum")
    opened = await _open(sessions)
    say(f"{SESSIONS} dashboards opened in {opened:.0f} s")
    polls: list[float] = []
    before, start = cpu.milliseconds(*pids), time.monotonic()
    await asyncio.gather(*(_poll(session, polls, start + 20) for session in sessions))
    busy = (cpu.milliseconds(*pids) - before) / (time.monotonic() - start) / 10
    rows = [["still, je Abfrage", median(polls), sorted(polls)[int(0.95 * len(polls))], busy]]
    for number in (20, SESSIONS):
        seen = await _change(sessions[:number])
        rows.append([f"nach einer Änderung neu: {number}", median(seen), seen[-1], ""])
    await asyncio.gather(*(session.close() for session in sessions))
    return markdown(["Wachstum offen", "Median ms", "95 % / letzte ms", "% eines Kerns"], rows)


async def _poll(session: Session, polls: list[float], end: float) -> None:
    await asyncio.sleep(random.random() * POLL)
    while time.monotonic() < end:
        polls.append(await _ask(session))
        await asyncio.sleep(POLL)


async def _ask(session: Session) -> float:
    assert session.connection is not None
    assert isinstance(session.tab, Dashboard)
    start = time.perf_counter()
    await session.connection.send(session.tab.poll(session.url))
    run, finished = Run(), False
    while not finished:
        finished = session.tab.receive(await asyncio.wait_for(session.connection.recv(decode=False), 60), run)
    run.raw.clear()
    return (time.perf_counter() - start) * 1000


def _set_something() -> None:
    with db.program() as session:
        setting = session.get(Setting, "benchmark") or Setting(key="benchmark", value=0)
        setting.value = int(setting.value) + 1
        session.add(setting)


async def _change(sessions: Sequence[Session], change: Callable[[], None] = _set_something) -> list[float]:
    """Change something; return how long after it each dashboard stands anew, with the up to 3 s until it asks."""
    change()
    start = time.perf_counter()

    async def redraw(session: Session) -> float:
        await asyncio.sleep(random.random() * POLL)
        await _ask(session)
        return (time.perf_counter() - start) * 1000

    return sorted(await asyncio.gather(*(redraw(session) for session in sessions)))
