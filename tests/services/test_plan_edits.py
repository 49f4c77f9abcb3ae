"""Two people at the same entry of the plan: nothing overwrites silently; and every removal has its way back."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from fam import db
from fam.errors import Conflict, FamError, InvalidForm, NotAllowed
from fam.models import (
    Address,
    BenefitUnit,
    ChangeEntry,
    Goal,
    Measure,
    MeasureGoal,
    Member,
    Need,
    Phone,
    Receipt,
    Relation,
    Residence,
    Station,
    Task,
)
from fam.models.columns import model_of
from fam.person import Person
from fam.rules.plan_terms import GoalOutcome, MeasureLevel, ReceiptClass, RelationKind, StationKind
from fam.rules.terms import Confidentiality, DataCategory, Institution
from fam.services import changes, goals, measures, needs, paths, records, relations
from tests.support import plan_entries as plan
from tests.support.cast import TODAY

Cast = Callable[[str], Person]
Make = Callable[..., int]
PA = Institution.PRO_ARBEIT
TEAM, INTERNAL = Confidentiality.TEAM, Confidentiality.INSTITUTION
Values = Mapping[str, Any]
Edit = Callable[[Session, int, Values, Values], object]


@pytest.fixture
def database(both_databases: str) -> str:
    """On both engines."""
    return both_databases


@pytest.fixture
def rows(cast: Cast, make_family: Make) -> plan.Rows:
    """A family of Anna and Stefan (Pro Arbeit) and Amir with a plan of Pro Arbeit; the ids, and who else is there."""
    family = make_family("Kaya", leads=("anna", "stefan", "amir"))
    found = plan.as_program(family, "x", plan.own(PA, TEAM, cast("anna").account_id))
    with db.program() as session:
        found["family"] = family
        found["adult"] = session.exec(select(Member.id).where(Member.first_name == "Toni")).one() or 0
        found["other"] = records.add(session, Member(family_id=family, first_name="Mika")).id or 0
        session.add(Phone(family_id=family, number="0600 1", address_id=found["address"]))
        session.exec(select(Measure)).one().instrument_code = "II-FM"  # for a person or a BG
        found["unit"] = records.add(session, BenefitUnit(family_id=family, number="BG 2")).id or 0
    return found


def edits(name: str) -> Edit:
    """Return the service that edits an entry of a table."""
    model = model_of(name)
    of: dict[str, Edit] = {"goal": goals.edit, "measure": measures.edit, "need": needs.correct}
    if model in relations.JOINED:
        return lambda s, number, opened, values: relations.edit(s, model, number, opened, values)
    return of.get(name, lambda s, number, opened, values: paths.correct(s, model, number, opened, values))


def stands(name: str, number: int, *keys: str) -> tuple[Any, ...]:
    """Return what stands in the columns of a record."""
    with db.program() as session:
        row = session.exec(select(model_of(name)).where(model_of(name).id == number)).one()
        return tuple(getattr(row, key) for key in keys)


def _opened(name: str, number: int, keys: Values) -> dict[str, Any]:
    found = dict(zip(keys, stands(name, number, *keys), strict=True))
    return found | ({"about_id": found["about_id"] or 0} if name == "goal" and "about_id" in found else {})


def _cases(rows: plan.Rows) -> list[tuple[str, dict[str, Any], dict[str, Any], set[str]]]:
    adult, other = rows["adult"], rows["other"]
    person = {"level": MeasureLevel.PERSON, "unit_id": None}
    return [
        ("goal", {"about_id": adult}, {"about_id": other}, {"about_id"}),
        ("goal", {"confidentiality": INTERNAL, "about_id": adult}, {"about_id": other, "due_on": TODAY}, {"about_id"}),
        ("measure", {**person, "about_id": adult}, {"level": MeasureLevel.UNIT, "about_id": None,
                                                     "unit_id": rows["unit"]}, {"level", "about_id", "unit_id"}),
        ("measure", {"unit_id": rows["unit"]}, {**person, "about_id": other}, {"level", "about_id", "unit_id"}),
        ("measure", {"confidentiality": INTERNAL}, {"provider": "Träger"}, set()),
        ("relation", {"first_id": other}, {"kind": RelationKind.STEP_PARENT}, {"first_id", "kind"}),
        ("relation", {"second_id": other}, {"starts_on": date(2015, 1, 1)}, set()),
        ("custody", {"child_id": other}, {"child_id": adult}, {"child_id"}),
        ("residence", {"member_id": other}, {"share": 40}, {"member_id", "share"}),
        ("unit_member", {"unit_id": rows["unit"]}, {"member_id": other}, {"unit_id", "member_id"}),
        ("station", {"about_id": other}, {"about_id": adult}, {"about_id"}),
        ("station", {"about_id": other}, {"place": "anderswo"}, set()),
        ("receipt", {"unit_id": rows["unit"]}, {"percent": 50}, set()),
        ("need", {"not_for_parents": True}, {"level": 3}, set()),
    ]  # fmt: skip


def test_whom_and_level_are_asked_like_any_other_field(cast: Cast, rows: plan.Rows) -> None:
    """What both changed is a question with both values; what they changed apart stands side by side."""
    keys = ("level", "about_id", "unit_id", "confidentiality", "not_for_parents", "due_on", "provider", "first_id",
            "second_id", "kind", "child_id", "adult_id", "holder", "member_id", "address_id", "share", "starts_on",
            "place", "percent")  # fmt: skip
    for name, theirs, mine, asked in _cases(rows):
        number, edit, model = rows[name], edits(name), model_of(name)
        opened = _opened(name, number, dict.fromkeys(key for key in keys if key in model.model_fields))
        case = (name, theirs, mine)
        assert _conflict(cast("stefan"), edit, number, opened, opened | theirs) is None, case
        conflict = _conflict(cast("anna"), edit, number, opened, opened | mine)
        assert conflict == (_question(opened, theirs, mine, asked) if asked else None), case
        done = theirs if asked else theirs | mine
        assert stands(name, number, *done) == tuple(done.values()), case
        _put_back(name, number, opened)


def _question(opened: Values, theirs: Values, mine: Values, asked: set[str]) -> dict[str, tuple[Any, ...]]:
    """Return each field with its value at opening, now, and as typed."""
    return {key: (opened[key], {**opened, **theirs}[key], {**opened, **mine}[key]) for key in asked}


def _conflict(who: Person, edit: Edit, number: int, opened: Values, values: Values) -> object:
    try:
        with db.transaction(who) as session:
            edit(session, number, opened, values)
    except Conflict as conflict:
        return conflict.fields
    return None


def _put_back(name: str, number: int, opened: Values) -> None:
    with db.program() as session:
        row: Any = session.exec(select(model_of(name)).where(model_of(name).id == number)).one()
        for key, value in opened.items():
            setattr(row, key, (value or None) if key == "about_id" else value)
        session.add(row)


def test_goals_of_a_measure_are_added_and_taken_out(cast: Cast, rows: plan.Rows) -> None:
    """One adds a goal, another takes one out: both are done, nobody is asked."""
    with db.transaction(cast("anna")) as session:
        area = session.exec(select(col(Goal.area_id))).first()
        values = {"event_on": TODAY, "text": "Neu", "area_id": area, "level_0": "da"}
        new = goals.agree(session, rows["family"], values).id or 0
    opened = {"goals": [rows["goal"]]}
    for who, chosen in (("stefan", [rows["goal"], new]), ("anna", [])):
        with db.transaction(cast(who)) as session:
            measures.edit(session, rows["measure"], opened, {}, chosen)
    with db.program() as session:
        assert session.exec(select(MeasureGoal.goal_id)).all() == [new]


def test_who_is_joined_is_checked(cast: Cast, rows: plan.Rows, make_family: Make) -> None:
    """Nobody, somebody of another family, a BG that has a receipt then; the other side says nothing of whom it is."""
    other = make_family("Fremd")
    with db.transaction(cast("anna")) as session:
        stranger = records.add(session, Member(family_id=other, first_name="Fremd")).id or 0
        paths.add_receipt(session, rows["family"], rows["unit"], date(2018, 1, 1), ReceiptClass.FULL)
    bad: list[tuple[str, str, str, Any, type[FamError]]] = [
        ("anna", "station", "about_id", stranger, InvalidForm), ("anna", "station", "about_id", None, InvalidForm),
        ("anna", "receipt", "unit_id", 99_999, InvalidForm), ("anna", "receipt", "unit_id", rows["unit"], InvalidForm),
        ("anna", "relation", "first_id", stranger, InvalidForm), ("anna", "relation", "second_id", None, InvalidForm),
        ("anna", "relation", "second_id", rows["adult"], InvalidForm),
        ("anna", "residence", "address_id", 99_999, InvalidForm),
        ("anna", "unit_member", "unit_id", None, InvalidForm), ("anna", "custody", "child_id", stranger, InvalidForm),
        ("amir", "station", "about_id", rows["other"], NotAllowed),
    ]  # fmt: skip
    for who, name, key, value, expected in bad:
        opened = dict(zip((key,), stands(name, rows[name], key), strict=True))
        with pytest.raises(expected) as refused, db.transaction(cast(who)) as session:
            edits(name)(session, rows[name], opened, {key: value})
        if isinstance(refused.value, InvalidForm):
            assert refused.value.fields.keys() & {key, "second_id"}, (name, key)


def test_a_changed_person_is_in_the_log_and_the_kind_decides_the_consent(cast: Cast, rows: plan.Rows) -> None:
    """Old and new are kept; a station that turns out to be a measure is shared by the consent for measures."""
    number = rows["station"]
    (child,) = stands("station", number, "about_id")
    with db.transaction(cast("anna")) as session:
        paths.correct(session, Station, number, {"about_id": child, "kind": StationKind.SCHOOL},
                      {"about_id": rows["other"], "kind": StationKind.MEASURE})  # fmt: skip
    assert stands("station", number, "about_id", "category") == (rows["other"], DataCategory.MEASURES)
    with db.program() as session:
        logged = select(ChangeEntry).where(ChangeEntry.entity == "station", ChangeEntry.field == "about_id")
        assert [(one.old, one.new) for one in session.exec(logged)] == [(child, rows["other"])]


def _end_receipt(session: Session, rows: plan.Rows) -> object:
    return paths.correct(session, Receipt, rows["receipt"], {"ends_on": None}, {"ends_on": TODAY})


STEPS: dict[str, Callable[[Session, plan.Rows], object]] = {
    "goal ended": lambda s, r: goals.end(s, r["goal"], GoalOutcome.REACHED, TODAY),
    "goal": lambda s, r: goals.remove(s, r["goal"]),
    "measure": lambda s, r: measures.remove(s, r["measure"]),
    "measure ended": lambda s, r: measures.edit(s, r["measure"], {"status": "RUNNING", "last_on": None},
                                                {"status": "ENDED", "last_on": TODAY}),
    "need": lambda s, r: needs.remove(s, r["need"]),
    "station": lambda s, r: paths.remove(s, Station, r["station"]),
    "station ended": lambda s, r: paths.correct(s, Station, r["station"], {"ends_on": None}, {"ends_on": TODAY}),
    "receipt": lambda s, r: paths.remove(s, Receipt, r["receipt"]),
    "receipt ended": _end_receipt,
    "relation": lambda s, r: records.remove(s, Relation, r["relation"]),
    "residence ended": lambda s, r: relations.edit(s, Residence, r["residence"], {"ends_on": None}, {"ends_on": TODAY}),
    "member": lambda s, r: records.remove(s, Member, r["adult"]),
    "address": lambda s, r: records.remove(s, Address, r["address"]),
    "bg": lambda s, r: records.remove(s, BenefitUnit, r["benefit_unit"]),
}  # fmt: skip
TABLES = (Goal, Measure, Need, Station, Receipt, Relation, Residence, MeasureGoal, Task, Member, BenefitUnit,
          Phone, Address, *map(model_of, ("goal_rating", "custody", "unit_member")))  # fmt: skip


def _everything() -> list[Any]:
    apart = {"version", "created_at", "created_by"}
    with db.program() as session:
        return [[one.model_dump(exclude=apart) for one in session.exec(select(model).order_by(model.id))]
                for model in TABLES]  # fmt: skip


def test_every_end_and_removal_has_its_way_back(cast: Cast, rows: plan.Rows) -> None:
    """Ratings, links to goals, steps, people's relations: as if nothing had been."""
    before, anna = _everything(), cast("anna")
    for name, step in STEPS.items():
        with db.transaction(anna) as session:
            step(session, rows)
            batch = session.info["batch"]
        assert _everything() != before, name
        with db.transaction(anna, source="undo") as session:
            changes.undo(session, batch)
        assert _everything() == before, name


def test_nobody_takes_back_under_what_others_built(cast: Cast, rows: plan.Rows) -> None:
    """Amir rated the goal: that it was agreed is not taken back any more, nor its removal half done."""
    with db.transaction(cast("anna")) as session:
        area = session.exec(select(col(Goal.area_id))).first()
        values = {"event_on": TODAY, "text": "Neu", "area_id": area, "level_0": "da"}
        new, batch = goals.agree(session, rows["family"], values).id or 0, session.info["batch"]
    with db.transaction(cast("amir")) as session:
        goals.add_step(session, new, goals.StepDraft("Anrufen"))
    with pytest.raises(FamError, match="Neueres"), db.transaction(cast("anna"), source="undo") as session:
        changes.undo(session, batch)
