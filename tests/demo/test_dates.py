"""The demo's dates fit each other, its today, and the law of their time."""

import csv
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from sqlmodel import col, select

from fam import clock, db
from fam.demo.cast import TODAY
from fam.demo.story import TABLE
from fam.models import Address, BenefitUnit, Family, FamilyDetail, Lead, Meeting, Member, Note, Task, Vote
from fam.person import system
from fam.rules.terms import MeetingState, MemberRole, Precision

YEAR = 365.25
DSGVO, ADVANCE = date(2018, 5, 25), date(2017, 7, 1)


def test_today_is_the_demos_monday(the_story: str) -> None:
    """The database carries the mark: its today is Monday, 15.10.2018."""
    with db.reading(system()) as session:
        assert clock.today(session) == date(2018, 10, 15)
    assert TODAY.weekday() == 0


def test_nothing_happens_after_today(demo: str) -> None:
    """Only planned meetings, due days and expected ends lie in the future."""
    with db.reading(system()) as session:
        for column in (
            Family.received_on, Family.contact_agreed_on, Family.first_talk_on, Family.decided_on, Family.admitted_on,
            Family.closed_on, Member.born_on, Member.starts_on, Address.starts_on, BenefitUnit.starts_on,
            Lead.starts_on, Vote.voted_on, Task.event_on, Task.done_on, Note.event_on,
        ):  # fmt: skip
            latest = session.exec(select(col(column)).where(col(column) > TODAY).limit(1)).first()
            assert latest is None, column
        late = select(Meeting).where(Meeting.event_on > TODAY, Meeting.state != MeetingState.PLANNED)
        assert session.exec(late).first() is None
        for model in (Family, Member, Meeting, Task, Note, Vote):
            assert all(row.created_at.date() <= TODAY for row in session.exec(select(model)))


def test_meetings_lie_within_the_participation_and_are_entered_afterwards(demo: str) -> None:
    """No meeting before the proposal or after the end; a held one is entered on its day or later."""
    with db.reading(system()) as session:
        for meeting, family in session.exec(select(Meeting, Family).join(Family, col(Family.id) == Meeting.family_id)):
            assert family.received_on <= meeting.event_on
            assert family.closed_on is None or meeting.event_on < family.closed_on
            if meeting.state is MeetingState.HELD:
                assert meeting.created_at.date() >= meeting.event_on
            assert meeting.event_on.weekday() < 5


def test_tasks_are_done_after_they_were_agreed(demo: str) -> None:
    """A task is due and done no earlier than agreed; who did it is known exactly when it is done."""
    with db.reading(system()) as session:
        for task in session.exec(select(Task)):
            assert task.due_on is None or task.due_on >= task.event_on
            assert task.done_on is None or task.done_on >= task.event_on
            assert (task.done_on is None) == (task.done_by is None)


def test_children_are_younger_than_their_parents(demo: str) -> None:
    """Mothers are at least 17, fathers 17 years older than each child; brothers and sisters are 9 months apart."""
    families: dict[int, list[Member]] = {}
    with db.reading(system()) as session:
        for member in session.exec(select(Member)):
            families.setdefault(member.family_id, []).append(member)
    for members in families.values():
        parents = [one for one in members if one.role in (MemberRole.MOTHER, MemberRole.FATHER) and one.born_on]
        children = [one for one in members if one.role in (MemberRole.CHILD, MemberRole.YOUNG_PERSON)]
        assert parents
        assert children
        births = sorted(one.born_on for one in children if one.born_on and one.born_precision is Precision.DAY)
        for parent in parents:
            assert all((born - (parent.born_on or TODAY)).days >= 17 * YEAR - 1 for born in births)
        assert all((later - earlier).days >= 270 for earlier, later in pairwise(births))


def test_periods_of_members_addresses_and_units_are_in_order(demo: str) -> None:
    """What ends has begun before; half-open periods are never empty."""
    with db.reading(system()) as session:
        models: tuple[Any, ...] = (Member, Address, BenefitUnit, Lead)
        for model in models:
            for row in session.exec(select(model).where(col(model.ends_on).is_not(None))):
                assert row.starts_on is None or row.starts_on < row.ends_on


def test_texts_obey_the_law_of_their_date(demo: str) -> None:
    """No § 16i, no Bürgergeld at all; DSGVO from 25.5.2018, the wider Unterhaltsvorschuss from 1.7.2017 only."""
    with db.reading(system()) as session:
        written = [(note.event_on, note.text) for note in session.exec(select(Note))]
        written += [(task.event_on, task.text) for task in session.exec(select(Task))]
        written += [(one.event_on, f"{one.topics} {one.agreements}") for one in session.exec(select(Meeting))]
        written += [(TODAY, f"{one.occasion} {one.regular_offers}") for one in session.exec(select(FamilyDetail))]
    for day, text in written:
        for word in ("16i", "Bürgergeld", "Kooperationsplan", "Teilhabechancengesetz", "16k", "13a", "Verfahrenslotse"):
            assert word not in text
        assert "DSGVO" not in text or day >= DSGVO
        assert "Unterhaltsvorschuss" not in text or day >= ADVANCE
    assert any("DSGVO" in text for _day, text in written)


@pytest.mark.parametrize("column", ["received", "agreed", "talk", "decided", "admitted", "closed", "paused"])
def test_the_storys_own_table_is_of_weekdays(column: str) -> None:
    """Nobody works on weekends: the written dates of the story are weekdays (a closing day may be any day)."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        days = [date.fromisoformat(row[column]) for row in csv.DictReader(file) if row[column]]
    assert days
    if column != "closed":
        assert [day for day in days if day.weekday() > 4] == []
    assert max(days) <= TODAY
