"""The demo's team has made fields: in use, on trial and out of use, with values that their fields can hold."""

from collections import Counter

from sqlmodel import select

from fam import db
from fam.demo.cast import TODAY
from fam.fields.encoding import encode, value_of
from fam.fields.registry import definitions, extendable, runtime_fields
from fam.fields.validate import problem
from fam.models import FamilyDetail, FieldDef, Meeting, Member
from fam.queries.today_fields import to_complete, trials_to_decide
from fam.rules.terms import FieldState
from tests.demo.people import person


def test_fields_in_different_states(the_story: str) -> None:
    """Each table shows what its readers may see: the trial only to those who try it."""
    with db.program() as session:
        rows = session.exec(select(FieldDef)).all()
    assert Counter(row.state for row in rows) == {FieldState.ACTIVE: 2, FieldState.DRAFT: 1, FieldState.RETIRED: 1}
    [trial] = [row for row in rows if row.state is FieldState.DRAFT]
    assert trial.purpose
    assert trial.review_on
    assert trial.review_on > TODAY
    for name, seen in (("anna", 1), ("kerstin", 1), ("stefan", 0)):
        with db.reading(person(name)) as session:
            assert len(runtime_fields(session, Meeting)) == seen
            assert len(runtime_fields(session, FamilyDetail)) == len(runtime_fields(session, Member)) == 1


def test_every_value_is_one_that_its_field_can_hold(the_story: str) -> None:
    """And there are enough of them to be charted."""
    filled: Counter[str] = Counter()
    with db.program() as session:
        for entity, model in extendable().items():
            for field in definitions(session, entity):
                for row in session.exec(select(model)):
                    if (value := value_of(row, field)) is not None:
                        filled[field.label] += 1
                        assert problem(field, value) == ""
                        assert encode(field.kind, value) == row.extra[field.key]
    assert set(filled) == {"Sprache zu Hause", "Betreuung tagsüber", "Dauer in Minuten", "Zeile in der alten Liste"}
    assert min(filled.values()) >= 10


def test_nothing_of_it_asks_for_work_today(the_story: str) -> None:
    """The fields are offered, not demanded, and the trial's day is yet to come."""
    with db.reading(person("anna")) as session:
        assert to_complete(session) == []
    with db.reading(person("kerstin")) as session:
        assert trials_to_decide(session) == []
