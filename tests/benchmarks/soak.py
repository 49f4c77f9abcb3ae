"""A minute of writing: two servers on one database, twenty people in tabs who propose families and write entries.

Everything goes through the websocket as from a browser: typing keeps a draft, a click saves. Afterwards the database
must hold exactly what the pages said was saved.
"""

import json
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlmodel import col, select
from streamlit.proto.WidgetStates_pb2 import WidgetState

from fam import db
from fam.models import Account, Family, Lead, Note
from fam.rules.terms import LeadKind
from tests.benchmarks.servers import app_server, cookie_of
from tests.benchmarks.table import machine, markdown
from tests.benchmarks.volumes import Volumes
from tests.robustness import stored
from tests.support.wire import Run, Visitor

FAMILIES, TABS, SECONDS = 1_000, 20, 60.0
NAME = "Familienname *"


class Tab(threading.Thread):
    """One person on one of the servers; `saved` is what the pages said is saved, `waits` how long each took (ms)."""

    def __init__(self, url: str, username: str, number: str, end: float, *, proposes: bool) -> None:
        super().__init__(daemon=True)
        page, query = ("vorschlaege", "neu=1") if proposes else ("familienakte", f"fam={number}")
        self.visitor = Visitor(url, cookie_of(username), page, query)
        self.username, self.end, self.proposes = username, end, proposes
        self.saved: Counter[str] = Counter()
        self.waits: list[float] = []
        self.problems: list[str] = []

    def run(self) -> None:
        """Write until the minute is over, or something goes wrong."""
        with self.visitor:
            while time.monotonic() < self.end and not self.problems:
                mark = f"{self.username} {sum(self.saved.values())}"
                run = self._propose(mark) if self.proposes else self._note(mark)
                self.waits.append(run.milliseconds)
                if run.exceptions or not (run.shows("gespeichert.") or self._left(mark)):
                    self.problems.append(f"{mark}: {run.exceptions or 'not said to be saved'}")
                    return
                self.saved[mark] += 1

    def _note(self, mark: str) -> Run:
        self.visitor.rerun([self._typed(":text:", mark)])
        return self.visitor.click("Eintrag speichern")

    def _propose(self, mark: str) -> Run:
        self.visitor.tab.query = "neu=1"
        self.visitor.go("vorschlaege")
        self.visitor.set({NAME: f"Soak {mark}", "Vorgeschlagen von *": "ASD", "Wohnort *": "Langen (Hessen)"})
        self.visitor.rerun([self._typed(":occasion:", mark)])
        return self.visitor.click("Vorschlag speichern")

    def _left(self, mark: str) -> bool:
        """After a proposal was saved the form is gone: the new case stands there."""
        return self.proposes and not any(one.label == NAME for one in self.visitor.tab.widgets.values())

    def _typed(self, field: str, text: str) -> WidgetState:
        found = next(one for one in self.visitor.tab.widgets.values() if field in one.id and "draft:" in one.id)
        return WidgetState(id=found.id, json_value=json.dumps({"typed": {"text": text}}))


def run(volumes: Volumes) -> str:
    """Let them write for a minute; return what happened. Exits when anything was lost, doubled or refused."""
    with TemporaryDirectory(prefix="fam-soak-") as folder, ExitStack() as stack:
        url = volumes.copy(FAMILIES, Path(folder))
        servers = [stack.enter_context(app_server(url)) for _ in range(2)]
        before, end = _stored(), time.monotonic() + SECONDS
        tabs = [
            Tab(servers[number % 2].url, who, file, end, proposes=number % 4 < 2)
            for number, (who, file) in enumerate(_people())
        ]
        for tab in tabs:
            tab.start()
        for tab in tabs:
            tab.join(SECONDS + 60)
        problems = [problem for tab in tabs for problem in tab.problems]
        logs = [line for server in servers for line in server.logs.splitlines() if "locked" in line or "Error" in line]
        saved = sum((tab.saved for tab in tabs), Counter[str]())
        problems += _compare(saved, _stored() - before) + logs[:5]
        waits = sorted(wait for tab in tabs for wait in tab.waits)
    if problems:
        sys.exit("\n".join(problems))
    rows = [[sum(saved.values()), median(waits), waits[int(0.95 * len(waits))], waits[-1], 0, 0]]
    headers = ["gespeichert", "Median ms", "95 % ms", "längste ms", "verloren", "doppelt"]
    head = f"Zwei Server, {TABS} Sitzungen schreiben {SECONDS:.0f} s, {volumes.engine} ({machine()})"
    return f"{head}\n\n{markdown(headers, rows)}"


def _people() -> list[tuple[str, str]]:
    """Return (username, number of an own open family) of as many people as there are tabs."""
    found: dict[str, str] = {}
    with db.program() as session:
        query = (
            select(Account.username, Family.number)
            .join(Lead, col(Lead.account_id) == Account.id)
            .join(Family, col(Family.id) == Lead.family_id)
            .where(Lead.kind == LeadKind.LEAD, col(Lead.ends_on).is_(None))
        )
        for username, number in session.exec(query):
            found.setdefault(username, number)
    return list(found.items())[:TABS]


def _stored() -> Counter[str]:
    """Return the marks of all entries and of all families that were proposed here."""
    with db.program() as session:
        names = session.exec(select(Family.name).where(col(Family.name).startswith("Soak "))).all()
        return Counter(session.exec(select(Note.text)).all()) + Counter(name.removeprefix("Soak ") for name in names)


def _compare(saved: Counter[str], found: Counter[str]) -> list[str]:
    problems = [f"lost: {mark}" for mark in saved - found] + [f"doubled or unasked: {mark}" for mark in found - saved]
    numbers = [number for number in stored.numbers() if "-2018-" in number]
    running = sorted(int(number[-5:]) for number in numbers)
    if running != list(range(1, len(numbers) + 1)):
        problems.append("FAM numbers have gaps or are doubled")
    return problems
