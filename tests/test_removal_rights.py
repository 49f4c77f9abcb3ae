"""What the other side wrote into the plan is theirs to remove: by service, past all services, and by undo."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session, col, select

from fam import db
from fam.confidential import PLANNED
from fam.errors import IllegalStep, NotAllowed, NotFound
from fam.models import BenefitUnit, ChangeEntry, FamilyPlan, Goal, GoalRating, Measure, PlanItem, Receipt
from fam.models.columns import model_of
from fam.person import Person
from fam.rules.plan_terms import MeasureLevel, MeasureStatus, Perspective
from fam.rules.terms import Confidentiality, Institution
from fam.services import changes, measures, records
from fam.services.measures import MeasureDraft
from fam.write_entries import AGREED, RATED, RECEIVES, THEIRS
from tests.support import plan_entries as plan

Cast = Callable[[str], Person]
Make = Callable[..., int]
PA, ASD = Institution.PRO_ARBEIT, Institution.ASD
TEAM = Confidentiality.TEAM
NAMES = tuple(str(model.__tablename__) for model in PLANNED)


@pytest.fixture
def database(both_databases: str) -> str:
    """The net holds on both engines."""
    return both_databases


def _delete(session: Session, name: str, number: int) -> None:
    session.delete(records.find(session, model_of(name), number))
    session.flush()


def _take_over(session: Session, name: str, number: int) -> None:
    """First make oneself the author, then remove: in two steps, by hand."""
    row: Any = records.find(session, model_of(name), number)
    row.author_id = session.info["person"].account_id
    session.flush()
    records.remove(session, model_of(name), number)


def _still_there(name: str, number: int) -> bool:
    with db.program() as session:
        model = model_of(name)
        return session.exec(select(model.id).where(model.id == number)).first() is not None


def test_the_other_side_removes_nothing_of_the_plan(cast: Cast, make_family: Make) -> None:
    """Every table that both read: a sentence by the service, refused past it, also with another author by hand."""
    family, amir = make_family("Kaya"), cast("amir")
    rows = plan.as_program(family, "x", plan.own(ASD, TEAM, amir.account_id))
    for name in NAMES:
        for remove in (lambda s, n, i: records.remove(s, model_of(n), i), _delete, _take_over):
            with pytest.raises(NotAllowed) as refused, db.transaction(cast("anna")) as session:
                remove(session, name, rows[name])
            if remove not in (_delete, _take_over):
                assert str(refused.value) == (AGREED if name == "plan_item" else THEIRS)
        assert _still_there(name, rows[name]), name


def test_what_one_does_not_read_is_not_there(cast: Cast, make_family: Make) -> None:
    """Ids out of another family, of the other side's own entries, of nobody: one and the same answer."""
    mine, other = make_family("Kaya"), make_family("Fremd", leads=("stefan",))
    hidden = plan.as_program(mine, "x", plan.own(ASD, Confidentiality.INSTITUTION))
    foreign = plan.as_program(other, "x", plan.own(PA, TEAM))
    for name in NAMES:
        for number in (hidden[name], foreign[name], 99_999):
            with pytest.raises(NotFound), db.transaction(cast("anna")) as session:
                records.remove(session, model_of(name), number)
        assert _still_there(name, hidden[name]), name
        assert _still_there(name, foreign[name]), name


def test_the_own_side_removes_its_mistakes(cast: Cast, make_family: Make) -> None:
    """Whoever of it wrote them; a line of an agreed version only with the version; an open plan stays removable."""
    family, anna = make_family("Kaya"), cast("anna")
    rows = plan.as_program(family, "x", plan.own(PA, TEAM))
    with pytest.raises(NotAllowed, match="nächste Fassung"), db.transaction(anna) as session:
        records.remove(session, PlanItem, rows["plan_item"])
    order = sorted(set(NAMES) - {"plan_item"}, key=lambda name: name in ("goal", "family_plan"))
    with db.transaction(anna) as session:
        for name in order:
            records.remove(session, model_of(name), rows[name])
    assert not any(_still_there(name, rows[name]) for name in NAMES)


