"""An edited list comes back: per cell what is new, changed or wrong; saved together, and taken back together."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from fam.clock import BERLIN
from fam.errors import BadInput, FamError, NotFound
from fam.exchange.roundtrip import CLEAR, NUMBER, Column, Edited, EditedList, meant, unedited
from fam.fields.encoding import value_of
from fam.fields.registry import fields_of
from fam.fields.spec import FieldSpec
from fam.fields.validate import asked_now, clean, problem
from fam.person import Person
from fam.rules.terms import Term
from fam.services import records
from fam.services.roundtrip_list import (
    MODELS,
    Names,
    Records,
    columns,
    names,
    nothing,
    records_of,
    text_of_values,
    understood,
    unpacked,
    values_of,
)

TWICE = "Diese FAM-Nummer steht mehrfach in der Liste; es gilt die erste Zeile."
UNNAMED = "Die Zeile hat keine FAM-Nummer. Neue Familien kommen über „Vorschläge“."
READ_ONLY = "Diese Angabe wird nicht in der Liste geändert, sondern in FAM."
UNKNOWN = "Spalte „{heading}“ gehört zu keinem Feld, das hier geändert werden kann."
NOT_CARRIED = "Der Text ist zu lang für den Abgleich. Bitte in der Akte ändern."


class CellOutcome(Term):
    """What becomes of an edited cell; cells that hold what went out are not counted one by one."""

    NEW = "new", "neu"
    CHANGED = "changed", "geändert"
    CLEARED = "cleared", "geleert"
    CONFLICT = "conflict", "inzwischen anders"
    ERROR = "error", "nicht übernommen"


SAVED = (CellOutcome.NEW, CellOutcome.CHANGED, CellOutcome.CLEARED)


@dataclass(frozen=True, slots=True)
class CellChange:
    """An edited cell: what went out, what stands in FAM now, what the list says; `sentence` why it is held back."""

    key: str
    label: str
    outcome: CellOutcome
    before: str
    now: str
    mine: str
    sentence: str = ""
    opened: Mapping[str, Any] | None = None
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class RowChange:
    """A line with its edited cells; `sentence` says why the line as a whole is not taken."""

    row: int
    number: str
    name: str = ""
    cells: tuple[CellChange, ...] = ()
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a list that came back would change; `same` cells are as they went out."""

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
    work = _Work(session, edited)
    rows = [work.look(row) for row in edited.rows]
    remarks = [
        f"Spalte „{heading}“ gehört zu keinem Feld, das hier geändert werden kann." for heading in edited.unknown
    ]
    told = tuple(row for row in rows if row.cells or row.sentence)
    return Preview(told, work.same, tuple(remarks))


def save(session: Session, edited: EditedList) -> Preview:
    """Write the cells that were edited, all in the caller's transaction; conflicts and errors are held back.

    Return what became of each. Taking back is `changes.undo` of the transaction.
    """
    found = preview(session, edited)
    there = records_of(session, [row.number for row in found.rows])
    return replace(found, rows=tuple(_save(session, row, there) for row in found.rows))


def _save(session: Session, row: RowChange, there: Mapping[str, Records]) -> RowChange:
    cells = list(row.cells)
    for entity, model in MODELS.items():
        mine = [cell for cell in cells if cell.outcome in SAVED and cell.key.startswith(f"{entity}.")]
        record = there[row.number].of(entity) if mine else None
        if record is None:
            continue
        opened = {key: value for cell in mine for key, value in (cell.opened or {}).items()}
        values = {key: value for cell in mine for key, value in (cell.values or {}).items()}
        try:
            records.edit(session, model, record.id or 0, opened, values)
        except FamError as error:  # a value that may stand only once: the others of this record wait with it
            session.expire(record)
            cells = [replace(cell, outcome=CellOutcome.ERROR, sentence=_why(error)) if cell in mine else cell
                     for cell in cells]  # fmt: skip
    return replace(row, cells=tuple(cells))


def _why(error: FamError) -> str:
    fields: Mapping[str, object] = getattr(error, "fields", {})
    return " ".join(str(one) for one in fields.values() if isinstance(one, str)) or str(error)


