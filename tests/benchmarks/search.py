"""Milliseconds that the database takes to find families among 100,000, for many kinds of words and three people.

Anna leads a usual number of families, the colleague a hundred times as many as anybody should; Kerstin coordinates.
Counted is what a search sends to the database, from the first statement to the last row, without our own work on it.
"""

import time
from collections.abc import Sequence
from statistics import median
from typing import Any

from sqlalchemy import event

from fam import db
from fam.person import Person
from fam.queries import families
from fam.queries.families import Found, Search
from tests.benchmarks.table import machine, markdown, say
from tests.benchmarks.volumes import Volumes, in_use
from tests.robustness.writers import person

AIM = 50.0
ROUNDS = 7
PEOPLE = ("anna", "pro-arbeit-01", "kerstin")
TEXTS = {
    "ohne Suchwort": "",
    "volle Nummer": "FAM-2018-00012",
    "Jahr": "FAM-2018",
    "ein Buchstabe": "s",
    "ein anderer": "m",
    "zwei Buchstaben": "sc",
    "Name": "schmidt",
    "Vorname": "anna",
    "Ort": "langen",
    "Ort und Buchstabe": "langen s",
    "Ort und Name": "dreieich schmidt",
    "zwei Anfänge": "sch ma",
    "nichts": "xyzzy",
}


Statement = tuple[str, Any]


def run(volumes: Volumes, families_in_it: int = 100_000) -> str:
    """Measure all texts for all people; a line says whether the aim is reached."""
    with in_use(volumes.url(families_in_it)):
        rows = [[title, text, *_cells(text)] for title, text in TEXTS.items()]
    worst = max(cell for row in rows for cell in row[2:] if isinstance(cell, float))
    head = f"Suche in {families_in_it:,} Familien, ms in der Datenbank, {volumes.engine} ({machine()})"
    headers = ["Was", "Text", *(f"{who}: {what}" for who in PEOPLE for what in ("Treffer", "ms"))]
    return f"{head}\n\n{markdown(headers, rows)}\n\nLangsamste: {worst:.1f} ms, Ziel {AIM:.0f} ms"


def _cells(text: str) -> list[object]:
    cells: list[object] = []
    for who in PEOPLE:
        found, statements = _sent(person(who), text)
        cells += [f"{found.total}{'+' if found.more else ''}", median(_time(statements) for _ in range(ROUNDS))]
    say(f"{text or '-':20} {cells}")
    return cells


def _sent(who: Person, text: str) -> tuple[Found, list[Statement]]:
    """Search once, and return what was found and every statement that this took."""
    sent: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        sent.append((statement, values))

    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        with db.reading(who) as session:
            found = families.find(session, Search(text=text))
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)
    return found, [one for one in sent if one[0].startswith("SELECT")]


def _time(statements: Sequence[Statement]) -> float:
    """Return the milliseconds that the statements take, to the last row."""
    with db.engine().connect() as connection:
        start = time.perf_counter()
        for statement, values in statements:
            connection.exec_driver_sql(statement, values).fetchall()
        return (time.perf_counter() - start) * 1000
