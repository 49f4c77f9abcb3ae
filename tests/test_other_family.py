"""Ids out of another family's file, or of what one does not read: as if they were not there."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from fam import db
from fam.errors import NotAllowed, NotFound
from fam.models import Need
from fam.models.columns import model_of
from fam.person import Person
from fam.rules.plan_terms import MeasureLevel, MeasureStatus, Perspective
from fam.rules.terms import Confidentiality, Institution, Party
from fam.services import goal_ratings, measures, needs, records, relations, reviews, tasks
from fam.services.measures import MeasureDraft
from fam.services.tasks import TaskDraft
from fam.write_links import links
from tests.support import plan_entries as plan
from tests.support.cast import TODAY

Cast = Callable[[str], Person]
Make = Callable[..., int]
PA, TEAM = Institution.PRO_ARBEIT, Confidentiality.TEAM
NOBODY = 99_999


@pytest.fixture
def database(both_databases: str) -> str:
    """The net holds on both engines."""
    return both_databases


@pytest.fixture
def rows(cast: Cast, make_family: Make) -> tuple[int, plan.Rows, plan.Rows]:
    """Two families of Anna with a plan each: the first one's id, its rows, those of the other one."""
    anna = cast("anna").account_id
    mine, other = make_family("Kaya"), make_family("Linde")
    of = plan.own(PA, TEAM, anna)
    return mine, plan.as_program(mine, "hier", of), plan.as_program(other, "dort", of)


def _linked() -> list[tuple[str, str, str]]:
    names = (*plan_tables(), "attendee")
    return [(name, key, target.__tablename__) for name in names for key, target in links(model_of(name))]


def plan_tables() -> tuple[str, ...]:
    """Every table of the plan that points at something."""
    return (
        "need", "goal", "goal_rating", "task", "measure", "measure_goal", "review", "station", "receipt", "closing",
        "follow_up", "plan_item", "relation", "custody", "residence", "unit_member",
    )  # fmt: skip


def test_the_net_knows_the_links() -> None:
    """It would be empty for a wrong reason otherwise."""
    found = set(_linked())
    assert {("task", "goal_id", "goal"), ("measure", "unit_id", "benefit_unit"), ("need", "review_id", "review"),
            ("measure_goal", "goal_id", "goal"), ("goal_rating", "meeting_id", "meeting"),
            ("station", "about_id", "member"), ("residence", "address_id", "address")} <= found  # fmt: skip
    assert len(found) >= 30


def test_no_record_is_led_into_another_family(cast: Cast, rows: tuple[int, plan.Rows, plan.Rows]) -> None:
    """Every link of every table of the plan, changed past all services: refused like nobody's number."""
    _family, mine, other = rows
    for name, key, target in _linked():
        if name in ("plan_item", "attendee"):
            continue  # a line of a version is never changed; who was there: below
        said = set()
        for number in (other[target], NOBODY):
            with pytest.raises((NotFound, NotAllowed)) as error, db.transaction(cast("anna")) as session:
                _lead(session, name, mine[name], key, number)
            said.add(type(error.value))
        assert len(said) == 1, (name, key)


def _lead(session: Session, name: str, row_id: int, key: str, number: int) -> None:
    row: Any = session.get(model_of(name), row_id)
    setattr(row, key, number)
    session.flush()


SERVICES: dict[str, Callable[[Session, int, plan.Rows, plan.Rows], object]] = {
    "step": lambda s, f, _m, o: tasks.add(s, TaskDraft(f, "Schritt", goal_id=o["goal"])),
    "rating": lambda s, _f, m, o: goal_ratings.rate(s, m["goal"], _rated(meeting_id=o["meeting"])),
    "rating of a review": lambda s, _f, m, o: goal_ratings.rate(s, m["goal"], _rated(review_id=o["review"])),
    "review": lambda s, _f, m, o: reviews.hold(s, m["review"], TODAY, meeting_id=o["meeting"]),
    "need": lambda s, f, _m, o: needs.rate(s, f, TODAY, Perspective.FAMILY, [needs.Judged(_area(s, o), 1)],
                                           meeting_id=o["meeting"]),
    "measure": lambda s, f, _m, o: measures.add(s, _measure(s, f, o)),
    "present": lambda s, f, m, o: records.add(s, _present(f, m, o)),
}  # fmt: skip


def _rated(**more: int) -> dict[str, Any]:
    return {"perspective": Perspective.FAMILY, "rating": 1, "event_on": TODAY, "note": "", **more}


def _area(session: Session, of: plan.Rows) -> int:
    return int(records.find(session, model_of("goal"), of["goal"]).area_id)


def _measure(session: Session, family_id: int, other: plan.Rows) -> MeasureDraft:
    """For the whole family, yet naming a BG: only the measures of a BG asked whose that is."""
    return MeasureDraft(family_id=family_id, instrument_code="VIII-16", status=MeasureStatus.PROPOSED,
                        given_to=MeasureLevel.FAMILY, event_on=TODAY, unit_id=other["benefit_unit"])  # fmt: skip


def _present(family_id: int, mine: plan.Rows, other: plan.Rows) -> Any:
    return model_of("attendee")(
        meeting_id=mine["meeting"], family_id=family_id, party=Party.FAMILY, member_id=other["member"]
    )


@pytest.mark.parametrize("name", SERVICES)
def test_services_take_no_id_of_another_family(cast: Cast, rows: tuple[int, plan.Rows, plan.Rows], name: str) -> None:
    """Also where a form sends it by hand."""
    with pytest.raises(NotFound), db.transaction(cast("anna")) as session:
        SERVICES[name](session, *rows)


def test_an_entry_does_not_hang_on_what_its_writer_may_not_read(cast: Cast, make_family: Make) -> None:
    """Amir's internal goal of the same family: the same answer as for a goal that is not there."""
    family_id = make_family("Kaya")
    hidden = plan.as_program(family_id, "x", plan.own(Institution.ASD, Confidentiality.INSTITUTION))
    for number in (hidden["goal"], NOBODY):
        with pytest.raises(NotFound), db.transaction(cast("anna")) as session:
            tasks.add(session, TaskDraft(family_id, "Schritt", goal_id=number))


def test_the_own_family_is_still_written(cast: Cast, rows: tuple[int, plan.Rows, plan.Rows]) -> None:
    """The net refuses nothing that is right."""
    family_id, mine, _other = rows
    with db.transaction(cast("anna")) as session:
        tasks.add(session, TaskDraft(family_id, "Schritt", goal_id=mine["goal"]))
        goal_ratings.rate(session, mine["goal"], _rated(meeting_id=mine["meeting"], review_id=mine["review"]))
        needs.correct(session, mine["need"], {"note": "hier"}, {"note": "anders"})
        records.find(session, Need, mine["need"]).about_id = mine["member"]
        relations.edit(session, model_of("custody"), mine["custody"], {"holder": "hier"}, {"holder": "Frau Muster"})
