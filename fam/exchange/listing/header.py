"""Where a sheet's header stands and what its columns mean; sheets that are not read say why."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from fam.exchange.listing.cells import Row, Sheet, Workbook, column_letter
from fam.exchange.listing.columns import CERTAIN, SEVERAL, Guess, Target, guess, plain

HEADER_WITHIN = 40  # filled rows from the top
NAMING = frozenset({Target.NAME, Target.PARENTS, Target.MOTHER, Target.FAM_NUMBER})
FEWEST = 3  # known headings that make a row a header
_SET_ASIDE = re.compile(r"\b(alt|veraltet|vorlage|muster|kopie|backup|sicherung|nicht mehr)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """How one sheet is to be read: the header's row, headings by column, and each column's target (None = remark).

    `fields` are the columns that fill a field of the team, by its full key ("family_detail.f_7"); they have no target.
    `formats` say which meaning holds where a column's dates or numbers have two: the first (0) or the second (1).
    `scores` say how sure each suggestion is (100 = known heading). `skipped` is the German reason why the sheet is not
    read, empty if it is; `readable` says whether a header was found, so that a person may still choose the sheet.
    """

    sheet: str
    header_row: int = 0
    headings: Mapping[int, str] = field(default_factory=dict)
    targets: Mapping[int, Target | None] = field(default_factory=dict)
    scores: Mapping[int, float] = field(default_factory=dict)
    skipped: str = ""
    fields: Mapping[int, str] = field(default_factory=dict)
    formats: Mapping[int, int] = field(default_factory=dict)

    @property
    def readable(self) -> bool:
        """A header was found."""
        return self.header_row > 0

    @property
    def signature(self) -> str:
        """The same headings in the same order have the same signature: the key of a remembered profile."""
        text = "|".join(plain(heading) for _column, heading in sorted(self.headings.items()))
        return hashlib.sha256(text.encode()).hexdigest()

    def heading(self, column: int) -> str:
        """The heading of a column; a column without one is called by its letter."""
        return self.headings.get(column) or f"Spalte {column_letter(column)}"

    def meaning(self, column: int) -> str:
        """What a column means as one word to be kept: a target's code, a field's full key, or "" for the remark."""
        target = self.targets.get(column)
        return target.value if target else self.fields.get(column, "")

    def columns(self, target: Target) -> list[int]:
        """The columns that mean this, from left to right."""
        return self._by_target.get(target, [])

    @cached_property
    def _by_target(self) -> dict[Target, list[int]]:
        found: dict[Target, list[int]] = {}
        for column, target in sorted(self.targets.items()):
            if target is not None:
                found.setdefault(target, []).append(column)
        return found

    def repeated_by(self, row: Row) -> bool:
        """True if a row is the header once more, as on each page of a print-out."""
        same = [
            column for column, cell in row.cells.items() if self.headings.get(column, "").split() == cell.text.split()
        ]
        return len(same) >= FEWEST


def suggest(book: Workbook) -> tuple[Layout, ...]:
    """Return a layout for every sheet that holds anything; sheets not to be read carry the reason."""
    return tuple(_layout(sheet) for sheet in book.sheets if sheet.rows)


def remap(layout: Layout, meanings: Mapping[int, str | None], score: float = CERTAIN) -> Layout:
    """Return the layout with columns corrected by a person; columns not named keep their meaning.

    A meaning is a target, the full key of a team's field, or nothing: the remark.
    """
    known = {column: meant for column, meant in meanings.items() if column in layout.targets}
    targets = {column: meant if isinstance(meant, Target) else None for column, meant in known.items()}
    fields = {column: meant for column, meant in known.items() if meant and not isinstance(meant, Target)}
    return replace(
        layout,
        targets={**layout.targets, **targets},
        fields={column: key for column, key in layout.fields.items() if column not in known} | fields,
        scores={**layout.scores, **dict.fromkeys(known, score)},
    )


def taken(layout: Layout) -> Layout:
    """Return the layout of a sheet that a person wants read although it was set aside."""
    return replace(layout, skipped="") if layout.readable else layout


def is_header(row: Row, least_certain: int = FEWEST) -> bool:
    """True if a row reads like headings: three or more, enough of them known for certain, one naming the family."""
    guesses = [known for cell in row.cells.values() if (known := guess(cell.text))]
    found = {known.target for known in guesses}
    certain = {known.target for known in guesses if known.score == CERTAIN}
    return len(found) >= FEWEST and len(certain) >= least_certain and bool(NAMING & found)


def _layout(sheet: Sheet) -> Layout:
    header = _header(sheet)
    if header is None:
        return Layout(sheet.title, skipped="Keine Kopfzeile erkannt (gesucht: Familienname, Ort, Status ...).")
    headings = {column: " ".join(cell.text.split()) for column, cell in header.cells.items() if cell.text}
    guesses = _guesses(headings)
    used = {column for row in sheet.rows if row.number > header.number for column in row.cells}
    targets = {column: guesses[column].target if column in guesses else None for column in sorted(used | set(headings))}
    scores = {column: found.score for column, found in guesses.items()}
    return Layout(sheet.title, header.number, headings, targets, scores, _set_aside(sheet, header))


def _header(sheet: Sheet) -> Row | None:
    """The row with the most known headings near the top; the first one if several are equally good."""
    rows = [row for row in sheet.rows[:HEADER_WITHIN] if is_header(row, least_certain=2)]
    return max(
        rows,
        key=lambda row: (len(_guesses({c: cell.text for c, cell in row.cells.items()})), -row.number),
        default=None,
    )


def _set_aside(sheet: Sheet, header: Row) -> str:
    if sheet.hidden:
        return "Das Blatt ist ausgeblendet."
    if _SET_ASIDE.search(sheet.title):
        return "Der Name des Blattes deutet auf einen alten Stand oder eine Vorlage."
    if sheet.rows[-1].number == header.number:
        return "Unter der Kopfzeile steht nichts."
    return ""


def _guesses(headings: Mapping[int, str]) -> dict[int, Guess]:
    """Return the best meaning per column; each target goes to its best column, the first if several are as good."""
    found: dict[int, Guess] = {}
    left: Target | None = None
    for column, heading in sorted(headings.items()):
        known = guess(heading, left)
        left = known.target if known else None
        if known:
            found[column] = known
    best: dict[Target, int] = {}
    for column, known in sorted(found.items(), key=lambda item: (-item[1].score, item[0])):
        best.setdefault(known.target, column)
    return {column: known for column, known in found.items() if known.target in SEVERAL or best[known.target] == column}