class _Work:
    """One file against what is there."""

    def __init__(self, session: Session, edited: EditedList) -> None:
        self.person: Person = session.info["person"]
        self.edited, self.same = edited, 0
        self.columns: list[Column] = [one for one in columns(session) if one.key in edited.keys and one.key != NUMBER]
        self.names: Names = names(session)
        self.there = records_of(session, sorted({row.number for row in edited.rows if row.number}))
        self.fields: Mapping[str, Sequence[FieldSpec]] = {
            entity: fields_of(session, model) for entity, model in MODELS.items()
        }
        self.times = Counter(row.number for row in edited.rows)
        self.seen: set[str] = set()

    def look(self, row: Edited) -> RowChange:
        """Return what a line would change."""
        found = self.there.get(row.number)
        if not row.number or found is None:
            return RowChange(row.row, row.number, sentence=str(NotFound()) if row.number else UNNAMED)
        if row.number in self.seen:
            return RowChange(row.row, row.number, found.head.name, sentence=TWICE)
        self.seen.add(row.number)
        return RowChange(row.row, row.number, found.head.name, tuple(self._cells(row, found)))

    def _cells(self, row: Edited, found: Records) -> Iterator[CellChange]:
        for column in self.columns:
            text = row.cells.get(column.key, "")
            changed = self._cell(column, text, found, self._origin(row.number, column.key)) if text else None
            if changed is None:
                self.same += 1
            else:
                yield changed

    def _origin(self, number: str, key: str) -> list[Any] | None:
        return (self.edited.origins or {}).get(number, {}).get(key)

    def _cell(self, column: Column, text: str, found: Records, origin: list[Any] | None) -> CellChange | None:
        entity = column.key.partition(".")[0]
        record, field = found.of(entity), column.field
        if field is None:
            edited = origin is not None and len(origin) > 1 and not unedited(str(origin[1]), text)
            return self._error(column, text, READ_ONLY, str((origin or ["", ""])[1])) if edited else None
        if record is None:
            return self._error(column, text, str(NotFound()))
        now = values_of(record, field)
        opened = now
        if origin is not None:
            try:
                opened = unpacked(field, origin[0])
            except ValueError:
                return self._error(column, text, NOT_CARRIED)
        before = str(origin[1]) if origin and len(origin) > 1 else text_of_values(field, opened, self.names)
        if unedited(before, text):
            return None
        if origin is None and self.edited.origins is not None:
            return self._error(column, text, NOT_CARRIED)
        return self._changed(column, field, record, text, (before, opened, now))

    def _changed(
        self, column: Column, field: FieldSpec, record: Any, text: str, was: tuple[str, dict[str, Any], dict[str, Any]]
    ) -> CellChange | None:
        before, opened, now = was
        shown = text_of_values(field, now, self.names)
        try:
            cleared = text.casefold() == CLEAR
            mine = nothing(field) if cleared else understood(field, meant(text), self.names, self.person.today)
        except BadInput as error:
            return self._error(column, text, str(error), before, shown)
        mine = {key: sorted(value) if isinstance(value, list) else clean(value) for key, value in mine.items()}
        if mine in (opened, now):
            return None
        if sentence := self._problem(field, record, mine):
            return self._error(column, text, sentence, before, shown)
        if now != opened:
            sentence = "Jemand anderes hat das inzwischen geändert. Der Wert in FAM bleibt."
            return CellChange(column.key, column.label, CellOutcome.CONFLICT, before, shown, meant(text), sentence)
        outcome = CellOutcome.CLEARED if cleared else CellOutcome.CHANGED if before else CellOutcome.NEW
        said = text_of_values(field, mine, self.names)
        return CellChange(column.key, column.label, outcome, before, shown, said, opened=opened, values=mine)

    def _problem(self, field: FieldSpec, record: Any, mine: Mapping[str, Any]) -> str:
        """What the form would say; the other values of the record decide whether the field is asked for at all."""
        rest = {one.key: value_of(record, one) for one in self.fields[field.entity]}
        asked = asked_now(field, {**rest, **mine}, record.created_at.astimezone(BERLIN).date())
        return problem(asked, mine[field.key])

    def _error(self, column: Column, text: str, sentence: str, before: str = "", now: str = "") -> CellChange:
        return CellChange(column.key, column.label, CellOutcome.ERROR, before, now, meant(text), sentence)
