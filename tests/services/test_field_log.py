"""The change log of a field that one institution reads: the other one finds nothing of it, also as Koordination."""

from collections.abc import Callable

import pytest

from fam import db
from fam.fields.spec import Kind
from fam.models import Family
from fam.person import Person
from fam.queries import changes
from fam.queries.changes import Wanted
from fam.rules.terms import Institution
from fam.services import field_conversion, field_making, records
from fam.services.field_making import FieldDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


@pytest.mark.parametrize("readers", [None, Institution.PRO_ARBEIT, Institution.ASD])
def test_who_finds_the_change(cast: Cast, make_family: Make, readers: Institution | None) -> None:
    """Typed and converted values alike: those of the institution that reads the field and may see the family's head."""
    kerstin, family = cast("kerstin"), make_family("Kaya")
    with db.transaction(kerstin) as session:
        row = field_making.make(session, FieldDraft("family", "Zeichen", Kind.TEXT))
        field_making.change(session, row.id or 0, {}, {"readers": readers})
        key, number = row.key, row.id or 0
    with db.program() as session:
        records.edit(session, Family, family, {key: ""}, {key: "7"})
    with db.transaction(kerstin) as session:
        field_conversion.apply(session, number, Kind.INTEGER)
    seen = {name: _values(cast(name), key) for name in ("anna", "kerstin", "konrad", "stefan", "lena", "adam")}
    both, ours, theirs = readers is None, readers is Institution.PRO_ARBEIT, readers is Institution.ASD
    everything = ["7", 7]
    assert seen["kerstin"] == (everything if both or ours else [])
    assert seen["anna"] == (everything if both or ours else [])
    assert seen["konrad"] == (everything if both or theirs else [])
    assert (seen["stefan"], seen["lena"], seen["adam"]) == ([], [], [])


def _values(person: Person, key: str) -> list[object]:
    with db.reading(person) as session:
        found, _total = changes.find(session, Wanted(size=100))
    return [one.new for one in reversed(found) if one.field == key]
