"""A list as somebody sees it: its columns, its lines, and the Excel file that goes out to be edited."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from fam.exchange.listing.team_fields import full_key
from fam.exchange.roundtrip import Column, Held, to_file, told_apart
from fam.fields.registry import entity_of, fields_of, may_fill
from fam.fields.spec import NUMBERS, FieldSpec, Kind
from fam.models import Account, Family, ListItem, Setting, Town
from fam.person import Person
from fam.queries import lists
from fam.queries.field_filters import family_of
from fam.rules.terms import ListName, Status
from fam.services.roundtrip_tables import FAMILIES, TABLES, Line, Names, Table
from fam.services.roundtrip_values import exact_key, packed, plain_text, text_of_values, values_of

MOST = 5000  # lines in one file
IN_QUERY = 500
SECRET = "list_seal"  # the setting that a migration made: each installation has its own


@dataclass(frozen=True, slots=True)
class Sight:
    """A table as a person sees it: columns (the first names the line), their fields, and the names in cells."""

    table: Table
    columns: Sequence[Column]
    fields: Mapping[str, FieldSpec]
    names: Names

    def text(self, line: Line, key: str) -> str:
        """Return what a cell shows that is only to be read."""
        for plain in self.table.plain:
            if plain.key == key:
                return plain.text(line, self.names)
        record = line.records.get(key.partition(".")[0])
        return plain_text(record, self.fields[key], self.names) if record is not None else ""


def secret(session: Session) -> str:
    """Return what the lists of this installation are sealed with."""
    return str(session.get_one(Setting, SECRET).value)


def all_columns(session: Session) -> list[Sequence[Column]]:
    """Return the columns of every list, as a file that comes back is matched with them."""
    return [sight(session, table).columns for table in TABLES]


def sight(session: Session, table: Table) -> Sight:
    """Return a table as the session's person sees it; headings are told apart, columns that come back have a field."""
    person: Person = session.info["person"]
    fields: dict[str, FieldSpec] = {}
    columns = [Column(table.key, table.number), *(Column(one.key, one.label) for one in table.plain)]
    for part in table.parts:
        for field in fields_of(session, part.model):
            edited = field.runtime or part.edited is None or field.key in part.edited
            if edited or field.key in part.shown:
                key = full_key(field)
                fields[key] = _offering(session, field)
                own = fields[key] if edited and may_fill(person, field) else None
                columns.append(Column(key, field.label, own, field.section))
    return Sight(table, told_apart(columns), fields, _names(session, {field.kind for field in fields.values()}))


def _offering(session: Session, field: FieldSpec) -> FieldSpec:
    """A declared field that offers a list of the team gets its entries; those of former days stay readable."""
    if field.runtime or field.kind is not Kind.CHOICE or field.choices not in list(ListName):
        return field
    person: Person = session.info["person"]
    name = ListName(str(field.choices))
    every = {number or 0: label for number, label in session.exec(
        select(ListItem.id, ListItem.label).where(ListItem.list == name))}  # fmt: skip
    now = lists.choices(session, name, person.today)
    return replace(field, choices=now, archived={one: label for one, label in every.items() if one not in now})


def _names(session: Session, kinds: set[Kind]) -> Names:
    people = {number or 0: name for number, name in session.exec(select(Account.id, Account.display_name))}
    families = session.exec(select(Family.id, Family.number)) if Kind.REFERENCE in kinds else ()
    towns = dict(session.exec(select(Town.ags, Town.name)).all()) if Kind.TOWN in kinds else {}
    return Names(people, {family or 0: number for family, number in families}, towns)


def lines_of(session: Session, table: Table, numbers: Sequence[str]) -> dict[str, Line]:
    """Return those of the named lines that the person may see, by number."""
    if table.model is Family:
        return {line.number: line for line in _lines(session, table, col(Family.number), numbers)}
    ids = [int(one) for one in numbers if one.isascii() and one.isdigit() and len(one) <= 9]
    return {line.number: line for line in _lines(session, table, col(table.model.id), ids)}


def _lines(session: Session, table: Table, key: Any, wanted: Sequence[Any] | None) -> Iterator[Line]:
    """Yield the lines whose `key` is wanted (None: all), in that order, at most MOST."""
    left = MOST
    for some in [None] if wanted is None else _portions(wanted):
        query = _query(table).limit(left)
        found = session.exec(query if some is None else query.where(key.in_(some))).all()
        left -= len(found)
        yield from _with_parts(session, table, [(row, row) if isinstance(row, Family) else tuple(row) for row in found])
        if not left:
            return


def _query(table: Table) -> Any:
    """Each record with its family, by the family's name."""
    if table.model is Family:
        there = select(Family).where(col(Family.status) != Status.ANONYMISED)
        return there.order_by(Family.sort_name, col(Family.id))
    both = select(table.model, Family).join(Family, col(Family.id) == family_of(table.model))
    return both.order_by(Family.sort_name, col(Family.id), col(table.model.id))


def _with_parts(session: Session, table: Table, pairs: Sequence[tuple[Any, Family]]) -> Iterator[Line]:
    """Add the records of the other parts, one query per part."""
    more: dict[int, dict[str, Any]] = {}
    for part in table.parts[1:]:
        for some in _portions([family.id for _record, family in pairs]):
            for record in session.exec(select(part.model).where(family_of(part.model).in_(some))):
                more.setdefault(record.family_id, {})[entity_of(part.model)] = record
    for record, family in pairs:
        number = family.number if table.model is Family else str(record.id)
        yield Line(number, family, {entity_of(table.model): record, **more.get(family.id or 0, {})})


def _portions(many: Sequence[Any]) -> list[Sequence[Any]]:
    return [many[start : start + IN_QUERY] for start in range(0, len(many), IN_QUERY)]


def export(
    session: Session, table: Table = FAMILIES, ids: Sequence[int] | None = None, families: Sequence[int] | None = None
) -> bytes:
    """Return the Excel file of what the person may see, ready to be edited: all, or those with these ids or families.

    The lines stand in the order of the ids.
    """
    seen = sight(session, table)
    wanted = ids if ids is not None else families
    lines = list(_lines(session, table, col(table.model.id) if families is None else family_of(table.model), wanted))
    if wanted is not None:
        place = {one: number for number, one in enumerate(wanted)}
        lines.sort(key=lambda line: place[_wanted(line, table, families)])
    there = {entity for line in lines for entity in line.records} | {entity_of(table.model)}
    fixed = {plain.key for plain in table.plain}
    shown = [one for one in seen.columns if one.key.partition(".")[0] in there or one.key in fixed]
    return to_file(table.title, shown, [_cells(seen, line, shown) for line in lines], secret(session))


def _wanted(line: Line, table: Table, families: Sequence[int] | None) -> int:
    record = line.head if families is not None else line.records[entity_of(table.model)]
    return record.id or 0


def _cells(seen: Sight, line: Line, shown: Sequence[Column]) -> dict[str, Held]:
    cells = {shown[0].key: Held(line.number, line.number)}
    for column in shown[1:]:
        record = line.records.get(column.key.partition(".")[0])
        if column.field is None:
            text = seen.text(line, column.key)
            cells[column.key] = Held(text, text)
        elif record is not None:
            cells[column.key] = _held(record, column.field, seen.names)
    return cells


def _held(record: Any, field: FieldSpec, known: Names) -> Held:
    values = values_of(record, field)
    text = text_of_values(field, values, known)
    value = values[field.key]
    number = field.kind in NUMBERS or (field.kind is Kind.DATE and not exact_key(field))
    return Held(value if number and value is not None else text, text, packed(field, values))
