"""One row while it is read: each cell is asked for by its meaning; what no field takes ends in the note."""

from datetime import date, timedelta
from functools import lru_cache

from fam.errors import Ambiguous, BadInput
from fam.exchange.listing.cells import Cell, Row
from fam.exchange.listing.columns import Target
from fam.exchange.listing.family import Reason
from fam.exchange.listing.header import Layout
from fam.exchange.listing.words import says_nothing
from fam.rules.german import TypedDate, format_date, parse_date
from fam.rules.periods import month_end, month_start
from fam.rules.terms import Precision

LONGEST_TEXT = 200  # of a short field


class Reading:
    """Collects what a row says: note lines and reasons; `today` is for dates that lie ahead."""

    def __init__(self, row: Row, layout: Layout, today: date) -> None:
        self.row, self.layout, self.today = row, layout, today
        self.note: list[str] = []
        self.taken: set[int] = set()  # columns whose cell a field of the team took, or the note
        self.reasons: list[Reason] = []

    def cells(self, target: Target) -> list[tuple[str, Cell]]:
        """The filled cells that mean this, each with its heading."""
        columns = self.layout.columns(target)
        return [(self.layout.heading(column), self.row.cells[column]) for column in columns if column in self.row.cells]

    def heading(self, target: Target) -> str:
        """The heading of the first column that means this, else the target's label."""
        return next((self.layout.heading(column) for column in self.layout.columns(target)), target.label)

    def text(self, target: Target, longest: int = LONGEST_TEXT) -> str:
        """The text of a short field; an Excel error, an overlong text, a second column go to the note instead."""
        found = ""
        for heading, cell in self.cells(target):
            if cell.error:
                self.keep(heading, cell.text)
                self.because("error_cell", f"{heading}: Fehlerwert „{cell.text}“; er steht in der Bemerkung.", heading)
            elif len(cell.text) > longest:
                self.keep(heading, cell.text)
                self.because("too_long", f"{heading}: zu lang für das Feld; der Text steht in der Bemerkung.", heading)
            elif found:
                self.keep(heading, cell.text)
            elif not says_nothing(cell.text):
                found = " ".join(cell.text.split())
        return found

    def day(self, target: Target) -> TypedDate | None:
        """The date of a cell; what cannot be read as one date is kept as text in the note, a second column too."""
        result: TypedDate | None = None
        for column in self.layout.columns(target):
            if (cell := self.row.cells.get(column)) is None:
                continue
            heading = self.layout.heading(column)
            if result is not None:
                self.keep(heading, cell.text)
                continue
            result = self._day(heading, cell, self.layout.formats.get(column))
            if result is not None and result.precision is not Precision.DAY:
                shown = format_date(result.day, result.precision) if cell.day else cell.text
                self.because("approximate", f"{heading}: nur ungefähr bekannt ({shown}).", heading)
        return result

    def _day(self, heading: str, cell: Cell, pick: int | None) -> TypedDate | None:
        if cell.day is not None:
            return cell.day
        if says_nothing(cell.text):
            return None
        try:
            return read_date(cell.text, self.today, pick=pick)
        except BadInput as error:
            self.keep(heading, cell.text)
            self.because(
                "unreadable_date", f"{heading}: „{shorten(cell.text)}“ ist kein lesbares Datum. {error}", heading
            )
            return None

    def keep(self, heading: str, text: str) -> None:
        """Keep a text in the note under its heading, once."""
        if (line := f"{heading}: {text}") not in self.note:
            self.note.append(line)

    def because(self, code: str, sentence: str, column: str = "") -> None:
        """Add a reason, once."""
        reason = Reason(code, sentence, column)
        if reason not in self.reasons:
            self.reasons.append(reason)

    def leftovers(self) -> None:
        """Keep what no field takes: columns without a meaning, comments, formulas."""
        for column, cell in sorted(self.row.cells.items()):
            heading = self.layout.heading(column)
            if self.layout.targets.get(column) is None and column not in self.taken and cell.text:
                self.keep(heading, cell.text)
            if cell.comment:
                self.keep(f"Kommentar zu {heading}", cell.comment)
            if cell.formula:
                self.keep(f"Formel in {heading}", cell.formula)
                self.because(
                    "formula", f"{heading}: Formel; übernommen ist der angezeigte Wert „{shorten(cell.text)}“.", heading
                )

    def everything(self) -> dict[str, str]:
        """Every cell of the row by its heading, comments and formulas included; equal headings get their letter."""
        found: dict[str, str] = {}
        for column, cell in sorted(self.row.cells.items()):
            heading = self.layout.heading(column)
            heading = f"{heading} ({column})" if heading in found else heading
            parts = [
                cell.text,
                cell.formula and f"[Formel: {cell.formula}]",
                cell.comment and f"[Kommentar: {cell.comment}]",
            ]
            found[heading] = " ".join(part for part in parts if part)
        return found


@lru_cache(maxsize=5_000)
def read_date(text: str, today: date, *, birth: bool = False, pick: int | None = None) -> TypedDate:
    """Read one date of a list; `pick` says which meaning holds if there are two.

    Raises BadInput, also where the year is missing: a file has no "this year".
    """
    typed = _picked(text, today, birth, pick)
    earlier = today - timedelta(days=400)
    if _picked(text, earlier, birth and typed.day < earlier, pick) != typed:
        raise BadInput("Das Jahr fehlt.")
    return typed


def _picked(text: str, today: date, birth: bool, pick: int | None) -> TypedDate:
    try:
        return parse_date(text, today, birth=birth)
    except Ambiguous as error:
        if pick is None or pick >= len(error.readings):
            raise
        return parse_date(error.readings[pick], today, birth=birth)


def shorten(text: str, longest: int = 60) -> str:
    """Return a text short enough for a sentence."""
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def span(typed: TypedDate) -> tuple[date, date]:
    """Return the first and the last day that a date can mean: "07/2014" is 01.07. to 31.07.2014."""
    if typed.precision is Precision.MONTH:
        return month_start(typed.day), month_end(typed.day)
    if typed.precision is Precision.YEAR:
        return date(typed.day.year, 1, 1), date(typed.day.year, 12, 31)
    return typed.day, typed.day
