"""Columns that fill a field which the team made: suggested by its label, read by the parser of the forms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fam.errors import Ambiguous, BadInput
from fam.exchange.listing.cells import Cell, Sheet
from fam.exchange.listing.columns import LIKELY, Target, guess
from fam.exchange.listing.header import Layout, remap
from fam.exchange.listing.reading import Reading, read_date, shorten
from fam.exchange.listing.words import says_nothing
from fam.fields.encoding import encode
from fam.fields.parsing import parse
from fam.fields.spec import NUMBERS, FieldSpec, Kind
from fam.fields.validate import problem
from fam.rules import labels
from fam.rules.terms import Precision

DATES = (Target.RECEIVED, Target.FIRST_TALK, Target.ADMITTED, Target.CLOSED, Target.BENEFIT_SINCE)
DAYS = (Kind.DATE, Kind.MONTH)
Fields = Mapping[str, FieldSpec]  # by full key: "family_detail.f_7"


def full_key(field: FieldSpec) -> str:
    """Return how a field is named across tables."""
    return f"{field.entity}.{field.key}"


def suggest_fields(layout: Layout, fields: Fields) -> Layout:
    """Return the layout with each column whose heading is a field's label or key; a declared label goes before it.

    Where two fields or a known heading have the same name, the suggestion is one to look at.
    """
    if not layout.readable:
        return layout
    for column, heading in layout.headings.items():
        named = [key for key, field in fields.items() if _named(heading, key, field)]
        target = layout.targets.get(column)
        if not named or (target and labels.norm(target.label) == labels.norm(heading)):
            continue
        doubtful = len(named) > 1 or guess(heading) is not None
        layout = remap(layout, {column: named[0]}, LIKELY) if doubtful else remap(layout, {column: named[0]})
    return layout


def _named(heading: str, key: str, field: FieldSpec) -> bool:
    return labels.norm(heading) == labels.norm(field.label) or heading.strip() in (key, field.key)


def extras_of(
    reading: Reading, fields: Fields, people: Mapping[int, str], families: Mapping[str, int]
) -> dict[str, Any]:
    """Return the values of the team's fields, encoded; what no field can hold stays in the note, with a reason."""
    found: dict[str, Any] = {}
    for column, key in sorted(reading.layout.fields.items()):
        cell, field = reading.row.cells.get(column), fields.get(key)
        if cell is None or field is None:  # a field out of use: the column goes to the remark
            continue
        reading.taken.add(column)
        heading = reading.layout.heading(column)
        if key in found:
            reading.keep(heading, cell.text)
            continue
        try:
            value = _value(field, cell, reading, column, people, families)
        except BadInput as error:
            reading.keep(heading, cell.text)
            reading.because(
                "field_unread", f"{heading}: „{shorten(cell.text)}“ steht in der Bemerkung. {error}", heading
            )
        else:
            if (stored := encode(field.kind, value)) is not None:
                found[key] = stored
    return found


def _value(
    field: FieldSpec, cell: Cell, reading: Reading, column: int, people: Mapping[int, str], families: Mapping[str, int]
) -> Any:
    if cell.error:
        raise BadInput("Das ist ein Fehlerwert.")
    pick = reading.layout.formats.get(column)
    if field.kind in DAYS:
        value: Any = _day(field, cell, reading.today, pick)
    else:
        value = _other(field, cell.text, reading.today, pick, people, families)
    if sentence := problem(replace(field, required=False), value):
        raise BadInput(sentence)
    return value


def _day(field: FieldSpec, cell: Cell, today: date, pick: int | None) -> date | None:
    """A day must be a day: a field of the team has no "approximately"."""
    if cell.day is None and says_nothing(cell.text):
        return None
    typed = cell.day or read_date(cell.text, today, pick=pick)
    if field.kind is Kind.MONTH and typed.precision is not Precision.YEAR:
        return typed.day.replace(day=1)
    if typed.precision is not Precision.DAY:
        raise BadInput("Das Datum ist nur ungefähr bekannt.")
    return typed.day


def _other(
    field: FieldSpec, text: str, today: date, pick: int | None, people: Mapping[int, str], families: Mapping[str, int]
) -> Any:
    try:
        return parse(field, text, today=today, people=people, families=families)
    except Ambiguous as error:
        if pick is None or pick >= len(error.readings):
            raise
        return parse(field, error.readings[pick], today=today)
    except BadInput:
        if says_nothing(text):
            return None
        raise


@dataclass(frozen=True, slots=True)
class Question:
    """A column with dates or numbers that have two meanings: a sample, both meanings, and in how many cells."""

    column: int
    sample: str
    readings: tuple[str, ...]
    cells: int


def questions(sheet: Sheet, layout: Layout, fields: Fields, today: date) -> list[Question]:
    """Return what is to be asked once per column of a sheet, whether it has been answered or not."""
    if layout.skipped or not layout.readable:
        return []
    found = []
    for column in sorted(layout.targets):
        field = fields.get(layout.fields.get(column, ""))
        wanted = layout.targets[column] in DATES or (field is not None and field.kind in (*DAYS, *NUMBERS))
        if wanted and (open_ones := list(_ambiguous(sheet, layout, column, field, today))):
            sample, readings = open_ones[0]
            found.append(Question(column, sample, readings, len(open_ones)))
    return found


def _ambiguous(
    sheet: Sheet, layout: Layout, column: int, field: FieldSpec | None, today: date
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for row in sheet.rows:
        cell = row.cells.get(column)
        if row.number <= layout.header_row or cell is None or cell.day is not None:
            continue
        try:
            if field is None or field.kind in DAYS:
                read_date(cell.text, today)
            else:
                parse(field, cell.text, today=today)
        except Ambiguous as error:
            yield cell.text, error.readings
        except BadInput:
            continue
