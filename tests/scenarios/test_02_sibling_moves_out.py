"""Scenario 2: the older brother moves out, has a Bedarfsgemeinschaft of his own, and stays in the case."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, func, select

from fam import db
from fam.errors import InvalidForm
from fam.models import BenefitUnit, Family, Member, Relation, Sharing, UnitMember
from fam.person import Person
from fam.queries import own_units
from fam.queries import relations as queries
from fam.rules.consent import CORE
from fam.rules.periods import age_on
from fam.rules.plan_terms import RelationKind
from fam.rules.terms import ListName, MemberRole
from fam.services import consents, records, relations
from fam.services.consents import ConsentDraft
from tests.services.cases import reason
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


def test_turning_25_and_marrying_end_the_parents_unit(cast: Cast, make_family: Make) -> None:
    """From the birthday (Emil) and the wedding (Nina) each has a BG of their own; the days before stay as they were."""
    family, day = make_family("Zwei"), date(2018, 6, 1)
    people = (("Maria", MemberRole.MOTHER, date(1970, 3, 1)), ("Emil", MemberRole.YOUNG_PERSON, date(1993, 6, 1)),
              ("Nina", MemberRole.YOUNG_PERSON, date(1998, 2, 2)), ("Jan", MemberRole.OTHER, None))  # fmt: skip
    with db.transaction(cast("anna")) as session:
        ids = {name: records.add(session, Member(family_id=family, first_name=name, role=role, born_on=born)).id or 0
               for name, role, born in people}  # fmt: skip
        units = [records.add(session, BenefitUnit(family_id=family, number=f"BG{one}", starts_on=date(2015, 1, one))).id
                 for one in (1, 2, 3)]  # fmt: skip
        relations.add(session, UnitMember, family, {"member_id": ids["Maria"], "unit_id": units[0]})
        for name, unit in (("Emil", units[1]), ("Nina", units[2])):
            relations.add(session, UnitMember, family, {"member_id": ids[name], "unit_id": units[0], "ends_on": day})
            relations.add(session, UnitMember, family, {"member_id": ids[name], "unit_id": unit, "starts_on": day})
        relations.add(session, UnitMember, family, {"member_id": ids["Jan"], "unit_id": units[2], "starts_on": day})
        relations.add(session, Relation, family, {"first_id": ids["Nina"], "second_id": ids["Jan"],
                                                  "kind": RelationKind.MARRIED, "starts_on": day})  # fmt: skip
    assert age_on(date(1993, 6, 1), day) == 25
    before, after = units_on(cast, family, date(2018, 5, 31)), units_on(cast, family, day)
    assert before == {"Maria": ["BG 1"], "Emil": ["BG 1"], "Nina": ["BG 1"], "Jan": []}
    assert after == {"Maria": ["BG 1"], "Emil": ["BG 2"], "Nina": ["BG 3"], "Jan": ["BG 3"]}
    with db.program() as session:
        assert session.exec(select(func.count(col(Family.id)))).one() == 1  # they stay in the case


def test_from_18_on_the_brother_consents_himself(cast: Cast, make_family: Make) -> None:
    """His mother's signature does not let the partner read about him; his own does, and only about him."""
    family = make_family("Zwei", consented=False)
    with db.program() as session:
        mother = Member(family_id=family, first_name="Maria", role=MemberRole.MOTHER, born_on=date(1970, 3, 1),
                        custody_holder=True)  # fmt: skip
        emil = Member(family_id=family, first_name="Emil", role=MemberRole.YOUNG_PERSON, born_on=date(2000, 10, 15))
        session.add_all([mother, emil])
        session.flush()
        parent, own = mother.id or 0, emil.id or 0
    paper = ConsentDraft(family_id=family, form_id=reason(ListName.CONSENT_FORM, 1), given_on=TODAY, flows=CORE,
                         member_ids=(own,), signer_ids=(parent,))  # fmt: skip
    with pytest.raises(InvalidForm), db.transaction(cast("anna")) as session:
        consents.record(session, paper)
    with db.transaction(cast("anna")) as session:
        consents.record(session, replace(paper, signer_ids=(own,)))
    with db.program() as session:
        assert {one.member_id for one in session.exec(select(Sharing))} == {own}


def test_who_turns_25_or_marries_is_thought_of_in_time(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """On Heute of both leads and with the people of the file, until the new BG is entered; strangers hear nothing."""
    family, born, wedding = make_family("Zwei"), date(1993, 11, 20), date(2018, 12, 1)
    with db.transaction(cast("anna")) as session:
        maria, emil, nina = (
            records.add(session, Member(family_id=family, first_name=name, role=role, born_on=day)).id or 0
            for name, role, day in (("Maria", MemberRole.MOTHER, date(1970, 3, 1)),
                                    ("Emil", MemberRole.YOUNG_PERSON, born),
                                    ("Nina", MemberRole.CHILD, date(1999, 2, 2)))
        )  # fmt: skip
        old = records.add(session, BenefitUnit(family_id=family, number="BG-ALT")).id
        rows = {one: relations.add(session, UnitMember, family, {"member_id": one, "unit_id": old}).id or 0
                for one in (maria, emil, nina)}  # fmt: skip
        jan = records.add(session, Member(family_id=family, first_name="Jan", role=MemberRole.OTHER)).id
        relations.add(session, Relation, family, {"first_id": jan, "second_id": nina, "kind": RelationKind.MARRIED,
                                                  "starts_on": wedding})  # fmt: skip
    expected = [("Emil: 25. Geburtstag 20.11.2018", born.replace(year=2018)), ("Nina: Heirat 01.12.2018", wedding)]
    for name, found in (("anna", expected), ("amir", expected), ("stefan", []), ("kerstin", []), ("lena", [])):
        with db.reading(cast(name)) as session:
            assert [(one.sentence.partition(",")[0], one.day) for one in own_units.to_leave(session)] == found, name
    number = "FAM-2017-00001"
    app = opened(login_as("anna"), "families/family_file.py", fam=number, bereich="personen")
    said = " ".join(one.value for one in app.info).replace("\\", "")
    assert "Emil: 25. Geburtstag 20.11.2018, eigene BG; bleibt sie oder er in FAM, mit eigener Einwilligung." in said
    with db.transaction(cast("anna")) as session:
        new = records.add(session, BenefitUnit(family_id=family, number="BG-NEU")).id
        for one, day in ((emil, born.replace(year=2018)), (nina, wedding)):
            relations.edit(session, UnitMember, rows[one], {"ends_on": None}, {"ends_on": day})
            relations.add(session, UnitMember, family, {"member_id": one, "unit_id": new, "starts_on": day})
    with db.reading(cast("anna")) as session:
        assert own_units.to_leave(session) == []
