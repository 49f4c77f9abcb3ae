"""The story of the Sonnfelds by the services alone: each chapter leaves what the next begins with, on both engines."""

import ast

import pytest
from sqlmodel import col, select

from fam import db
from fam.models import Family, FamilyPlan, Goal, GoalRating, Measure, Meeting, Review
from fam.rules.plan_terms import MeasureStatus
from fam.rules.terms import MeetingState, Status
from fam.services.closing_guards import waiting
from tests.support import sonnfeld
from tests.support.told import told

# After each chapter: status, goals (open, over), ratings, measures running, versions, reviews held, meetings by state
ENDS = {
    "beginning": (Status.EXAMINATION, 0, 0, 0, 0, 0, 0, []),
    "admission": (Status.ACTIVE, 1, 0, 0, 0, 0, 0, []),
    "agreement": (Status.ACTIVE, 2, 0, 0, 1, 1, 0, []),
    "first_review": (Status.ACTIVE, 2, 0, 1, 1, 2, 1, [MeetingState.PLANNED]),
    "second_review": (Status.ACTIVE, 2, 0, 3, 1, 2, 2, [MeetingState.HELD]),
    "end": (Status.CLOSED, 0, 2, 5, 1, 2, 2, [MeetingState.HELD]),
}


@pytest.fixture
def database(both_databases: str) -> str:
    """Everything here runs on SQLite and on PostgreSQL."""
    return both_databases


def test_each_chapter_ends_where_the_next_begins(database: str) -> None:
    """The browser tests tell the same chapters and are compared with these."""
    assert [one.__name__ for one in sonnfeld.CHAPTERS] == list(ENDS)
    before: dict[str, list[dict[str, str]]] = {}
    for chapter in sonnfeld.CHAPTERS:
        chapter()
        assert standing() == ENDS[chapter.__name__], chapter.__name__
        now = told(sonnfeld.NUMBER)
        changed = {name for name in now if now[name] != before.get(name, [])}
        assert changed, f"{chapter.__name__} tells nothing"
        before = now
    assert [one["months"] for one in before["follow_up"] if one.get("held_on")] == ["3"]
    assert {one["title"] for one in _lines(before, 1)} ^ {one["title"] for one in _lines(before, 2)} == {
        sonnfeld.PRACTICE, sonnfeld.LETTERS,
    }  # fmt: skip


def _lines(story: dict[str, list[dict[str, str]]], version: int) -> list[dict[str, str]]:
    """Return the lines of a version of the plan."""
    return [ast.literal_eval(one["values"]) for one in story["plan_item"] if one["plan_id"] == f"Fassung {version}"]


def standing() -> tuple[object, ...]:
    """Return where the family stands."""
    with db.program() as session:
        family = session.exec(select(Family).where(Family.number == sonnfeld.NUMBER)).one()
        outcomes = session.exec(select(Goal.outcome)).all()
        assert waiting(session, family) is None
        return (
            family.status,
            outcomes.count(None),
            len([one for one in outcomes if one is not None]),
            len(session.exec(select(GoalRating.id)).all()),
            len(session.exec(select(Measure.id).where(Measure.status == MeasureStatus.RUNNING)).all()),
            len(session.exec(select(FamilyPlan.id)).all()),
            len(session.exec(select(Review.id).where(col(Review.held_on).is_not(None))).all()),
            list(session.exec(select(Meeting.state)).all()),
        )
