"""Server time of every page at 100, 10,000 and 100,000 families, divided by that of an empty Streamlit page.

One tab per page, through the websocket. A click is a whole rerun of the page: log-in check, rights, queries, elements,
all messages. The ratios are of processor time (server and database), so that a busy machine does not blur them.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from sqlmodel import select

from fam import db
from fam.models import Account, Family, Lead
from fam.ui.auth import FORBIDDEN
from tests.benchmarks import cpu
from tests.benchmarks.servers import app_server, cookie_of, empty_server
from tests.benchmarks.table import machine, markdown, say
from tests.benchmarks.volumes import Volumes
from tests.support.wire import Visitor

CLICKS, WARM_UP = 40, 3
SIZES = (100, 10_000, 100_000)
AIM_EMPTY, AIM_GROWTH = 2.5, 1.3


@dataclass(frozen=True, slots=True)
class Page:
    """A page as somebody opens it; `large` ones are also measured at 100,000 families."""

    path: str
    who: str
    large: bool = False
    query: str = ""


PAGES = (
    Page("leer", "anna", large=True),
    Page("heute", "anna"),
    Page("heute", "kerstin"),
    Page("vorschlaege", "anna"),
    Page("vorschlaege", "kerstin"),
    Page("familien", "anna", large=True),
    Page("familien", "kerstin", large=True),
    Page("familienakte", "anna", query="fam={file}"),
    Page("gespraeche", "anna"),
    Page("aufgaben", "anna"),
    Page("wachstum", "lena", large=True),
    Page("wachstum", "kerstin", large=True),
    Page("tandemarbeit", "kerstin", large=True),
    Page("wirkung", "kerstin", large=True),
    Page("planung", "lena", large=True),
    Page("planung", "kerstin", large=True),
    Page("reflexion", "anna"),
    Page("berichte", "lena", large=True),
    Page("berichte", "kerstin", large=True),
    Page("auswertung", "anna"),
    Page("auswertung", "kerstin"),
    Page("plan", "kerstin"),
    Page("austausch", "kerstin"),
    Page("felder", "kerstin"),
    Page("team", "adam"),
    Page("aenderungen", "anna"),
    Page("aenderungen", "kerstin"),
    Page("konto", "anna"),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a click costs: milliseconds until the answer is complete, and processor time of server and database."""

    clock: float
    cpu: float
    empty_clock: float
    empty_cpu: float

    @property
    def ratio(self) -> float:
        """Processor time as a multiple of that of an empty Streamlit page."""
        return self.cpu / self.empty_cpu


Costs = dict[Page, dict[int, Cost]]


def run(volumes: Volumes, sizes: Sequence[int] = SIZES, only: str = "") -> str:
    """Measure all pages (or those whose path contains `only`) and return the table."""
    costs: Costs = {}
    wanted = [page for page in PAGES if only in page.path]
    for size in sizes:
        _measure_all(volumes, size, [page for page in wanted if page.large or size <= 10_000], costs)
    headers = ["Seite", "Wer", "leer ms CPU"]
    headers += [part for size in sizes for part in (f"{size:,}: ms", "ms CPU", "x leer")]
    headers += [f"{size:,} / {sizes[0]:,}" for size in sizes[1:]]
    rows = [[page.path, page.who, *_cells(by_size, sizes)] for page, by_size in costs.items()]
    return f"Seiten, {volumes.engine} ({machine()})\n\n" + markdown(headers, rows)


def _cells(by_size: dict[int, Cost], sizes: Sequence[int]) -> list[object]:
    cells: list[object] = [median(cost.empty_cpu for cost in by_size.values())]
    for size in sizes:
        cost = by_size.get(size)
        cells += [cost.clock, cost.cpu, cost.ratio] if cost else ["", "", ""]
    first = by_size.get(sizes[0])
    cells += [by_size[size].cpu / first.cpu if first and size in by_size else "" for size in sizes[1:]]
    return cells


def _measure_all(volumes: Volumes, size: int, pages: Sequence[Page], costs: Costs) -> None:
    with ExitStack() as stack:
        bare = stack.enter_context(empty_server())
        server = stack.enter_context(app_server(volumes.url(size)))
        empty = stack.enter_context(Visitor(bare.url))
        file = _a_file("anna")
        for page in pages:
            query = page.query.format(file=file)
            with Visitor(server.url, cookie_of(page.who), page.path, query) as visitor:
                if visitor.tab.page_missing:
                    say(f"{page.path}: does not exist yet")
                    continue
                cost = _measure(visitor, empty, (server.process.pid, *volumes.processes), bare.process.pid)
            costs.setdefault(page, {})[size] = cost
            say(
                f"{volumes.engine} {size:>7,} {page.path:14} {page.who:8} {cost.clock:6.1f} ms, {cost.cpu:.1f} ms CPU, "
                f"empty {cost.empty_clock:.1f} ms, {cost.empty_cpu:.1f} ms CPU, x {cost.ratio:.1f}"
            )


def _measure(visitor: Visitor, empty: Visitor, pids: Sequence[int], bare: int) -> Cost:
    for _ in range(WARM_UP):
        _click(visitor)
        _click(empty)
    clock, used = _clicks(visitor, pids)
    empty_clock, empty_used = _clicks(empty, (bare,))
    return Cost(clock, used, empty_clock, empty_used)


def _clicks(visitor: Visitor, pids: Sequence[int]) -> tuple[float, float]:
    before = cpu.milliseconds(*pids)
    times = [_click(visitor) for _ in range(CLICKS)]
    return median(times), (cpu.milliseconds(*pids) - before) / CLICKS


def _click(visitor: Visitor) -> float:
    run = visitor.rerun()
    if run.exceptions or run.shows(FORBIDDEN):
        raise RuntimeError(f"{visitor.tab.page_name}: {run.exceptions or FORBIDDEN}")
    return run.milliseconds


def _a_file(username: str) -> str:
    """Return the FAM number of a family of this person."""
    with db.program() as session:
        query = select(Family.number).join(Lead).join(Account).where(Account.username == username)
        return session.exec(query.order_by(Family.number)).first() or ""
