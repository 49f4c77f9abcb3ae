"""The part "Personen" of a family's file: relations entered and checked, the genogram, and what others see of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.charts import genogram
from fam.errors import InvalidForm
from fam.models import Address, BenefitUnit, Custody, Member, Relation, Residence, UnitMember
from fam.person import Person
from fam.queries import relations as queries
from fam.rules import relations as rules
from fam.rules.genogram_lines import draw
from fam.rules.plan_terms import CustodyKind, RelationKind
from fam.rules.terms import MemberRole
from fam.services import records, relations
from fam.services.consent_withdrawal import withdraw
from tests.support.cast import TODAY
from tests.support.people import LoginAs, page_path
from tests.ui import reading

Cast = Callable[[str], Person]
Make = Callable[..., int]
NUMBER = "FAM-2017-00001"


@pytest.fixture
def database(both_databases: str) -> str:
    """On both engines."""
    return both_databases


def household(session: Session, family_id: int) -> dict[str, int]:
    """Make the patchwork family of scenario 6; return ids by first name."""
    ids = {}
    for name, role, born in (
        ("Tanja", MemberRole.MOTHER, date(1984, 2, 11)), ("Goran", MemberRole.FATHER, date(1982, 7, 29)),
        ("Luca", MemberRole.CHILD, date(2009, 8, 21)), ("<script>Ilona", MemberRole.GRANDPARENT, date(1950, 1, 1)),
    ):  # fmt: skip
        member = Member(family_id=family_id, first_name=name, role=role, born_on=born,
                        custody_holder=role in rules.PARENTS or None, in_household=name != "Goran")  # fmt: skip
        ids[name] = records.add(session, member).id or 0
    return ids


def open_part(app: AppTest) -> AppTest:
    """Open the part by its address."""
    app.switch_page(page_path("families/family_file.py"))
    app.query_params["fam"] = NUMBER
    app.query_params["bereich"] = "personen"
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    """Return everything a person reads."""
    kinds = ("markdown", "caption", "error", "info", "subheader")
    written = [str(one.value) for kind in kinds for one in getattr(app, kind)]
    return " ".join([*written, *(one.proto.body for one in app.get("html"))])  # errors at a field are html


def test_one_click_takes_over_what_roles_say(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Mother and father become parents with joint custody of the child; the drawing shows them."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        household(session, family_id)
    app = open_part(login_as("anna"))
    assert "Tanja ist Elternteil von Luca" in texts(app)
    app.button(key=f"suggestions:{family_id}").click().run()
    assert not app.exception
    with db.program() as session:
        assert sorted(one.kind for one in session.exec(select(Relation))) == [RelationKind.PARENT] * 2
        assert {one.kind for one in session.exec(select(Custody))} == {CustodyKind.JOINT}
    page = texts(app)
    assert "Tanja ist Elternteil von Luca (gemeinsame Sorge)" in page.replace("\\", "")
    assert "Vorschläge aus den Rollen" not in page
    drawing = reading.genogram(app)
    assert 'role="img"' in drawing
    assert "<script" not in drawing
    assert "&lt;script&gt;Ilona" in drawing
    assert "Tanja ist Elternteil von Luca (gemeinsame Sorge)" in drawing  # in the description


def test_a_relation_is_added_and_bad_ones_are_said_at_their_field(
    login_as: LoginAs, make_family: Make, cast: Cast
) -> None:
    """Nobody is their own parent: the sentence stands at the field, what was chosen stays; corrected it is saved."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        ids = household(session, family_id)
    app = open_part(login_as("anna"))
    name = f"Relation:new:{family_id}"
    app.button(key=f"add:{name}").click().run()
    app.selectbox(key=f"{name}:first_id").set_value(ids["Tanja"])
    app.selectbox(key=f"{name}:second_id").set_value(ids["Tanja"])
    app.selectbox(key=f"{name}:kind").set_value(RelationKind.DIVORCED.value)
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    assert rules.ITSELF in texts(app).replace("\\", "")
    app.selectbox(key=f"{name}:second_id").set_value(ids["Goran"])
    app.button(key=f"{name}:submit").click().run()
    assert not app.exception
    assert "Tanja und Goran: geschieden" in texts(app).replace("\\", "")


