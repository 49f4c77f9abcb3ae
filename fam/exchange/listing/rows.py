"""From a row of a list to a family: every cell is interpreted, nothing is guessed silently, nothing is dropped."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from fam.exchange.listing import facts
from fam.exchange.listing.cells import Row, Sheet
from fam.exchange.listing.checks import check
from fam.exchange.listing.columns import Target
from fam.exchange.listing.family import ImportedFamily, ImportedRow, Reason
from fam.exchange.listing.header import Layout
from fam.exchange.listing.home import Towns, home
from fam.exchange.listing.persons import children_of, name_of, parents_of
from fam.exchange.listing.reading import Reading, shorten
from fam.exchange.listing.team_fields import extras_of
from fam.exchange.listing.words import is_total, says_nothing
from fam.fields.spec import FieldSpec

NAMELESS = "(ohne Namen)"
_NAMING = {Target.NAME, Target.PARENTS, Target.MOTHER, Target.FATHER, Target.BENEFIT_UNIT, Target.FAM_NUMBER}


@dataclass(frozen=True, slots=True)
class Known:
    """What the program knows while it reads: towns, the labels of its lists, what day it is, and the team's fields.

    `fields` are the fields that a column may fill, by full key; `people` and `families` whom a cell of theirs may name.
    """

    towns: Towns
    today: date
    sources: tuple[str, ...] = ()
    end_reasons: tuple[str, ...] = ()
    fields: Mapping[str, FieldSpec] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    families: Mapping[str, int] = field(default_factory=dict)


def interpret(
    sheet: Sheet, layout: Layout, known: Known, progress: Callable[[int], None] = lambda done: None
) -> list[ImportedRow]:
    """Return what each filled row below the header says, in the order of the sheet; empty if the sheet is skipped.

    `progress` hears how many rows are done.
    """
    if layout.skipped or not layout.readable:
        return []
    rows = []
    for row in sheet.rows:
        if row.number > layout.header_row:
            rows.append(_row(row, layout, known))
            progress(len(rows))
    return rows


def _row(row: Row, layout: Layout, known: Known) -> ImportedRow:
    reading = Reading(row, layout, known.today)
    if refusal := _refusal(row, layout, reading):
        return ImportedRow(layout.sheet, row.number, reading.everything(), None, (refusal,))
    family = _family(reading, known)
    check(family, reading)
    return ImportedRow(layout.sheet, row.number, reading.everything(), family, tuple(reading.reasons))


def _refusal(row: Row, layout: Layout, reading: Reading) -> Reason | None:
    """Why a row is no family: a sum row, the header again, only a running number."""
    texts = [cell.text for _column, cell in sorted(row.cells.items())]
    words_beside = any(re.search(r"[^\W\d_]", text) and not is_total(text) for text in texts)
    if any(is_total(text) for text in texts[:3]) and not words_beside:
        return Reason("total", "Summenzeile: keine Familie.")
    if layout.repeated_by(row):
        return Reason("header_again", "Wiederholte Kopfzeile: keine Familie.")
    meant = {target for target in Target if target is not Target.NUMBER and reading.cells(target)}
    words = [text for text in texts if not says_nothing(text)]
    if not words or not meant & _NAMING or (len(words) == 1 and re.search(r"[\d:]", words[0])):
        return Reason("nothing", f"Nichts Verwertbares in der Zeile (nur: {shorten('; '.join(texts))}).")
    return None


def _family(reading: Reading, known: Known) -> ImportedFamily:
    """Put the family together; the order of the steps is the order of the note."""
    name = name_of(reading)
    members = (*parents_of(reading, name), *children_of(reading, name))
    address = home(reading, known.towns)
    dates = {
        target: reading.day(target)
        for target in (Target.RECEIVED, Target.FIRST_TALK, Target.ADMITTED, Target.CLOSED, Target.BENEFIT_SINCE)
    }
    status = facts.status_of_row(reading, dates)
    remarks = facts.remarks_of(reading)
    family = ImportedFamily(
        name=name or NAMELESS,
        fam_number=reading.text(Target.FAM_NUMBER).upper(),
        members=members,
        home=address,
        phones=facts.phones_of(reading),
        benefit_units=facts.benefit_units_of(reading),
        benefit_since=dates[Target.BENEFIT_SINCE],
        source=facts.choice(reading, Target.SOURCE, known.sources),
        received=dates[Target.RECEIVED],
        first_talk=dates[Target.FIRST_TALK],
        admitted=dates[Target.ADMITTED],
        closed=dates[Target.CLOSED],
        status=status,
        leads=facts.leads_of(reading),
        end_reason=facts.choice(reading, Target.REASON, known.end_reasons),
        occasion=reading.text(Target.OCCASION, 2000),
        interpreter=facts.interpreter_of(reading, remarks),
        extra=extras_of(reading, known.fields, known.people, known.families),
    )
    reading.leftovers()
    return replace(family, note=(*remarks, *reading.note))
