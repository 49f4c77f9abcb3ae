"""Scenario 7: two Bedarfsgemeinschaften in one household: the adult son has one of his own, the grandmother none."""

from collections.abc import Callable
from datetime import date

from sqlmodel import col, func, select

from fam import db
from fam.figures import growth
from fam.models import BenefitUnit, Family, Member, UnitMember
from fam.person import Person
from fam.queries import relations as queries
from fam.rules.genogram_lines import draw
from fam.rules.terms import MemberRole
from fam.services import records, relations
from tests.support.cast import TODAY

Cast = Callable[[str], Person]
Make = Callable[..., int]
PEOPLE = (
    ("Sabine", MemberRole.MOTHER, date(1971, 5, 20), 1), ("Björn", MemberRole.YOUNG_PERSON, date(1991, 9, 3), 2),
    ("Lotte", MemberRole.CHILD, date(2003, 1, 27), 1), ("Ilona", MemberRole.GRANDPARENT, date(1946, 12, 8), None),
)  # fmt: skip


def test_one_home_two_units_one_family(make_family: Make, cast: Cast) -> None:
    """One enclosure around four people, two BG from/to; the family counts once, its BG are two."""
    family = make_family("Sieben")
    with db.transaction(cast("anna")) as session:
        units = [records.add(session, BenefitUnit(family_id=family, number=f"BG{one}", starts_on=date(2016, 9, one))).id
                 for one in (1, 2)]  # fmt: skip
        for name, role, born, unit in PEOPLE:
            member = records.add(session, Member(family_id=family, first_name=name, role=role, born_on=born))
            if unit:
                relations.add(session, UnitMember, family, {"member_id": member.id, "unit_id": units[unit - 1],
                                                            "starts_on": date(2016, 9, unit)})  # fmt: skip
    with db.reading(cast("anna")) as session:
        drawn = queries.scene(queries.load(session, family), TODAY)
        assert session.exec(select(func.count(col(BenefitUnit.id)))).one() == 2
        assert session.exec(select(func.count(col(Family.id)))).one() == 1
    drawing = draw(drawn)
    assert len(drawing.enclosures) == 1
    assert [one.row for one in sorted(drawing.symbols, key=lambda one: one.figure.name)] == [2, 0, 2, 1]
    marks = {one.name: [line for line in one.lines if line.startswith("BG")] for one in drawn.people}
    assert marks == {"Sabine": ["BG 1"], "Björn": ["BG 2"], "Lotte": ["BG 1"], "Ilona": []}
    assert growth.growth(TODAY)[-1].stock == 1