def test_a_word_of_the_other_side_holds_what_it_hangs_on(cast: Cast, make_family: Make) -> None:
    """A goal that the ASD rated, also where its rating is read no more; a BG with receipt is Pro Arbeit's."""
    family, anna, amir = make_family("Kaya"), cast("anna"), cast("amir")
    rows = plan.as_program(family, "x", plan.own(PA, TEAM, anna.account_id))
    theirs = plan.own(ASD, Confidentiality.INSTITUTION, amir.account_id)
    with db.program() as session:
        rating = session.exec(select(GoalRating).where(GoalRating.id == rows["goal_rating"])).one()
        values = rating.model_dump(exclude={"id", "version", *theirs, "perspective"})
        session.add(GoalRating(**values, **theirs, perspective=Perspective.ASD))
    with pytest.raises(NotAllowed), db.transaction(anna) as session:
        records.remove(session, Goal, rows["goal"])
    with pytest.raises(NotAllowed), db.transaction(anna) as session:
        _delete(session, "goal", rows["goal"])
    with pytest.raises(NotAllowed, match=RATED[:20]), db.transaction(anna) as session:
        records.remove(session, Goal, rows["goal"])
    unit = rows["benefit_unit"]
    with pytest.raises(NotAllowed, match=RECEIVES), db.transaction(amir) as session:
        records.remove(session, BenefitUnit, unit)
    with pytest.raises(NotAllowed), db.transaction(amir) as session:
        _delete(session, "benefit_unit", unit)
    assert _still_there("receipt", rows["receipt"])
    with db.transaction(anna) as session:
        records.remove(session, BenefitUnit, unit)
    with db.program() as session:
        logged = session.exec(select(ChangeEntry).where(ChangeEntry.entity == Receipt.__tablename__))
        assert [one.action for one in logged] == ["create", "delete"]  # and not only gone with its BG


def test_undo_is_no_way_round(cast: Cast, make_family: Make) -> None:
    """Nobody takes back that the other side entered something; whoever typed a measure for them does."""
    family, anna, amir = make_family("Kaya"), cast("anna"), cast("amir")
    draft = MeasureDraft(family_id=family, instrument_code="VIII-31", status=MeasureStatus.PROPOSED,
                         given_to=MeasureLevel.FAMILY)  # fmt: skip

    def typed_by(who: Person) -> tuple[int, str]:
        with db.transaction(who) as session:
            number = measures.add(session, draft).id or 0
            return number, session.info["batch"]

    number, batch = typed_by(amir)
    with pytest.raises(IllegalStep, match="selbst gehen"), db.transaction(anna, source="undo") as session:
        changes.undo(session, batch)
    assert _still_there("measure", number)
    number, batch = typed_by(anna)  # it is the ASD's by its law, and hers to take back
    with db.transaction(anna, source="undo") as session:
        changes.undo(session, batch)
    assert not _still_there("measure", number)
    number, _batch = typed_by(anna)
    with db.transaction(anna) as session:
        measures.remove(session, number)
    with db.program() as session:
        assert [one.author_id for one in session.exec(select(Measure).order_by(col(Measure.id)))] == [amir.account_id]


def test_an_agreed_version_is_taken_back_by_its_side_alone(cast: Cast, make_family: Make) -> None:
    """With the other side's lines in it, which go only with it."""
    family, anna = make_family("Kaya"), cast("anna")
    rows = plan.as_program(family, "x", plan.own(PA, TEAM, anna.account_id))
    with db.program() as session:
        line = session.exec(select(PlanItem).where(PlanItem.id == rows["plan_item"])).one()
        line.institution = ASD
        session.add(line)
    with pytest.raises(NotAllowed), db.transaction(cast("amir")) as session:
        _delete(session, "plan_item", rows["plan_item"])
    with db.transaction(anna) as session:
        records.remove(session, FamilyPlan, rows["family_plan"])
    assert not _still_there("plan_item", rows["plan_item"])
