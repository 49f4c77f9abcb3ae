"""The mode of a meeting through the app: what the file proposes, what is ticked, and what is judged there."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.db import reading, transaction
from fam.errors import IllegalStep, InvalidForm, NotFound
from fam.models import Account, Attendee, ConsentItem, Goal, GoalRating, ListItem, Meeting, Need, Review, Task, now
from fam.person import Person
from fam.queries import meeting_agenda
from fam.rules.plan_terms import Perspective, ReviewKind
from fam.rules.terms import Confidentiality, DataCategory, Institution, ListName, MeetingState, Party
from fam.services import meeting_ratings, reviews
from fam.services.meeting_ratings import Given
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Families = Callable[..., int]
PAGE = "cooperation/meetings.py"
PA, ASD = Institution.PRO_ARBEIT, Institution.ASD
TEAM, OWN = Confidentiality.TEAM, Confidentiality.INSTITUTION
LEVELS: dict[str, Any] = {
    "level_m2": "nie",
    "level_m1": "selten",
    "level_0": "meist",
    "level_p1": "fast immer",
    "level_p2": "immer",
}


@pytest.fixture
def family(make_family: Families) -> int:
    """A family with a task of each side and kind, and a goal whose levels are written."""
    made = make_family("Eins")
    with db.program() as session:
        for text, side, level in (
            ("Schule anrufen", PA, TEAM), ("Nur für Pro Arbeit", PA, OWN), ("Nur für den ASD", ASD, OWN),
        ):  # fmt: skip
            session.add(
                Task(family_id=made, text=text, institution=side, confidentiality=level, event_on=date(2018, 9, 3),
                     due_on=date(2018, 10, 1))
            )  # fmt: skip
        goal = Goal(family_id=made, institution=ASD, confidentiality=TEAM, event_on=date(2018, 1, 8),
                    text="Pünktlich zur Schule", area_id=area(session), **LEVELS)  # fmt: skip
        meeting = Meeting(family_id=made, kind_id=kind(session), event_on=date(2018, 10, 15), institution=PA,
                          confidentiality=TEAM, state=MeetingState.PLANNED, recorded=False)  # fmt: skip
        session.add_all([goal, meeting])
        session.flush()
        for name, party in (("anna", Party.PRO_ARBEIT), ("amir", Party.ASD)):
            account = session.exec(select(Account.id).where(Account.username == name)).one()
            session.add(Attendee(meeting_id=meeting.id or 0, family_id=made, party=party, account_id=account))
    return made


def area(session: Session) -> int:
    """Return the first area of life."""
    query = select(ListItem.id).where(ListItem.list == ListName.AREA).order_by(col(ListItem.position))
    return session.exec(query).first() or 0


def kind(session: Session) -> int:
    """Return the kind "Gespräch"."""
    query = select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND, ListItem.code == "GESPRAECH")
    return session.exec(query).one() or 0


def proposed(person: Person, family: int) -> list[str]:
    """Return the texts of the agenda as somebody gets it."""
    with reading(person) as session:
        return [one.text for one in meeting_agenda.items(session, family)]


def test_the_agenda_is_what_one_may_read(cast: Cast, family: int) -> None:
    """Each lead gets the common and the own; strangers, Leitung, Administration and Koordination get nothing."""
    assert proposed(cast("anna"), family) == ["Schule anrufen", "Nur für Pro Arbeit", "Pünktlich zur Schule"]
    assert proposed(cast("amir"), family) == ["Schule anrufen", "Nur für den ASD", "Pünktlich zur Schule"]
    for name in ("stefan", "lena", "adam", "kerstin", "konrad", "dora"):
        assert proposed(cast(name), family) == [], name


def test_after_a_withdrawal_the_other_side_is_gone_from_it(cast: Cast, family: int) -> None:
    """The next agenda holds only what is one's own."""
    with db.program() as session:
        for item in session.exec(select(ConsentItem).where(ConsentItem.family_id == family)):
            item.revoked_at, item.revoked_on = now(), date(2018, 10, 15)
    assert proposed(cast("anna"), family) == ["Schule anrufen", "Nur für Pro Arbeit"]
    assert proposed(cast("amir"), family) == ["Nur für den ASD", "Pünktlich zur Schule"]


def box(app: AppTest, start: str) -> Any:
    """Return the tick beside a point of the agenda."""
    return next(one for one in app.checkbox if one.label.startswith(start))