def test_what_cannot_be_is_refused(make_family: Make, cast: Cast) -> None:
    """Descent in a circle, more than all days, custody of nobody, dates backwards: refused with the field named."""
    family_id = make_family("Kaya")
    other = make_family("Fremd")
    with db.transaction(cast("anna")) as session:
        ids = household(session, family_id)
        stranger = records.add(session, Member(family_id=other, first_name="Fremder")).id or 0
        first = records.add(session, BenefitUnit(family_id=family_id, number="BG1")).id or 0
        second = records.add(session, BenefitUnit(family_id=family_id, number="BG2")).id or 0
        relations.add(session, Relation, family_id,
                      {"first_id": ids["Tanja"], "second_id": ids["Luca"], "kind": RelationKind.PARENT})  # fmt: skip
        relations.add(session, UnitMember, family_id, {"member_id": ids["Luca"], "unit_id": first, "share": 60})
    cases: tuple[tuple[Any, dict[str, Any], str], ...] = (
        (Relation, {"first_id": ids["Luca"], "second_id": ids["Tanja"], "kind": RelationKind.FOSTER_PARENT},
         "second_id"),
        (Relation, {"first_id": ids["Luca"], "second_id": ids["Goran"], "kind": RelationKind.PARENT}, "first_id"),
        (Relation, {"first_id": ids["Tanja"], "second_id": stranger, "kind": RelationKind.PARENT}, "second_id"),
        (UnitMember, {"member_id": ids["Luca"], "unit_id": second, "share": 50}, "share"),
        (Custody, {"child_id": ids["Luca"], "adult_id": None, "kind": CustodyKind.GUARDIAN, "holder": ""}, "holder"),
        (Relation, {"first_id": ids["Tanja"], "second_id": ids["Goran"], "kind": RelationKind.MARRIED,
                    "starts_on": date(2015, 1, 1), "ends_on": date(2014, 1, 1)}, "ends_on"),
    )  # fmt: skip
    for model, values, field in cases:
        with pytest.raises(InvalidForm) as refused, db.transaction(cast("anna")) as session:
            relations.add(session, model, family_id, values)
        assert list(refused.value.fields) == [field], values
    with db.transaction(cast("anna")) as session:
        relations.add(session, UnitMember, family_id, {"member_id": ids["Luca"], "unit_id": second, "share": 40})


def test_two_homes_and_two_units_on_any_day(make_family: Make, cast: Cast) -> None:
    """Wechselmodell: both households enclose the child, both BG stand at it; before that day it had one home."""
    family_id, since = make_family("Kaya"), date(2018, 1, 1)
    with db.transaction(cast("anna")) as session:
        ids = household(session, family_id)
        homes = [records.add(session, Address(family_id=family_id, street=street, starts_on=date(2010, 1, day))).id or 0
                 for day, street in enumerate(("Weg 1", "Weg 2"), start=1)]  # fmt: skip
        units = [records.add(session, BenefitUnit(family_id=family_id, number=number, starts_on=date(2010, 1, day))).id
                 for day, number in enumerate(("BG-A", "BG-B"), start=1)]  # fmt: skip
        for home, unit in zip(homes, units, strict=True):
            at = {"member_id": ids["Luca"], "share": 50, "starts_on": since}
            relations.add(session, Residence, family_id, at | {"address_id": home})
            relations.add(session, UnitMember, family_id, at | {"unit_id": unit})
        relations.add(session, Residence, family_id, {"member_id": ids["Goran"], "address_id": homes[1]})
    with db.reading(cast("anna")) as session:
        known = queries.load(session, family_id)
    drawing = draw(queries.scene(known, TODAY))
    luca = next(one for one in drawing.symbols if one.figure.name == "Luca")
    assert sum(one.left < luca.x < one.right for one in drawing.enclosures) == 2
    assert "BG 1 50 %, BG 2 50 %" in luca.figure.lines
    before = next(one for one in queries.scene(known, date(2017, 12, 31)).people if one.name == "Luca")
    assert before.households == (homes[0],)
    assert "Haushalte 50 % / 50 %" in luca.figure.lines


def test_the_other_side_and_strangers_see_nothing(make_family: Make, cast: Cast) -> None:
    """Without Goran's consent the partner finds neither him nor a relation, line or gap; strangers find nothing."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        ids = household(session, family_id)
        relations.take_over(session, family_id)
        relations.add(session, Relation, family_id,
                      {"first_id": ids["Tanja"], "second_id": ids["Goran"], "kind": RelationKind.DIVORCED})  # fmt: skip
        goran = session.exec(select(Member).where(Member.id == ids["Goran"])).one()
        goran.takes_part = False
        session.add(goran)
    with db.reading(cast("amir")) as session:
        known = queries.load(session, family_id)
    drawn = queries.scene(known, TODAY)
    said = " ".join(queries.as_list(drawn)) + genogram.svg(draw(drawn), "Genogramm", " ".join(queries.as_list(drawn)))
    assert "Tanja" in said
    assert "Goran" not in said
    assert "None" not in said
    assert len(drawn.ties) == len(known.relations)
    for name in ("stefan", "lena", "adam", "kerstin", "konrad", "dora"):
        with db.reading(cast(name)) as session:
            known = queries.load(session, family_id)
            rows = (known.members, known.relations, known.custody, known.residences, known.units)
            assert not any(rows), name


def test_after_withdrawal_the_other_side_reads_nothing(make_family: Make, cast: Cast) -> None:
    """At the next query: no members, no relations for Amir; Anna keeps what her side collected."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        household(session, family_id)
        relations.take_over(session, family_id)
    with db.reading(cast("amir")) as session:
        assert queries.load(session, family_id).relations
    with db.transaction(cast("anna")) as session:
        withdraw(session, family_id)
    with db.reading(cast("amir")) as session:
        known = queries.load(session, family_id)
        assert [*known.members, *known.relations, *known.custody] == []
    with db.reading(cast("anna")) as session:
        assert queries.load(session, family_id).relations
