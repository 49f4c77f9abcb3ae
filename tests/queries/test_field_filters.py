"""A filter by any field: every kind, in SQL, through the access filter, tolerant of what is gone."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, select

from fam import db
from fam.fields.encoding import put
from fam.fields.registry import runtime_fields
from fam.fields.spec import FieldSpec, Kind
from fam.models import Family, FamilyDetail, Member
from fam.person import Person
from fam.queries import field_choices, field_filters
from fam.queries.field_filters import EMPTY, FieldFilter
from fam.rules.terms import Phase, Status
from fam.services import field_choices as choices
from fam.services import field_making
from fam.services.field_making import FieldDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def field(kerstin: Person, model: Any, label: str, kind: Kind, options: str = "") -> FieldSpec:
    """Make a field and return it as everybody sees it."""
    with db.transaction(kerstin) as session:
        number = field_making.make(session, FieldDraft(model.__tablename__, label, kind, options)).id
    with db.reading(kerstin) as session:
        return next(one for one in runtime_fields(session, model) if one.field_id == number)


def write(model: Any, family_id: int, *values: tuple[FieldSpec, Any]) -> None:
    """Fill fields of a family's record (a member is a new one)."""
    with db.program() as session:
        whose = Family.id if model is Family else model.family_id
        new = Member(family_id=family_id, first_name="Mia")
        row: Any = new if model is Member else session.exec(select(model).where(whose == family_id)).one()
        put(row, [one for one, _value in values], {one.key: value for one, value in values})
        session.add(row)


def names(person: Person, *filters: FieldFilter) -> list[str]:
    """Return the families that a filter leaves, after a way through JSON."""
    again = field_filters.from_json(json.loads(json.dumps(field_filters.to_json(filters))))
    assert again == filters
    with db.reading(person) as session:
        wanted = field_filters.conditions(session, Family, again)
        return list(session.exec(select(Family.name).where(*wanted).order_by(col(Family.name))))


def by(one: FieldSpec, **asked: Any) -> FieldFilter:
    """Return a filter by a field."""
    return FieldFilter(one.entity, one.key, one.kind, **asked)


def test_a_saved_filter_follows_a_merged_option(cast: Cast, make_family: Make) -> None:
    """Merged into another, it finds what the other has; separated again, its own."""
    kerstin, anna = cast("kerstin"), cast("anna")
    school = field(kerstin, FamilyDetail, "Schulform", Kind.CHOICE, "Haupt\nReal")
    one, other = school.labels
    write(FamilyDetail, make_family("A"), (school, one))
    write(FamilyDetail, make_family("B"), (school, other))
    asked = by(school, values=(one,))
    assert names(anna, asked) == ["A"]
    with db.transaction(kerstin) as session:
        choices.merge(session, one, other)
    assert names(anna, asked) == ["A", "B"]
    with db.reading(anna) as session:
        assert field_filters.usable(session, [asked]) == ((by(school, values=(other,)),), ())
    with db.transaction(kerstin) as session:
        choices.split(session, one)
    assert names(anna, asked) == ["A"]


KINDS: tuple[tuple[Kind, tuple[Any, Any], dict[str, Any], list[str]], ...] = (
    (Kind.TEXT, ("Ärztin", "Koch"), {"text": "äRZT"}, ["A"]),
    (Kind.TEXT, ("100%", "100 Tage"), {"text": "0%"}, ["A"]),
    (Kind.TEXT, ("x", None), {"values": EMPTY}, ["B"]),
    (Kind.INTEGER, (3, 12), {"low": 4}, ["B"]),
    (Kind.DECIMAL, (Decimal("1.5"), Decimal("1.6")), {"low": Decimal("1.5"), "high": Decimal("1.5")}, ["A"]),
    (Kind.MONEY, (Decimal("9.99"), Decimal(100)), {"high": Decimal(10)}, ["A"]),
    (Kind.MONEY, (Decimal("9.99"), None), {"values": EMPTY}, ["B"]),
    (Kind.PERCENT, (Decimal("12.5"), Decimal(13)), {"low": Decimal("12.6")}, ["B"]),
    (Kind.DATE, (date(2017, 4, 3), date(2018, 1, 1)), {"high": date(2017, 12, 31)}, ["A"]),
    (Kind.MONTH, (date(2014, 7, 1), date(2014, 8, 1)), {"low": date(2014, 8, 1)}, ["B"]),
    (Kind.BOOLEAN, (True, False), {"values": (False,)}, ["B"]),
    (Kind.BOOLEAN, (True, None), {"values": (True, None)}, ["A", "B"]),
    (Kind.PERSON, (3, 4), {"values": (4,)}, ["B"]),
    (Kind.LINK, ("https://a.example", "https://b.example"), {"text": "B.EX"}, ["B"]),
)


def test_every_kind_is_filtered(cast: Cast, make_family: Make) -> None:
    """One filter of each kind finds exactly what it says, in the file and in the head of the case."""
    kerstin, anna, families = cast("kerstin"), cast("anna"), (make_family("A"), make_family("B"))
    for number, (kind, values, asked, found) in enumerate(KINDS):
        model = Family if number % 2 else FamilyDetail
        one = field(kerstin, model, f"Feld {number}", kind)
        for family, value in zip(families, values, strict=True):
            write(model, family, (one, value))
        assert names(anna, by(one, **asked)) == found, (kind, asked)


