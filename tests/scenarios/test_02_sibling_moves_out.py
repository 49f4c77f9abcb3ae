"""Scenario 2: the older brother moves out, has a Bedarfsgemeinschaft of his own, and stays in the case."""

from collections.abc import Callable
from datetime import date

from sqlmodel import select

from fam import db
from fam.models import BenefitUnit, Family, Member, UnitMember
from fam.person import Person
from fam.queries import relations as queries
from fam.rules.terms import MemberRole
from fam.services import records, relations
from tests.support.cast import TODAY
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]


def units_on(cast: Cast, family: int, day: date) -> dict[str, list[str]]:
    """Return who is in which BG on a day, as the genogram says it."""
    with db.reading(cast("anna")) as session:
        drawn = queries.scene(queries.load(session, family), day)
    return {one.name: [line for line in one.lines if line.startswith("BG")] for one in drawn.people}


def test_the_history_is_right_on_any_day(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """BG and household end on their day, what was before stays to be seen, the brother is still in the family."""
    family, moved = make_family("Zwei"), date(2018, 6, 1)
    with db.transaction(cast("anna")) as session:
        mother = records.add(session, Member(family_id=family, first_name="Maria", role=MemberRole.MOTHER))
        brother = records.add(session, Member(family_id=family, first_name="Emil", role=MemberRole.YOUNG_PERSON,
                                              born_on=date(1993, 6, 1)))  # fmt: skip
        old = records.add(session, BenefitUnit(family_id=family, number="BG-ALT", starts_on=date(2015, 1, 1)))
        for one in (mother, brother):
            row = relations.add(session, UnitMember, family,
                                {"member_id": one.id, "unit_id": old.id, "starts_on": date(2015, 1, 1)})  # fmt: skip
        new = records.add(session, BenefitUnit(family_id=family, number="BG-NEU", starts_on=moved))
        relations.edit(session, UnitMember, row.id or 0, {"ends_on": None}, {"ends_on": moved})
        relations.add(session, UnitMember, family, {"member_id": brother.id, "unit_id": new.id, "starts_on": moved})
        records.edit(session, Member, brother.id or 0, {"in_household": True}, {"in_household": False})
        number = session.exec(select(Family.number).where(Family.id == family)).one()
    assert units_on(cast, family, date(2018, 5, 31)) == {"Emil": ["BG 1"], "Maria": ["BG 1"]}
    assert units_on(cast, family, moved) == {"Emil": ["BG 2"], "Maria": ["BG 1"]}
    with db.reading(cast("anna")) as session:
        emil = next(one for one in queries.scene(queries.load(session, family), TODAY).people if one.name == "Emil")
    assert (emil.households, emil.gone) == ((), False)
    app = opened(login_as("anna"), "families/family_file.py", fam=number, bereich="personen")
    said = " ".join(str(one.value) for one in app.markdown).replace("\\", "")
    assert "lebt außerhalb" in said
    assert "Emil: BG BG-NEU" in said
