"""What the program needs for a figure, beside a plain SQL query by hand for its headline; both must say the same.

The program counts every breakdown of the indicator as well (by paragraph, by kind, by area), the query one number.
"""

import re
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa

from fam import db
from fam.figures import catalogue
from fam.figures.indicator import Figure, Period, month_of
from fam.figures.monthly import snapshot
from tests.benchmarks.plain_sql import LATE, SHORT, SQL
from tests.benchmarks.table import machine, markdown, say
from tests.benchmarks.volumes import Volumes, in_use

MONTH = month_of(date(2018, 9, 1))
ROUNDS = 3
HEADERS = ("Figure", "program ms", "plain SQL ms", "ratio", "parts")


def run(volumes: Volumes, families: int) -> str:
    """Count September 2018 both ways and return the table; raises if they say different numbers."""
    with in_use(volumes.url(families)), snapshot() as session:
        rows = [_row(session, id) for id in SQL]
    whole = [sum(float(row[place]) for row in rows) for place in (1, 2)]
    rows.append(["together", *whole, whole[0] / whole[1], ""])
    head = f"Figures of September 2018, {families:,} families, {volumes.engine} ({machine()})"
    return f"{head}\n\n{markdown(HEADERS, rows)}"


def _row(session: Any, id: str) -> list[Any]:
    ours, figure = _fastest(lambda: catalogue.count_in(session, MONTH, [id])[0])
    plain, found = _fastest(lambda: _ask(session, id, MONTH))
    said = figure.number.numerator, figure.number.denominator
    if tuple(found) != tuple(None if one is None else int(one) for one in said):
        raise RuntimeError(f"{id}: the program says {said}, plain SQL {tuple(found)}")
    say(f"{id} {said}: {ours:.1f} ms, plain {plain:.1f} ms")
    return [id, ours, plain, ours / plain, _parts(figure)]


def _ask(session: Any, id: str, period: Period) -> Any:
    engine = db.engine().dialect.name
    statement = SQL[id].replace("{late}", LATE[engine]).replace("{short}", SHORT[engine])
    days = {"first": period.first, "last": period.last, "month": period.first}
    wanted = {key: day for key, day in days.items() if re.search(rf":{key}\b", statement)}
    return session.connection().execute(sa.text(statement), wanted).one()


def _fastest(act: Callable[[], Any]) -> tuple[float, Any]:
    """Return the least time of some rounds (milliseconds), and what it gave."""
    clock = time.process_time if db.engine().dialect.name == "sqlite" else time.perf_counter  # SQLite computes here
    times = []
    for _ in range(ROUNDS):
        start = clock()
        found = act()
        times.append(clock() - start)
    return min(times) * 1000, found


def _parts(figure: Figure) -> int:
    return sum(len(one.parts) for one in figure.breakdowns)