def test_choices_are_filtered_by_id_and_empty(cast: Cast, make_family: Make) -> None:
    """One of several is enough; "(leer)" is one of them; what is offered are labels by id."""
    one = field(cast("kerstin"), FamilyDetail, "Sprachen", Kind.CHOICES, "Deutsch\nTürkisch\nFarsi")
    first, second, third = one.labels
    write(FamilyDetail, make_family("A"), (one, [first, second]))
    write(FamilyDetail, make_family("B"), (one, [third]))
    make_family("C")
    anna = cast("anna")
    assert names(anna, by(one, values=(second,))) == ["A"]
    assert names(anna, by(one, values=(second, None))) == ["A", "C"]
    assert names(anna, by(one, values=EMPTY)) == ["C"]
    with db.reading(anna) as session:
        assert list(field_choices.offered(session, one).values()) == ["Deutsch", "Türkisch", "Farsi"]


def test_declared_fields_are_filtered_alike(cast: Cast, make_family: Make) -> None:
    """A date, a code, an entry of a list and a text of the tables themselves, with their labels."""
    make_family("A", status=Status.PROPOSED, received_on=date(2016, 5, 1))
    make_family("B")
    anna = cast("anna")
    with db.reading(anna) as session:
        known = {
            one.key: one for one in field_filters.filter_fields(session, (Family, FamilyDetail), without=("status",))
        }
        source, label = next(iter(field_choices.offered(session, known["source_id"]).items()))
        assert label
        assert Phase.SUPPORT.value in field_choices.offered(session, known["phase"])
    assert "status" not in known
    assert names(anna, by(known["received_on"], high=date(2016, 12, 31))) == ["A"]
    assert names(anna, by(known["source_id"], values=(source,))) == ["A", "B"]
    assert names(anna, by(known["phase"], values=("DETACHMENT",))) == []
    assert names(anna, by(known["interpreter"], values=EMPTY)) == ["A", "B"]
    assert names(anna, by(known["interpreter"], text="t")) == []


def test_two_filters_on_members_mean_the_same_member(cast: Cast, make_family: Make) -> None:
    """ "Has a member with school X and glasses" is not "somebody has school X and somebody else has glasses"."""
    school = field(cast("kerstin"), Member, "Schulform", Kind.CHOICE, "Hauptschule\nGymnasium")
    glasses = field(cast("kerstin"), Member, "Brille", Kind.BOOLEAN)
    main, grammar = school.labels
    both, split = make_family("Beides"), make_family("Geteilt")
    write(Member, both, (school, main), (glasses, True))
    write(Member, split, (school, main), (glasses, False))
    write(Member, split, (school, grammar), (glasses, True))
    anna = cast("anna")
    assert names(anna, by(school, values=(main,))) == ["Beides", "Geteilt"]
    assert names(anna, by(school, values=(main,)), by(glasses, values=(True,))) == ["Beides"]


def test_nobody_filters_by_what_they_do_not_read(cast: Cast, make_family: Make) -> None:
    """A file's and a member's field answer nothing about Anna's family, neither filled nor empty."""
    debts = field(cast("kerstin"), FamilyDetail, "Schulden", Kind.MONEY)
    glasses = field(cast("kerstin"), Member, "Brille", Kind.BOOLEAN)
    kaya = make_family("Kaya")
    write(FamilyDetail, kaya, (debts, Decimal(500)))
    write(Member, kaya, (glasses, True))
    filled, empty = by(debts, low=Decimal(0)), by(debts, values=EMPTY)
    assert (names(cast("anna"), filled), names(cast("anna"), empty)) == (["Kaya"], [])
    for name in ("kerstin", "stefan", "lena", "adam"):
        for asked in (filled, empty, by(glasses, values=(True,)), by(glasses, values=EMPTY)):
            assert names(cast(name), asked) == [], name


def test_what_is_gone_or_not_for_us_is_said_and_lets_nothing_through(cast: Cast, make_family: Make) -> None:
    """A retired field, one of the other institution and one of another kind: a sentence each, never all rows."""
    kerstin, anna = cast("kerstin"), cast("anna")
    old = field(kerstin, FamilyDetail, "Alt", Kind.TEXT)
    secret = field(kerstin, FamilyDetail, "Nur ASD", Kind.TEXT)
    write(FamilyDetail, make_family("Kaya"), (old, "x"), (secret, "x"))
    with db.transaction(kerstin) as session:
        field_making.retire(session, old.field_id)
        field_making.change(session, secret.field_id, {"readers": None}, {"readers": "ASD"})
    asked = (by(old, text="x"), by(secret, text="x"), FieldFilter("member", "f_999", Kind.TEXT, text="x"))
    with db.reading(anna) as session:
        kept, gone = field_filters.usable(session, asked)
    assert kept == ()
    assert [sentence.partition("“")[0] for sentence in gone] == ["„Alt", "„Ein Feld", "„Ein Feld"]
    for one in asked:
        assert names(anna, one) == []
    assert names(cast("amir"), by(secret, text="x")) == ["Kaya"]
    assert names(anna) == ["Kaya"]


def test_broken_settings_are_no_filters() -> None:
    """Whatever stands in a view, reading it raises nothing."""
    no_day = {"entity": "member", "key": "f_1", "kind": "date", "low": "kein Tag"}
    broken: tuple[Any, ...] = (None, "x", {}, [1], [{"entity": "member"}], [{**no_day, "entity": "x"}], [no_day])
    for settings in broken:
        assert field_filters.from_json(settings) == ()
