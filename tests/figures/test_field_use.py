"""The usage report counts over all records, and gives away neither values nor people."""

from collections.abc import Callable

import pytest

from fam import db
from fam.fields.spec import Kind
from fam.figures import field_use
from fam.models import Member
from fam.person import Person
from fam.rules.field_use import Advice
from fam.rules.terms import Institution, ViewKind
from fam.services import field_making, records, views
from fam.services.field_making import FieldDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


@pytest.mark.parametrize("kind", [Kind.CHOICE, Kind.CHOICES])
def test_the_report(cast: Cast, make_family: Make, kind: Kind) -> None:
    """Three records, two filled with the same value; by month and institution of the proposal."""
    kerstin, anna = cast("kerstin"), cast("anna")
    with db.transaction(kerstin) as session:
        number = field_making.make(session, FieldDraft("member", "Schulform", kind, "Haupt\nReal")).id or 0
        field_making.change(session, number, {}, {"readers": Institution.PRO_ARBEIT})
    key, family, asd = f"f_{number}", make_family(), make_family(institution=Institution.ASD)
    [one, _other] = field_use.choice_counts(number)
    value = [one] if kind is Kind.CHOICES else one
    with db.transaction(anna) as session:
        for where, typed in ((family, value), (family, value), (asd, None)):
            records.add(session, Member(family_id=where, first_name="Mia"), {key: typed})
        views.keep(session, ViewKind.LIST, "families", "Meine", {"columns": [key], "filters": {key: [one]}})
        views.keep(session, ViewKind.CHART, "member", "Bild", {"split": key}, shared=True)
    report = field_use.report(number, kerstin.account_id, kerstin.today)
    assert report is not None
    assert (report.use.total, report.use.filled, report.distinct, report.unread) == (3, 2, 1, 0)
    assert [(one.institution, one.total, one.filled) for one in report.months] == [("ASD", 1, 0), ("Pro Arbeit", 2, 2)]
    assert report.last_write is not None
    places = report.places
    assert (places.lists, places.filters, places.charts, places.private) == (1, 1, 1, 1)
    assert field_use.places(key, anna.account_id).private == 0
    assert report.advice is Advice.KEEP
    assert field_use.choice_counts(number) == {one: 2, _other: 0}


def test_every_table_is_counted(cast: Cast, make_family: Make) -> None:
    """Declared and made fields of each table that takes fields, in one look; an unknown field has no report."""
    make_family()
    for entity in ("family_detail", "family", "member", "vote", "meeting", "task", "note", "phone"):
        with db.transaction(cast("kerstin")) as session:
            row = field_making.make(session, FieldDraft(entity, "Neu", Kind.MONEY))
            key, number = row.key, row.id or 0
        counts = field_use.fills(entity)
        assert counts.filled[key] == 0
        assert field_use.report(number, 0, cast("kerstin").today) is not None
    assert field_use.fills("family").filled["name"] == field_use.fills("family").total == 1
    assert field_use.report(999, 0, cast("kerstin").today) is None
