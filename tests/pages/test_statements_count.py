"""A page asks the database the same number of times for a family with one goal and for one with thirty."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import (
    Account,
    Attendee,
    Family,
    Goal,
    GoalRating,
    ListItem,
    Measure,
    MeasureGoal,
    Meeting,
    Member,
    Need,
    Note,
    Review,
    Task,
)
from fam.person import Person
from fam.rules.goals import LEVELS
from fam.rules.plan_terms import MeasureLevel, MeasureStatus, Perspective, ReviewKind
from fam.rules.terms import Confidentiality, Institution, ListName, MeetingState, MemberRole, Party
from tests.support.cast import TODAY, family
from tests.support.counting import Asked, counted
from tests.support.people import LoginAs, opened

FILE, MEETINGS = "families/family_file.py", "cooperation/meetings.py"
SMALL, LARGE = "FAM-2017-00001", "FAM-2017-00002"
TRANSACTIONS = 5  # the log-in, the data version twice, and the run's one reading session; one to spare
PARTS = {  # the most statements of a rerun; whoever needs another one raises the number knowingly
    "": 58, "bedarfe": 36, "ziele": 36, "massnahmen": 36, "plan": 35, "wege": 30, "personen": 34, "dokumente": 30,
}  # fmt: skip
SIDES = (Institution.PRO_ARBEIT, Institution.ASD)


def item(session: Session, which: ListName, place: int = 0) -> int:
    """Return the id of a list's item."""
    found = session.exec(select(ListItem.id).where(ListItem.list == which).order_by(col(ListItem.position))).all()
    return found[place % len(found)] or 0


def fill(session: Session, family_id: int, size: int) -> None:
    """Give a family `size` of everything that its file shows, of both sides, some for one side alone."""
    anna = session.exec(select(Account.id).where(Account.username == "anna")).one() or 0
    kind = item(session, ListName.MEETING_KIND)
    levels: dict[str, Any] = dict.fromkeys(LEVELS.values(), "so")
    for place in range(size):
        day = date(2018, 1, 8) + timedelta(days=7 * place)
        child = Member(family_id=family_id, first_name=f"Kind {place}", role=MemberRole.CHILD, born_on=date(2010, 3, 1))
        session.add(child)
        session.flush()
        base: dict[str, Any] = {
            "family_id": family_id, "institution": SIDES[place % 2], "event_on": day, "author_id": anna,
            "about_id": child.id if place % 3 == 1 else None,
            "confidentiality": Confidentiality.INSTITUTION if place % 5 == 4 else Confidentiality.TEAM,
        }  # fmt: skip
        area = item(session, ListName.AREA, place)
        goal = Goal(**base, area_id=area, text=f"Ziel {place}", **levels)
        measure = Measure(**base, instrument_code="II-MAT", level=MeasureLevel.FAMILY, status=MeasureStatus.RUNNING,
                          starts_on=day)  # fmt: skip
        held = Meeting(**base, kind_id=kind, state=MeetingState.HELD, topics="Schule", agreements="Anrufen")
        planned = Meeting(**base | {"event_on": TODAY}, kind_id=kind, state=MeetingState.PLANNED)
        session.add_all([goal, measure, held, planned])
        session.flush()
        session.add_all(
            [
                Need(**base, area_id=area, perspective=Perspective.FAMILY, level=place % 5),
                Note(**base, text=f"Eintrag {place}"),
                Task(**base, text=f"Offen {place}", due_on=TODAY, owner_id=anna),
                Task(**base, text=f"Fertig {place}", done_on=day, done_by=anna),
                GoalRating(**base, goal_id=goal.id or 0, perspective=Perspective.FAMILY, rating=0),
                MeasureGoal(measure_id=measure.id or 0, goal_id=goal.id or 0, family_id=family_id),
                Review(**base, kind=ReviewKind.FAM, due_on=TODAY),
                Attendee(meeting_id=held.id or 0, family_id=family_id, party=Party.PRO_ARBEIT, account_id=anna),
                Attendee(meeting_id=planned.id or 0, family_id=family_id, party=Party.PRO_ARBEIT, account_id=anna),
            ]
        )
    session.flush()


def rerun(app: AppTest) -> Asked:
    """Return what one rerun asks, once everything that is remembered is warm."""
    app.run()
    with counted() as asked:
        app.run()
    assert not app.exception
    return asked


def told(asked: Asked) -> str:
    """Return the statements, each with how often it was sent: what is asked too often stands on top."""
    return "\n".join(f"{times} x {sent[:300]}" for sent, times in Counter(asked.statements).most_common(12))


@pytest.fixture
def families(cast: Callable[[str], Person]) -> None:
    """One family with one of everything, one with thirty, both of Anna and Amir."""
    for name, size in (("Eins", 1), ("Viele", 30)):
        made = family(name)
        with db.program() as session:
            fill(session, made, size)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_the_file_asks_no_more_for_thirty(login_as: LoginAs, families: None, part: str) -> None:
    """The overview and each part: the same bound at one of everything and at thirty."""
    app = login_as("anna")
    for number in (SMALL, LARGE):
        app = opened(app, FILE, fam=number, bereich=part)
        asked = rerun(app)
        assert len(asked.statements) <= PARTS[part], (number, told(asked))
        assert asked.begun <= TRANSACTIONS


def test_a_meeting_asks_no_more_for_thirty(login_as: LoginAs, families: None) -> None:
    """Reading one, and its mode with the agenda and what can be judged there."""
    for action, most in (("", 30), ("dokumentieren", 38)):
        for number in (SMALL, LARGE):
            app = opened(login_as("anna"), MEETINGS, gespraech=str(planned(number)), tun=action)
            asked = rerun(app)
            assert len(asked.statements) <= most, (action, number, told(asked))
            assert asked.begun <= TRANSACTIONS


@pytest.mark.parametrize(("page", "most"), [("start/today.py", 38), (MEETINGS, 25)])
def test_a_list_asks_no_more_for_thirty(login_as: LoginAs, families: None, page: str, most: int) -> None:
    """Heute of a Fachkraft and Gespräche, with one family's entries and with those of both."""
    app = opened(login_as("anna"), page)
    asked = rerun(app)
    assert len(asked.statements) <= most, told(asked)
    assert asked.begun <= TRANSACTIONS


def planned(number: str) -> int:
    """Return a planned meeting of a family."""
    with db.program() as session:
        query = select(Meeting.id).join(Family, col(Family.id) == Meeting.family_id)
        found = session.exec(query.where(Family.number == number, Meeting.state == MeetingState.PLANNED)).first()
    return found or 0
