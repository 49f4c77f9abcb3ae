"""The list that goes out to be edited: families that the person may see, their declared fields and the team's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from fam.exchange.listing.team_fields import full_key
from fam.exchange.roundtrip import NUMBER, Column, Held, to_file, told_apart
from fam.fields.encoding import decode, encode, value_of
from fam.fields.parsing import parse, text_of
from fam.fields.registry import fields_of, may_fill
from fam.fields.spec import NUMBERS, FieldSpec, Kind
from fam.models import Account, Family, FamilyDetail, Town
from fam.person import Person
from fam.rules.german import format_date, parse_date
from fam.rules.terms import Precision, Status

MOST = 5000  # families in one file
IN_QUERY = 500
MODELS: dict[str, Any] = {"family": Family, "family_detail": FamilyDetail}
HEAD_EDITED = ("name",)  # the other declared fields of the head are steps of the case, or have checks of their own
HEAD_SHOWN = ("town_ags", "status", "received_on", "admitted_on", "closed_on")


@dataclass(frozen=True, slots=True)
class Names:
    """What cells may name: people by id, families by id (those that the person sees), towns by AGS."""

    people: Mapping[int, str]
    families: Mapping[int, str]
    towns: Mapping[str, str]

    @property
    def numbers(self) -> dict[str, int]:
        """FAM number -> id."""
        return {number: family for family, number in self.families.items()}


@dataclass(frozen=True, slots=True)
class Records:
    """A family's head and, for those who work with it, its detail."""

    head: Family
    detail: FamilyDetail | None

    def of(self, entity: str) -> Any:
        """Return the record of a table."""
        return self.head if entity == "family" else self.detail


def names(session: Session) -> Names:
    """Return the names of today, as far as a field asks for them."""
    kinds = {field.kind for model in MODELS.values() for field in fields_of(session, model)}
    people = dict(session.exec(select(Account.id, Account.display_name)).all()) if Kind.PERSON in kinds else {}
    families = dict(session.exec(select(Family.id, Family.number)).all()) if Kind.REFERENCE in kinds else {}
    towns = dict(session.exec(select(Town.ags, Town.name)).all())
    return Names(people, families, towns)  # type: ignore[arg-type]  # stored rows have an id


def columns(session: Session) -> list[Column]:
    """Return all columns that the person may read, with headings told apart; those that may be edited have a field."""
    person: Person = session.info["person"]
    found = [Column(NUMBER, "FAM-Nummer")]
    for model in (Family, FamilyDetail):
        for field in fields_of(session, model):
            key = full_key(field)
            if field.runtime or model is FamilyDetail or field.key in HEAD_EDITED:
                found.append(Column(key, field.label, field if may_fill(person, field) else None, field.section))
            elif field.key in HEAD_SHOWN:
                found.append(Column(key, field.label))
    return told_apart(found)


def records_of(session: Session, numbers: Sequence[str] | None = None) -> dict[str, Records]:
    """Return the families that the person may see, by FAM number: all, or those named."""
    found: dict[str, Records] = {}
    for part in [None] if numbers is None else _parts(numbers):
        there = select(Family).where(col(Family.status) != Status.ANONYMISED)
        query = there.order_by(Family.sort_name, col(Family.id)).limit(MOST)
        heads = session.exec(query if part is None else query.where(col(Family.number).in_(part))).all()
        details: dict[int, FamilyDetail] = {}
        for ids in _parts([head.id for head in heads]):
            some = select(FamilyDetail).where(col(FamilyDetail.family_id).in_(ids))
            details |= {detail.family_id: detail for detail in session.exec(some)}
        found |= {head.number: Records(head, details.get(head.id or 0)) for head in heads}
    return found


def _parts(many: Sequence[Any]) -> list[Sequence[Any]]:
    return [many[start : start + IN_QUERY] for start in range(0, len(many), IN_QUERY)]


def export(session: Session, numbers: Sequence[str] | None = None, title: str = "Familien") -> bytes:
    """Return the Excel file of the families that the person may see (of those named), ready to be edited."""
    found, known = records_of(session, numbers), names(session)
    shown = columns(session)
    if not any(one.detail for one in found.values()):
        shown = [column for column in shown if not column.key.startswith("family_detail.")]
    fields = {full_key(field): field for model in MODELS.values() for field in fields_of(session, model)}
    lines = []
    for number, one in found.items():
        line = {NUMBER: Held(number, number)}
        for column in shown[1:]:
            field = fields[column.key]
            if (record := one.of(field.entity)) is not None:
                line[column.key] = _held(record, field, column.field is not None, known)
        lines.append(line)
    return to_file(title, shown, lines)


def _held(record: Any, field: FieldSpec, edited: bool, known: Names) -> Held:
    if not edited:
        text = _plain_text(record, field, known)
        return Held(text, text)
    values = values_of(record, field)
    text = text_of_values(field, values, known)
    value = values[field.key]
    number = field.kind in NUMBERS or (field.kind is Kind.DATE and not exact_key(field))
    return Held(value if number and value is not None else text, text, packed(field, values))


def _plain_text(record: Any, field: FieldSpec, known: Names) -> str:
    value = value_of(record, field)
    if field.kind is Kind.TOWN:
        return known.towns.get(value, "")
    if isinstance(value, date):
        precision = getattr(record, field.key.removesuffix("_on") + "_precision", Precision.DAY)
        return format_date(value, precision)
    if hasattr(value, "label"):
        return str(value.label)
    return text_of(field, value, people=known.people, families=known.families)


def exact_key(field: FieldSpec) -> str:
    """Return the attribute that says how exactly a declared date is known, "" if it is a day."""
    return f"{field.key.removesuffix('_on')}_precision" if field.options.get("precision_ok") else ""


def values_of(record: Any, field: FieldSpec) -> dict[str, Any]:
    """Return a field's value as a form opens with it, with a date's precision."""
    found = {field.key: value_of(record, field)}
    return {**found, key: getattr(record, key)} if (key := exact_key(field)) else found


def text_of_values(field: FieldSpec, values: Mapping[str, Any], known: Names) -> str:
    """Return what a cell shows."""
    value = values[field.key]
    if value is not None and (key := exact_key(field)):
        return format_date(value, values[key])
    return text_of(field, value, people=known.people, families=known.families)


def packed(field: FieldSpec, values: Mapping[str, Any]) -> Any:
    """Return a field's value as JSON keeps it."""
    stored = encode(field.kind, values[field.key])
    return [stored, values[key].value] if (key := exact_key(field)) else stored


def unpacked(field: FieldSpec, origin: Any) -> dict[str, Any]:
    """Return what `packed` kept, or raise ValueError (somebody typed into the hidden sheet)."""
    try:
        if key := exact_key(field):
            stored, precision = origin
            return {field.key: decode(field.kind, stored), key: Precision(precision)}
        return {field.key: decode(field.kind, origin)}
    except (TypeError, ValueError, ArithmeticError) as error:
        raise ValueError("spoilt") from error


def understood(field: FieldSpec, text: str, known: Names, today: date) -> dict[str, Any]:
    """Return the values that an edited cell means. Raises BadInput."""
    if key := exact_key(field):
        typed = parse_date(text, today)
        return {field.key: typed.day, key: typed.precision}
    families = known.numbers if field.kind is Kind.REFERENCE else None
    return {field.key: parse(field, text, today=today, people=known.people, families=families)}


def nothing(field: FieldSpec) -> dict[str, Any]:
    """Return the values of an emptied field."""
    found = {field.key: decode(field.kind, None)}
    return {**found, key: Precision.DAY} if (key := exact_key(field)) else found
