"""A field that became a real column is filtered, sorted and counted by as before; the statements name the column."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from fam import db
from fam.fields.registry import field_by_key
from fam.fields.spec import FieldSpec, Kind
from fam.models import FamilyDetail
from fam.person import Person
from fam.queries.own_figures import Question, count
from fam.services import field_promotion
from tests.queries.test_field_columns import find
from tests.queries.test_field_filters import by, field, write
from tests.support.databases import sent

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def promoted(person: Person, one: FieldSpec) -> FieldSpec:
    """Make a column of a field."""
    with db.transaction(person) as session:
        field_promotion.promote(session, one.field_id)
    with db.reading(person) as session:
        found = field_by_key(session, one.key)
    assert found
    assert found.column_name
    return found


def counted(person: Person, key: str) -> dict[str, object]:
    """Return how many families each group has."""
    with db.reading(person) as session:
        found = count(session, Question(split=key))
    return {row.label: cells[0] for row, cells in zip(found.rows, found.counts.cells, strict=True)}


def test_a_column_answers_as_the_field_did(cast: Cast, make_family: Make) -> None:
    """The same families, the same order, the same counts, before and after, and for whom nothing is open: nothing."""
    kerstin, anna, stefan = cast("kerstin"), cast("anna"), cast("stefan")
    debts = field(kerstin, FamilyDetail, "Schulden", Kind.MONEY)
    school = field(kerstin, FamilyDetail, "Schulform", Kind.CHOICE, "Haupt\nReal")
    first, second = school.labels
    for name, amount, choice in (("A", "30", first), ("B", None, second), ("C", "10.50", first), ("D", "20", second)):
        write(FamilyDetail, make_family(name), (debts, Decimal(amount) if amount else None), (school, choice))

    def answers() -> list[object]:
        return [
            [row.name for row in find(anna, filters=(by(debts, low=Decimal(15)),))],
            [row.name for row in find(anna, filters=(by(school, values=(second,)),), sort=debts.key)],
            [row.name for row in find(anna, sort=debts.key)],
            [row.name for row in find(anna, sort=debts.key, descending=True)],
            counted(anna, school.key),
        ]

    before = answers()
    assert before == [["A", "D"], ["D", "B"], ["C", "D", "A", "B"], ["A", "D", "C", "B"], {"Haupt": 2, "Real": 2}]
    column = promoted(kerstin, debts).column_name
    promoted(kerstin, school)
    with sent() as statements:
        assert answers() == before
    assert any(f".{column}" in one for one in statements)
    assert not [one for one in statements if f"'$.{debts.key}'" in one or f"->> '{debts.key}'" in one]
    assert not find(stefan, filters=(by(debts, low=Decimal(15)),))
    assert not any(counted(stefan, school.key).values())
