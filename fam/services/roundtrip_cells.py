"""The cells of an edited list against what stands in FAM: per cell what is new, changed or wrong."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from fam.clock import BERLIN
from fam.errors import BadInput, NotFound
from fam.exchange.roundtrip import CLEAR, Column, meant, unedited
from fam.exchange.roundtrip_back import Edited, EditedList
from fam.fields.encoding import value_of
from fam.fields.registry import entity_of, fields_of
from fam.fields.spec import FieldSpec
from fam.fields.validate import asked_now, clean, problem
from fam.person import Person
from fam.rules.terms import Term
from fam.services.roundtrip_list import Sight, lines_of
from fam.services.roundtrip_tables import Line
from fam.services.roundtrip_values import nothing, text_of_values, understood, unpacked, values_of
from fam.write_access import may_write

TWICE = "Diese {number} steht mehrfach in der Liste; es gilt die erste Zeile."
UNNAMED = "Die Zeile hat keine {number}. {new}"
READ_ONLY = "„{label}“ kann hier nicht geändert werden."
TO_BE_READ = "Dieser Eintrag ist nur zum Lesen freigegeben."
NOT_CARRIED = "Der Text ist zu lang für den Abgleich. Bitte in FAM selbst ändern."
OVERTAKEN = "Jemand anderes hat das inzwischen geändert. Der Wert in FAM bleibt."


class CellOutcome(Term):
    """What becomes of an edited cell; cells that hold what went out are not counted one by one."""

    NEW = "new", "neu"
    CHANGED = "changed", "geändert"
    CLEARED = "cleared", "geleert"
    CONFLICT = "conflict", "inzwischen anders"
    ERROR = "error", "nicht übernommen"


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


class Comparison:
    """One file against what is there; `same` cells are as they went out."""

    def __init__(self, session: Session, edited: EditedList, seen: Sight) -> None:
        self.session, self.edited, self.seen, self.same = session, edited, seen, 0
        self.person: Person = session.info["person"]
        table = seen.table
        self.columns: list[Column] = [one for one in seen.columns[1:] if one.key in edited.keys]
        self.there = lines_of(session, table, sorted({row.number for row in edited.rows if row.number}))
        self.fields: Mapping[str, Sequence[FieldSpec]] = {
            entity_of(part.model): fields_of(session, part.model) for part in table.parts
        }
        self.times: Counter[str] = Counter()

    def look(self, row: Edited) -> RowChange:
        """Return what a line would change."""
        table, line = self.seen.table, self.there.get(row.number)
        if not row.number or line is None:
            unnamed = UNNAMED.format(number=table.number, new=table.new)
            return RowChange(row.row, row.number, sentence=str(NotFound()) if row.number else unnamed)
        self.times[row.number] += 1
        called = table.called(line.records[entity_of(table.model)])
        name = f"{line.head.name} · {called}" if called else line.head.name
        if self.times[row.number] > 1:
            return RowChange(row.row, row.number, name, sentence=TWICE.format(number=table.number))
        return RowChange(row.row, row.number, name, tuple(self._cells(row, line)))

    def _cells(self, row: Edited, line: Line) -> Iterator[CellChange]:
        origins = None if self.edited.origins is None else self.edited.origins.get(row.number, {})
        for column in self.columns:
            text, origin = row.cells.get(column.key, ""), (origins or {}).get(column.key)
            if column.field is None:
                changed = self._fixed(column, text, line, origin) if text else None
            else:
                changed = self._cell(column, column.field, text, line, (origin, origins is None)) if text else None
            if changed is None:
                self.same += 1
            else:
                yield changed

    def _fixed(self, column: Column, text: str, line: Line, origin: list[Any] | None) -> CellChange | None:
        """A column to be read: whatever else stands there now is named."""
        now = self.seen.text(line, column.key)
        went = [str(origin[1])] if origin is not None and len(origin) > 1 else []
        if any(unedited(one, text) for one in (went or [now])):
            return None
        return _held_back(column, text, READ_ONLY.format(label=column.label), (went or [now])[0], now)

    def _cell(
        self, column: Column, field: FieldSpec, text: str, line: Line, went: tuple[list[Any] | None, bool]
    ) -> CellChange | None:
        record, (origin, no_sheet) = line.records.get(field.entity), went
        if record is None:
            return _held_back(column, text, str(NotFound()))
        opened = now = values_of(record, field)
        if origin is not None:
            try:
                opened = unpacked(field, origin[0])
            except ValueError:
                return _held_back(column, text, NOT_CARRIED)
        before = str(origin[1]) if origin and len(origin) > 1 else text_of_values(field, opened, self.seen.names)
        if unedited(before, text):
            return None
        if origin is None and not no_sheet:
            return _held_back(column, text, NOT_CARRIED)
        return self._changed(column, field, record, text, (before, opened, now))

    def _changed(
        self, column: Column, field: FieldSpec, record: Any, text: str, was: tuple[str, dict[str, Any], dict[str, Any]]
    ) -> CellChange | None:
        before, opened, now = was
        known, cleared = self.seen.names, text.casefold() == CLEAR
        shown = text_of_values(field, now, known)
        try:
            mine = nothing(field) if cleared else understood(field, meant(text), known, self.person.today)
        except BadInput as error:
            return _held_back(column, text, str(error), before, shown)
        mine = {key: _like(now[key], value) for key, value in mine.items()}
        if mine in (opened, now):
            return None
        if sentence := self._problem(field, record, mine):
            return _held_back(column, text, sentence, before, shown)
        said = text_of_values(field, mine, known)
        if now != opened:
            return CellChange(column.key, column.label, CellOutcome.CONFLICT, before, shown, said, OVERTAKEN)
        outcome = CellOutcome.CLEARED if cleared else CellOutcome.CHANGED if before else CellOutcome.NEW
        return CellChange(column.key, column.label, outcome, before, shown, said, opened=opened, values=mine)

    def _problem(self, field: FieldSpec, record: Any, mine: Mapping[str, Any]) -> str:
        """What the form would say; the other values of the record decide whether the field is asked for at all."""
        if not may_write(self.session, self.person, record):
            return TO_BE_READ
        rest = {one.key: value_of(record, one) for one in self.fields[field.entity]}
        asked = asked_now(field, {**rest, **mine}, record.created_at.astimezone(BERLIN).date())
        return problem(asked, mine[field.key])


def _like(now: Any, value: Any) -> Any:
    """Return a value in the form in which a record holds it: choices in their order, a term as a term."""
    if isinstance(now, Term) and isinstance(value, str):
        return type(now)(value)
    return sorted(value) if isinstance(value, list) else clean(value)


def _held_back(column: Column, text: str, sentence: str, before: str = "", now: str = "") -> CellChange:
    return CellChange(column.key, column.label, CellOutcome.ERROR, before, now, meant(text), sentence)