def test_ticks_ratings_and_minutes_in_one_save(login_as: LoginAs, cast: Cast, family: int) -> None:
    """Anna ticks two points and judges a goal; only what both may read stands in the topics; Amir reads the rating."""
    app = opened(login_as("anna"), PAGE, gespraech="1")
    assert "Vorschlag für die Tagesordnung" in [one.value for one in app.subheader]
    with transaction(cast("anna")) as session:
        reviews.plan(session, family, ReviewKind.FAM, date(2018, 4, 15))
    app = opened(login_as("anna"), PAGE, gespraech="1", tun="dokumentieren")
    box(app, "Schule anrufen").check()
    box(app, "Familienplan").check()
    box(app, "Nur für Pro Arbeit").check().run()
    with db.program() as session:
        goal = session.exec(select(Goal.id)).one()
    app.selectbox(key=f"meeting:document:1:goal-{goal}-FAMILY").select(1).run()
    app.selectbox(key=f"meeting:document:1:goal-{goal}-PRO_ARBEIT").select(-1).run()
    assert not [one for one in app.selectbox if one.key == f"meeting:document:1:goal-{goal}-ASD"]
    app.button(key="meeting:document:1:submit").click().run()
    assert not app.exception
    with reading(cast("amir")) as session:
        meeting = session.exec(select(Meeting)).one()
        assert (meeting.state, meeting.topics) == (MeetingState.HELD, "Besprochen: Offene Aufgaben: Schule anrufen")
        ratings = session.exec(select(GoalRating).order_by(col(GoalRating.id))).all()
        assert [(one.perspective, one.rating, one.meeting_id, one.institution) for one in ratings] == [
            (Perspective.FAMILY, 1, 1, PA), (Perspective.PRO_ARBEIT, -1, 1, PA),
        ]  # fmt: skip
        done = [
            (one.held_on, one.due_on, one.meeting_id) for one in session.exec(select(Review).order_by(col(Review.id)))
        ]
        assert done == [(date(2018, 10, 15), date(2018, 10, 15), 1), (None, date(2019, 4, 15), None)]
    app = opened(app, PAGE, gespraech="1")
    assert "Überprüft" in " ".join(one.value for one in app.markdown)


def test_a_review_is_held_in_a_meeting_of_its_own_family(cast: Cast, family: int, make_family: Families) -> None:
    """One that has taken place; a second time is refused."""
    other = make_family("Zwei")
    with transaction(cast("anna")) as session:
        meeting = session.exec(select(Meeting)).one()
        ours, theirs = (
            reviews.plan(session, one, ReviewKind.FAM, date(2018, 4, 15)).id or 0 for one in (family, other)
        )
        with pytest.raises(InvalidForm):
            reviews.hold_in(session, meeting, [ours])
        with pytest.raises(NotFound):
            reviews.hold_in(session, held(session), [theirs])
        reviews.hold_in(session, meeting, [ours])
        with pytest.raises(IllegalStep):
            reviews.hold_in(session, meeting, [ours])


def held(session: Session, **more: Any) -> Meeting:
    """Return the planned meeting as held."""
    meeting = session.exec(select(Meeting)).one()
    meeting.state = MeetingState.HELD
    for key, value in more.items():
        setattr(meeting, key, value)
    session.flush()
    return meeting


def test_nobody_judges_for_the_other_side(cast: Cast, family: int) -> None:
    """The own institution and the family's voice, a goal of this family, with its levels written, in a held meeting."""
    with transaction(cast("anna")) as session:
        meeting, goal = session.exec(select(Meeting)).one(), session.exec(select(Goal.id)).one()
        family_says = Given("x", Perspective.FAMILY, 0, goal_id=goal)
        assert refused(session, meeting, family_says) == {"x": meeting_ratings.NOT_HELD}
        held(session)
        other = Given("x", Perspective.ASD, 0, goal_id=goal)
        assert refused(session, meeting, other) == {"x": meeting_ratings.OTHER_SIDE}
        with pytest.raises(NotFound):
            meeting_ratings.give(session, meeting, [Given("x", Perspective.FAMILY, 0, goal_id=99)])
        session.exec(select(Goal)).one().level_p2 = ""
        session.flush()
        assert refused(session, meeting, family_says) == {"x": meeting_ratings.UNWRITTEN}


def refused(session: Session, meeting: Meeting, given: Given) -> dict[str, str]:
    """Return the sentences with which a judgement is refused."""
    with pytest.raises(InvalidForm) as error:
        meeting_ratings.give(session, meeting, [given])
    return dict(error.value.fields)


def test_an_area_judged_in_a_meeting_of_one_side_stays_there(cast: Cast, family: int) -> None:
    """The level of a judgement of an area is that of its meeting."""
    for day, (level, readers) in enumerate(((OWN, {"anna"}), (TEAM, {"anna", "amir"})), start=1):
        with transaction(cast("anna")) as session:
            meeting = held(session, confidentiality=level)
            meeting.event_on = date(2018, 10, day)  # one judgement of an area per day and side
            given = Given("x", Perspective.FAMILY, 0, area_id=area(session))
            meeting_ratings.give(session, meeting, [given])
        found = set()
        for name in ("anna", "amir", "stefan", "lena", "adam", "kerstin"):
            with reading(cast(name)) as session:
                if session.exec(select(Need).where(Need.confidentiality == level)).all():
                    found.add(name)
        assert found == readers


def test_health_judged_in_a_meeting_needs_its_own_consent(cast: Cast, family: int) -> None:
    """Whatever the meeting is about: the area decides which consent shares it (Art. 9 DSGVO)."""
    with transaction(cast("anna")) as session:
        health = session.exec(select(ListItem.id).where(ListItem.list == ListName.AREA, ListItem.code == "GESUNDHEIT"))
        given = Given("x", Perspective.FAMILY, 1, area_id=health.one())
        meeting_ratings.give(session, held(session, confidentiality=TEAM), [given])
        assert session.exec(select(Need.category)).all() == [DataCategory.HEALTH]
