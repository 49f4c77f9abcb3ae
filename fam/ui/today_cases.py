"""Cases with something to do, as lines of the page Heute."""

from collections.abc import Iterable
from datetime import date

from fam.queries.proposals import ToDo
from fam.ui.agenda import Line
from fam.ui.format import due_text
from fam.ui.links import family_link, proposal_link

LIMIT = 50


def cases(rows: Iterable[ToDo], day: date, *, proposal: bool = False, due: bool = True) -> list[Line]:
    """Return a line per case that opens its file, or with `proposal` its examination; `due`: say until when."""
    kind, link = ("proposal", proposal_link) if proposal else ("family", family_link)
    return [
        Line(
            f"{kind}:{row.number}",
            f"{row.name} · {row.number}",
            row.sentence,
            due_text(row.day, day) if due and row.day else "",
            link(row.number),
            late=bool(due and row.day and row.day < day),
        )
        for row in rows
    ]
