"""The lists of meetings: filters and pages in SQL, the month, what is planned; each within one's own families."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from fam.db import reading, transaction
from fam.models import ListItem
from fam.person import Person
from fam.queries import meetings
from fam.queries.meetings import MeetingSearch
from fam.rules.terms import ListName, MeetingState, Party
from fam.services import meetings as services
from fam.services.attendance import Presence
from fam.services.meeting_draft import FamilyPart, MeetingDraft

Cast = Callable[[str], Person]
Families = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """These queries run on SQLite and on PostgreSQL."""
    return both_databases


@pytest.fixture
def two_families(cast: Cast, make_family: Families) -> tuple[int, int]:
    """Sommer: joint on 1.10., without the family on 2.10., cancelled on 3.10., planned on 20.10.; Winter: joint 4.9."""
    anna, amir = cast("anna"), cast("amir")
    sommer, winter = make_family("Sommer"), make_family("Winter")
    staff = (Presence(Party.PRO_ARBEIT, anna.account_id), Presence(Party.ASD, amir.account_id))
    family = (Presence(Party.FAMILY, name="Familie"),)
    with transaction(anna) as session:
        query = select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND, ListItem.code == "GESPRAECH")
        kind = session.exec(query).one()

        def save(number: int, day: date, there: tuple[Presence, ...], state: MeetingState = MeetingState.HELD) -> None:
            part = FamilyPart(number, present=there)
            cancelled = day if state is MeetingState.CANCELLED else None
            services.record(session, MeetingDraft(kind, day, (part,), staff, state, cancelled_on=cancelled))

        save(sommer, date(2018, 10, 1), family)
        save(sommer, date(2018, 10, 2), ())
        save(sommer, date(2018, 10, 3), family, MeetingState.CANCELLED)
        save(winter, date(2018, 9, 4), family)
        services.plan(session, MeetingDraft(kind, date(2018, 10, 20), (FamilyPart(sommer, present=family),), staff))
    return sommer, winter


def days(person: Person, search: MeetingSearch, **page: int) -> tuple[list[tuple[int, int]], int]:
    """Return (day, month) of a page and the number of all."""
    with reading(person) as session:
        rows, total = meetings.past(session, search, **page)  # type: ignore[arg-type]
    return [(row.event_on.day, row.event_on.month) for row in rows], total


def test_filters_and_pages(cast: Cast, two_families: tuple[int, int]) -> None:
    """Newest first, by family, state and "nur gemeinsame"; pages count all; strangers and Koordination get none."""
    anna, (sommer, winter) = cast("anna"), two_families
    assert days(anna, MeetingSearch()) == ([(3, 10), (2, 10), (1, 10), (4, 9)], 4)
    assert days(anna, MeetingSearch(), offset=1, limit=2) == ([(2, 10), (1, 10)], 4)
    assert days(anna, MeetingSearch(joint_only=True)) == ([(1, 10), (4, 9)], 2)
    assert days(anna, MeetingSearch(family_id=sommer, joint_only=True)) == ([(1, 10)], 1)
    assert days(anna, MeetingSearch(family_id=winter)) == ([(4, 9)], 1)
    assert days(anna, MeetingSearch(state=MeetingState.CANCELLED)) == ([(3, 10)], 1)
    for name in ("stefan", "kerstin", "lena", "adam"):
        assert days(cast(name), MeetingSearch()) == ([], 0)
        assert days(cast(name), MeetingSearch(family_id=sommer, joint_only=True)) == ([], 0)


def test_joint_is_computed_from_who_was_there(cast: Cast, two_families: tuple[int, int]) -> None:
    """A cancelled meeting is never joint, nor one without the family; names stand in the row."""
    with reading(cast("amir")) as session:
        rows, _total = meetings.past(session, MeetingSearch(family_id=two_families[0]))
    assert [(row.event_on.day, row.joint, row.present) for row in rows] == [
        (3, False, ()),
        (2, False, ("Anna", "Amir")),
        (1, True, ("Anna", "Amir", "Familie")),
    ]


def test_month_and_plan(cast: Cast, two_families: tuple[int, int]) -> None:
    """The month holds every state by day; planned ones between two days, the next first."""
    anna = cast("anna")
    with reading(anna) as session:
        october = [(row.event_on.day, row.state) for row in meetings.month(session, date(2018, 10, 1))]
        planned = [row.event_on for row in meetings.planned(session, date(2018, 10, 15), date(2018, 10, 21))]
        later = meetings.planned(session, date(2018, 10, 21))
    assert october == [
        (1, MeetingState.HELD), (2, MeetingState.HELD), (3, MeetingState.CANCELLED), (20, MeetingState.PLANNED),
    ]  # fmt: skip
    assert planned == [date(2018, 10, 20)]
    assert later == []
