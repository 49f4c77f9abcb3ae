"""An edited list comes back: per cell what is new, changed or wrong; saved together, and taken back together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from fam.errors import FamError
from fam.exchange.roundtrip import ORIGINS
from fam.exchange.roundtrip_back import EditedList
from fam.fields.registry import entity_of
from fam.services.roundtrip_cells import CellChange, CellOutcome, Comparison, RowChange
from fam.services.roundtrip_list import lines_of, sight
from fam.services.roundtrip_tables import TABLES, Line, Part, Table

UNKNOWN = "Spalte „{heading}“ gehört zu keinem Feld, das hier geändert werden kann."
NO_ORIGINS = f"Das ausgeblendete Blatt „{ORIGINS}“ fehlt: Verglichen wird mit dem, was jetzt in FAM steht."
WAITS = "Wartet, weil im selben Eintrag etwas nicht stimmt: {sentence}"
SAVED = (CellOutcome.NEW, CellOutcome.CHANGED, CellOutcome.CLEARED)
HELD = (CellOutcome.CONFLICT, CellOutcome.ERROR)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a list that came back would change; `same` cells are as they went out."""

    table: Table
    rows: tuple[RowChange, ...]
    same: int
    remarks: tuple[str, ...] = ()

    def count(self, *outcomes: CellOutcome) -> int:
        """How many cells have one of these outcomes."""
        return sum(cell.outcome in outcomes for row in self.rows for cell in row.cells)


def preview(session: Session, edited: EditedList) -> Preview:
    """Return what the list would change, cell by cell; nothing is written.

    A number that is unknown and one that is not for this person look the same.
    """
    table = next(one for one in TABLES if one.key == edited.number)
    work = Comparison(session, edited, sight(session, table))
    rows = [work.look(row) for row in edited.rows]
    remarks = [NO_ORIGINS] if edited.origins is None else []
    remarks += [UNKNOWN.format(heading=heading) for heading in edited.unknown]
    return Preview(table, tuple(row for row in rows if row.cells or row.sentence), work.same, tuple(remarks))


def save(session: Session, edited: EditedList) -> Preview:
    """Write the cells that were edited, all in the caller's transaction; conflicts and errors are held back.

    Return what became of each. Taking back is `changes.undo` of the transaction.
    """
    found = preview(session, edited)
    there = lines_of(session, found.table, [row.number for row in found.rows])
    return replace(found, rows=tuple(_save(session, found.table, row, there) for row in found.rows))


def _save(session: Session, table: Table, row: RowChange, there: Mapping[str, Line]) -> RowChange:
    cells = row.cells
    for part in table.parts:
        mine = [cell for cell in cells if cell.outcome in SAVED and cell.key.startswith(f"{entity_of(part.model)}.")]
        if mine and (error := _refused(session, part, there[row.number], mine)):
            cells = tuple(_held_back(cell, error, mine) if cell in mine else cell for cell in cells)
    return replace(row, cells=cells)


def _refused(session: Session, part: Part, line: Line, cells: Sequence[CellChange]) -> FamError | None:
    """Save the cells of one record, all or none; return why not."""
    record = line.records[entity_of(part.model)]
    opened = {key: value for cell in cells for key, value in (cell.opened or {}).items()}
    values = {key: value for cell in cells for key, value in (cell.values or {}).items()}
    try:
        with session.begin_nested():  # a service may have written half of it when it finds the other half wrong
            part.save(session, part.model, record.id or 0, opened, values)
    except FamError as error:
        return error
    return None


def _held_back(cell: CellChange, error: FamError, together: Sequence[CellChange]) -> CellChange:
    """The cell that is wrong gets its sentence, those of the same record that wait with it are told why."""
    fields: Mapping[str, object] = getattr(error, "fields", {})
    said = {key: str(one) for key, one in fields.items() if isinstance(one, str)}
    key = cell.key.partition(".")[2]
    sentence = said.get(key) or " ".join(said.values()) or str(error)
    named = any(one.key.partition(".")[2] in said for one in together)
    waits = WAITS.format(sentence=sentence) if named and key not in said else sentence
    return replace(cell, outcome=CellOutcome.ERROR, sentence=waits)
