"""The import itself runs beside the page: a click elsewhere, a reload or a closed tab does not cut it in half."""

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import streamlit as st

from fam import one_run
from fam.db import transaction
from fam.exchange.listing.header import Layout
from fam.person import Person
from fam.services import imports
from fam.services.import_names import Names
from fam.services.imports import Decisions, Report
from fam.ui.feedback import progress, say, told
from fam.ui.import_file import Opened, next_file
from fam.ui.import_preview import PAPER
from fam.ui.links import open_page

RUNNING, DONE = "exchange:running", "exchange:done"
READ_IN = "Die Liste ist eingelesen; der Bericht steht unter „Austausch“. Jetzt die Papiere."
POLL = 0.15  # seconds
_workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="fam-import")


@dataclass(slots=True)
class Running:
    """An import under way: rows done so far, of how many."""

    total: int
    done: int = 0
    papers: bool = False  # consents lie there on paper: transferring them comes next
    future: "Future[Report]" = field(default_factory=Future)

    def advance(self, done: int) -> None:
        """Note how far it is."""
        self.done = done


def start(
    person: Person, opened: Opened, layouts: Sequence[Layout], report: Report, names: Names, decisions: Decisions
) -> None:
    """Begin to take the list in, in one transaction; `follow` shows how it goes."""
    running = Running(len(report.rows), papers=bool(st.session_state.get(PAPER)))

    def work() -> Report:
        with transaction(person, source="import") as session:
            return imports.take_in(
                session, opened.upload, report.found, layouts, names, decisions, running.advance
            )  # fmt: skip

    running.future = _workers.submit(work)
    st.session_state[RUNNING] = running


def follow() -> None:
    """Show the bar of an import under way until it is done; then say how it went and empty the upload field."""
    running: Running | None = st.session_state.get(RUNNING)
    if running is None:
        return
    one_run.let_go()
    with progress("Die Liste wird eingelesen", running.total) as advance:
        while not running.future.done():
            advance(running.done)
            time.sleep(POLL)
    st.session_state.pop(RUNNING, None)
    with told(""):  # the report opens and says it
        done = running.future.result().batch_id
    next_file()
    if running.papers:
        say(READ_IN)
        open_page("consents")
    st.session_state[DONE] = done
    st.rerun()
