"""How much is counted again after which change: the 13 months of Tandemarbeit and the 8 quarters of Wirkung."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import col, select

from fam import db
from fam.figures import kept
from fam.figures.indicator import Period, month_of, quarter_of
from fam.models import Member, Note, StatusPeriod
from fam.rules.periods import add_months
from fam.rules.terms import Institution, Status
from fam.ui import cooperation, outcome
from tests.benchmarks.dashboards import document_a_meeting
from tests.benchmarks.table import machine, markdown
from tests.benchmarks.volumes import Volumes, in_use

TODAY = date(2018, 10, 15)
MONTHS = tuple(month_of(add_months(date(2017, 10, 1), step), TODAY) for step in range(13))
QUARTERS = tuple(quarter_of(add_months(date(2017, 1, 1), 3 * step), TODAY) for step in range(8))
PAGES: dict[str, tuple[tuple[Period, ...], tuple[str, ...]]] = {
    "Tandemarbeit": (MONTHS, cooperation.IDS),
    "Wirkung": (QUARTERS, outcome.IDS),
}


def run(volumes: Volumes, families: int) -> str:
    """Return the table: milliseconds of processor time of the program (SQLite computes in it), by page."""
    with TemporaryDirectory(prefix="fam-kept-") as folder, in_use(volumes.copy(families, Path(folder))):
        kept.forget()
        rows = [[what, *(_counted(page, act) for page in PAGES)] for what, act in CHANGES.items()]
    head = f"Counted again, {families:,} families, {volumes.engine}, ms of processor time ({machine()})"
    return f"{head}\n\n{markdown(['after', *PAGES], rows)}"


def _counted(page: str, act: Callable[[], None]) -> float:
    act()
    start = time.process_time()
    kept.rows(*PAGES[page])
    return (time.process_time() - start) * 1000


def _a_note() -> None:
    with db.program() as session:
        one = _active(session)
        session.add(Note(family_id=one.family_id, institution=Institution.ASD, event_on=TODAY, text="Anruf"))


def _a_pause() -> None:
    """End a status today and begin another, as a pause does."""
    with db.program() as session:
        one = _active(session)
        one.ends_on = TODAY
        session.add(StatusPeriod(family_id=one.family_id, status=Status.PAUSED, starts_on=TODAY))


def _a_birthday() -> None:
    """Correct a date of birth: it holds since ever, so it may move every month."""
    with db.program() as session:
        one = session.exec(select(Member).where(col(Member.family_id) == _active(session).family_id)).first()
        assert one
        one.born_on = date(1980, 1, 1) if one.born_on != date(1980, 1, 1) else date(1981, 1, 1)


def _active(session: Any) -> StatusPeriod:
    open_now = (col(StatusPeriod.status) == Status.ACTIVE, col(StatusPeriod.ends_on).is_(None))
    found: StatusPeriod = session.exec(select(StatusPeriod).where(*open_now).limit(1)).one()
    return found


CHANGES: dict[str, Callable[[], None]] = {
    "the start of the program": lambda: None,
    "nothing": lambda: None,
    "a note": _a_note,
    "a meeting of September, late": document_a_meeting,
    "a pause from today": _a_pause,
    "a corrected date of birth": _a_birthday,
}
