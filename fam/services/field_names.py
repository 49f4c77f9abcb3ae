"""The names that values of a field stand for: people of the team, FAM numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, select

from fam import db
from fam.fields.encoding import decode
from fam.fields.parsing import text_of
from fam.fields.spec import FieldSpec, Kind
from fam.models import Account, Family


@dataclass(frozen=True, slots=True)
class Names:
    """Who and which family is meant by an id."""

    people: Mapping[int, str] = field(default_factory=dict)
    families: Mapping[int, str] = field(default_factory=dict)

    def text(self, spec: FieldSpec, stored: Any) -> str:
        """Return a stored value as people read it, "" for none."""
        return text_of(spec, decode(spec.kind, stored), people=self.people, families=self.families)


def names(session: Session, *kinds: Kind) -> Names:
    """Return the names that values of these kinds need; FAM numbers also of families that the person cannot read."""
    people: dict[int, str] = {}
    families: dict[int, str] = {}
    if Kind.PERSON in kinds:
        people = {number or 0: name for number, name in session.exec(select(Account.id, Account.display_name))}
    if Kind.REFERENCE in kinds:
        with db.elevated(session):
            families = {number or 0: name for number, name in session.exec(select(Family.id, Family.number))}
    return Names(people, families)
