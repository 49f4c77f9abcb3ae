"""The team's fields in a list that comes in: which ones a column may fill, and how their values get into a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from fam.exchange.listing.family import ImportedFamily
from fam.exchange.listing.header import Layout
from fam.exchange.listing.team_fields import full_key, suggest_fields
from fam.exchange.listing.values import FIELD_KEY, LABELS, shown
from fam.fields import sql
from fam.fields.encoding import decode, encode, put, value_of
from fam.fields.parsing import text_of
from fam.fields.registry import entity_of, may_fill, runtime_fields
from fam.fields.spec import FieldSpec, Kind
from fam.models import Account, Family, FamilyDetail
from fam.person import Person

MODELS: tuple[Any, ...] = (FamilyDetail, Family)
TAKEN = "{label}: {text} (schon bei einer anderen Familie)"


@dataclass(frozen=True, slots=True)
class TeamFields:
    """The fields that a column may fill, by full key, and the names that their cells may hold."""

    specs: Mapping[str, FieldSpec] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    families: Mapping[str, int] = field(default_factory=dict)

    def label(self, key: str) -> str:
        """Return what people call a part of a row."""
        found = self.specs.get(key)
        return found.label if found else LABELS.get(key, "Ein stillgelegtes Feld")

    def text(self, key: str, stored: Any) -> str:
        """Return a listed value as people read it."""
        found = self.specs.get(key)
        if found is None:
            return shown(key, stored)
        named = self.families.items() if found.kind is Kind.REFERENCE else ()
        numbers = {number: name for name, number in named}
        return text_of(found, decode(found.kind, stored), people=self.people, families=numbers) or "–"


def team_fields(session: Session) -> TeamFields:
    """Return the fields of a family that the person may fill; names only where a field asks for them."""
    person: Person = session.info["person"]
    specs = {full_key(one): one for model in MODELS for one in runtime_fields(session, model) if may_fill(person, one)}
    kinds = {one.kind for one in specs.values()}
    people = dict(session.exec(select(Account.id, Account.display_name)).all()) if Kind.PERSON in kinds else {}
    families = dict(session.exec(select(Family.number, Family.id)).all()) if Kind.REFERENCE in kinds else {}
    return TeamFields(specs, people, families)  # type: ignore[arg-type]  # stored rows have an id


def with_fields(session: Session, layouts: Sequence[Layout]) -> tuple[Layout, ...]:
    """Return the layouts with the columns that are named like a field of the team."""
    specs = team_fields(session).specs
    return tuple(suggest_fields(layout, specs) for layout in layouts)


@dataclass(slots=True)
class Filler:
    """Puts a list's values into the records of families; `seen` are values of this list that may stand only once."""

    session: Session
    specs: Mapping[str, FieldSpec]
    seen: dict[tuple[str, str], Any] = field(default_factory=dict)

    def fill(self, record: Any, family: ImportedFamily, only: Sequence[str] | None = None) -> list[str]:
        """Fill a new or known record; return lines for the remark where a value must stand only once and does."""
        entity = entity_of(type(record))
        named = [key for key in family.extra if key in self.specs and (only is None or key in only)]
        fields = [self.specs[key] for key in named if self.specs[key].entity == entity]
        lines: list[str] = []
        values: dict[str, Any] = {}
        for one in fields:
            value = decode(one.kind, family.extra[full_key(one)])
            if one.unique and self._is_taken(record, one, value):
                lines.append(TAKEN.format(label=one.label, text=text_of(one, value)))
            else:
                values[one.key] = value
        if values:
            put(record, fields, values)
        return lines

    def _is_taken(self, record: Any, one: FieldSpec, value: Any) -> bool:
        place = full_key(one), str(value)
        if self.seen.setdefault(place, record) is not record:
            return True
        model = type(record)
        query = select(model.id).where(sql.equals(self.session, model, one, value), col(model.id) != (record.id or 0))
        with self.session.no_autoflush:
            return self.session.exec(query.limit(1)).first() is not None


def held(session: Session, family: Family, key: str, fields: TeamFields) -> Any:
    """Return what a family's file holds in a field, encoded; None also for a field that is out of use."""
    one, named = fields.specs.get(key), FIELD_KEY.fullmatch(key)
    if one is None or named is None:
        return None
    record: Any = family
    if one.entity != "family":
        record = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family.id)).first()
    return encode(one.kind, value_of(record, one)) if record is not None else None
