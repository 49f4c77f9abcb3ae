"""What a field can hold, for filters and for reading: value -> label, whoever keeps the list."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from fam.fields.spec import FieldSpec, Kind
from fam.person import Person
from fam.queries import families, lists
from fam.rules.terms import ListName


def offered(session: Session, field: FieldSpec) -> Mapping[Any, str]:
    """Return value -> label of what a field can hold, archived choices too; empty for texts, numbers and dates."""
    person: Person = session.info["person"]
    if field.kind is Kind.BOOLEAN:
        return {True: "ja", False: "nein"}
    if field.kind is Kind.PERSON:
        return lists.everybody(session)
    if field.kind is Kind.REFERENCE:
        return families.options(session)
    if field.kind is Kind.TOWN:
        return lists.towns(session, person.today)
    if field.kind not in (Kind.CHOICE, Kind.CHOICES):
        return {}
    return field.labels or lists.choices(session, ListName(str(field.choices)), person.today)
