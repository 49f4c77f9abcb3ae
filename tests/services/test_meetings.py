"""Meetings with the cast: who reads what, what follows from one save, and what is refused."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from sqlmodel import col, select

from fam.db import reading, transaction
from fam.errors import Conflict, FamError, IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.models import Attendee, ChangeEntry, ListItem, Meeting, Member, Task
from fam.person import Person
from fam.rules.terms import Confidentiality, LegalCircle, ListName, MeetingState, Party
from fam.services import changes, meetings
from fam.services.attendance import FAMILY, Presence
from fam.services.meeting_draft import Agreement, FamilyPart, MeetingDraft

Cast = Callable[[str], Person]
Families = Callable[..., int]
DAY = date(2018, 10, 8)
THE_FAMILY = Presence(Party.FAMILY, name=FAMILY)
PARTIES = {"anna": Party.PRO_ARBEIT, "stefan": Party.PRO_ARBEIT, "amir": Party.ASD}


@pytest.fixture
def kind(database: str, cast: Cast) -> Callable[[str], int]:
    """Give the id of a kind of meeting by its code."""

    def find(code: str) -> int:
        with reading(cast("anna")) as session:
            query = select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND, ListItem.code == code)
            return session.exec(query).one() or 0

    return find


@pytest.fixture
def draft(cast: Cast, kind: Callable[[str], int]) -> Callable[..., MeetingDraft]:
    """Give a draft of one family: who of the cast was there, and whatever else a test wants."""

    def make(
        *families: int,
        staff: Sequence[str] = ("anna", "amir"),
        family: bool = True,
        code: str = "GESPRAECH",
        **more: object,
    ) -> MeetingDraft:
        own = {key: more.pop(key) for key in ("topics", "agreements", "next_on", "next_at") if key in more}
        parts = tuple(FamilyPart(one, present=(THE_FAMILY,) if family else (), **own) for one in families)  # type: ignore[arg-type]
        people = tuple(Presence(PARTIES[name], cast(name).account_id) for name in staff)
        settings = {"event_on": DAY, **more}
        return MeetingDraft(kind_id=kind(code), parts=parts, staff=people, **settings)  # type: ignore[arg-type]

    return make


Draft = Callable[..., MeetingDraft]


def save(person: Person, draft: MeetingDraft) -> int:
    """Record a meeting and return its id (of the first family)."""
    with transaction(person) as session:
        return meetings.record(session, draft)[0].id or 0


def seen(person: Person) -> list[str]:
    """Return the topics of all meetings that somebody sees."""
    with reading(person) as session:
        return list(session.exec(select(Meeting.topics)))


def attendees(person: Person) -> int:
    """Return how many attendees of any meeting somebody sees."""
    with reading(person) as session:
        return len(session.exec(select(Attendee)).all())


def test_joint_meeting_is_read_by_both_leads_and_nobody_else(cast: Cast, make_family: Families, draft: Draft) -> None:
    """Both institutions were there: TEAM, both circles; a stranger, Koordination and Leitung see nothing of it."""
    save(cast("anna"), draft(make_family(), topics="gemeinsam besprochen"))
    assert seen(cast("anna")) == seen(cast("amir")) == ["gemeinsam besprochen"]
    for name in ("stefan", "kerstin", "konrad", "lena", "adam"):
        assert seen(cast(name)) == []
        assert attendees(cast(name)) == 0
    with reading(cast("amir")) as session:
        meeting = session.exec(select(Meeting)).one()
    assert (meeting.confidentiality, meeting.legal_circle) == (Confidentiality.TEAM, LegalCircle.BOTH)


@pytest.mark.parametrize(("writer", "reader"), [("amir", "anna"), ("anna", "amir")])
def test_meeting_without_the_other_institution_stays_inside(
    cast: Cast, make_family: Families, draft: Draft, writer: str, reader: str
) -> None:
    """One institution alone: the other sees neither text nor who was there, nor either in the change log."""
    save(cast(writer), draft(make_family(), staff=(writer,), topics="nur wir"))
    assert seen(cast(writer)) == ["nur wir"]
    assert seen(cast(reader)) == []
    assert attendees(cast(writer)) == 2
    assert attendees(cast(reader)) == 0
    with reading(cast(reader)) as session:
        logged = select(ChangeEntry).where(col(ChangeEntry.entity).in_(("meeting", "attendee", "task")))
        assert session.exec(logged).all() == []


def test_a_single_contact_can_be_shared_on_purpose(cast: Cast, make_family: Families, draft: Draft) -> None:
    """TEAM is possible also where the other institution was not there."""
    save(cast("amir"), draft(make_family(), staff=("amir",), topics="für beide", level=Confidentiality.TEAM))
    assert seen(cast("anna")) == ["für beide"]


def test_a_joint_meeting_cannot_be_hidden_from_the_other_side(cast: Cast, make_family: Families, draft: Draft) -> None:
    """Whoever was there reads it: INSTITUTION is not taken for a joint meeting."""
    save(cast("amir"), draft(make_family(), topics="beide dabei", level=Confidentiality.INSTITUTION))
    assert seen(cast("anna")) == ["beide dabei"]


def test_team_session_keeps_families_apart(cast: Cast, make_family: Families, kind: Callable[[str], int]) -> None:
    """One sitting, two families, two rows: Stefan, who leads the second with Amir, reads nothing of the first."""
    first, second = make_family("Eins"), make_family("Zwei", leads=("stefan", "amir"))
    staff = tuple(Presence(PARTIES[name], cast(name).account_id) for name in ("anna", "stefan", "amir"))
    parts = (
        FamilyPart(first, "Text zu Eins", (Agreement("Aufgabe zu Eins"),)),
        FamilyPart(second, "Text zu Zwei", (Agreement("Aufgabe zu Zwei"),)),
    )
    save(cast("amir"), MeetingDraft(kind("TEAMSITZUNG"), DAY, parts, staff))
    assert seen(cast("stefan")) == ["Text zu Zwei"]
    assert seen(cast("anna")) == ["Text zu Eins"]
    with reading(cast("stefan")) as session:
        assert [task.text for task in session.exec(select(Task))] == ["Aufgabe zu Zwei"]
        assert {row.family_id for row in session.exec(select(Attendee))} == {second}
    with reading(cast("amir")) as session:
        gatherings = list(session.exec(select(Meeting.gathering)))
    assert len(gatherings) == 2
    assert len(set(gatherings)) == 1
    assert gatherings[0]


def test_team_session_over_a_foreign_family_is_refused(cast: Cast, make_family: Families, draft: Draft) -> None:
    """One of the families is not mine: nothing of the sitting is saved."""
    own, foreign = make_family("Eins"), make_family("Zwei", leads=("stefan",))
    with pytest.raises(FamError):
        save(cast("anna"), draft(own, foreign, code="TEAMSITZUNG", family=False, topics="x"))
    assert seen(cast("anna")) == []


def test_agreements_become_tasks_and_the_next_date_a_plan(cast: Cast, make_family: Families, draft: Draft) -> None:
    """One save: two tasks of three agreements, the next meeting planned with the same people."""
    anna, family = cast("anna"), make_family()
    agreed = (
        Agreement("Kita anmelden", owner=anna.account_id, due_on=date(2018, 10, 22)),
        Agreement("Schule anrufen", owner="Familie"),
        Agreement("Weiter so", as_task=False),
    )
    save(anna, draft(family, agreements=agreed, next_on=date(2018, 10, 29)))
    with reading(cast("amir")) as session:
        tasks = session.exec(select(Task).order_by(col(Task.id))).all()
        planned = session.exec(select(Meeting).where(Meeting.state == MeetingState.PLANNED)).one()
        expected = session.exec(select(Attendee.party).where(Attendee.meeting_id == planned.id)).all()
        held = session.exec(select(Meeting).where(Meeting.state == MeetingState.HELD)).one()
    assert [(task.text, task.owner_id, task.owner_text) for task in tasks] == [
        ("Kita anmelden", anna.account_id, ""),
        ("Schule anrufen", None, "Familie"),
    ]
    assert {task.event_on for task in tasks} == {DAY}
    assert (planned.event_on, planned.recorded) == (date(2018, 10, 29), False)
    assert set(expected) == {Party.PRO_ARBEIT, Party.ASD, Party.FAMILY}
    assert held.agreements == "Kita anmelden\nSchule anrufen\nWeiter so"


def test_a_task_for_the_other_institution_is_readable_there(cast: Cast, make_family: Families, draft: Draft) -> None:
    """Anna alone with the family gives Amir a task: he sees the task, and still not the meeting."""
    agreed = (Agreement("Bitte SPFH prüfen", owner=cast("amir").account_id), Agreement("Intern"))
    save(cast("anna"), draft(make_family(), staff=("anna",), topics="vertraulich", agreements=agreed))
    with reading(cast("amir")) as session:
        assert [task.text for task in session.exec(select(Task))] == ["Bitte SPFH prüfen"]
    assert seen(cast("amir")) == []


def test_one_undo_takes_everything_back(cast: Cast, make_family: Families, draft: Draft) -> None:
    """Meeting, people, tasks and next date of one save go together, unless something newer builds on them."""
    anna, family = cast("anna"), make_family()
    with transaction(anna) as session:
        meetings.record(session, draft(family, agreements=(Agreement("X"),), next_on=date(2018, 10, 29)))
        batch = session.info["batch"]
    with transaction(anna) as session:
        changes.undo(session, batch)
    with reading(anna) as session:
        assert [session.exec(select(model)).all() for model in (Meeting, Attendee, Task)] == [[], [], []]


def test_planned_is_documented_cancelled_or_missed(cast: Cast, make_family: Families, draft: Draft) -> None:
    """A planned date becomes held, cancelled (when) or not appeared, once; who did not come stays as expected."""
    anna, family = cast("anna"), make_family()
    dates = [draft(family, event_on=date(2018, 10, day)) for day in (15, 16, 15)]
    was = draft(family, staff=("anna",), event_on=date(2018, 10, 15), topics="war da")
    with transaction(anna) as session:
        held, off, missed = (meetings.plan(session, one)[0].id or 0 for one in dates)
        meetings.document(session, held, was)
        meetings.cancel(session, off, date(2018, 10, 15))
        meetings.no_show(session, missed)
    with reading(anna) as session:
        rows = {row.id: row for row in session.exec(select(Meeting))}
        absent = select(Attendee.meeting_id, Attendee.party).where(col(Attendee.present).is_(False))
        away = set(session.exec(absent).all())
    assert [rows[one].state for one in (held, off, missed)] == [
        MeetingState.HELD, MeetingState.CANCELLED, MeetingState.NO_SHOW,
    ]  # fmt: skip
    assert rows[off].cancelled_on == date(2018, 10, 15)
    assert (held, Party.ASD) in away
    assert {(off, party) for party in (Party.PRO_ARBEIT, Party.ASD, Party.FAMILY)} <= away
    assert {party for meeting, party in away if meeting == missed} == {Party.FAMILY}
    with pytest.raises(IllegalStep), transaction(anna) as session:
        meetings.no_show(session, held)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"event_on": date(2018, 10, 16)}, "event_on"),
        ({"event_on": None}, "event_on"),
        ({"staff": (), "family": False}, "present"),
        ({"next_on": date(2018, 10, 8)}, "next_on"),
        ({"agreements": (Agreement("x", due_on=date(2018, 10, 1)),)}, "due_on-0"),
        ({"agreements": (Agreement("x" * 501),)}, "text-0"),
        ({"topics": "x" * 10_001}, "topics"),
        ({"state": MeetingState.CANCELLED}, "cancelled_on"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    cast: Cast, make_family: Families, draft: Draft, wrong: dict[str, object], field: str
) -> None:
    """No future day for a held meeting, somebody must have been there, dates follow each other, texts have limits."""
    with pytest.raises(InvalidForm) as refused:
        save(cast("anna"), draft(make_family(), **wrong))
    assert field in refused.value.fields
    assert seen(cast("anna")) == []


def test_kinds_count_on_their_day(cast: Cast, make_family: Families, draft: Draft, kind: Callable[[str], int]) -> None:
    """A kind that ended before the meeting's day, or an entry of another list, is refused."""
    from fam import db

    with db.program() as session:
        item = session.get(ListItem, kind("REFLEXION"))
        assert item
        item.ends_on = date(2018, 10, 1)
        session.add(item)
        source = session.exec(select(ListItem.id).where(ListItem.list == ListName.SOURCE)).first()
    family = make_family()
    with pytest.raises(InvalidForm, match="markierten"):
        save(cast("anna"), draft(family, code="REFLEXION"))
    save(cast("anna"), draft(family, code="REFLEXION", event_on=date(2018, 9, 28)))
    other = draft(family)
    with pytest.raises(InvalidForm):
        save(cast("anna"), MeetingDraft(source, DAY, other.parts, other.staff))


def test_hand_made_writes_are_refused(cast: Cast, make_family: Families, draft: Draft) -> None:
    """A stranger, Koordination and Leitung cannot write; members of other families and wrong sides are no guests."""
    family, other = make_family("Eins"), make_family("Zwei")
    for name in ("stefan", "kerstin", "lena", "adam"):
        with pytest.raises(FamError):
            save(cast(name), draft(family, staff=("anna",)))
    from fam import db

    with db.program() as session:
        member = Member(family_id=other, first_name="Mia")
        session.add(member)
        session.flush()
        foreign = member.id
    for guest in (
        Presence(Party.FAMILY, member_id=foreign),
        Presence(Party.ASD, account_id=cast("anna").account_id),
        Presence(Party.PRO_ARBEIT, account_id=9999),
        Presence(Party.OTHER),
    ):
        with pytest.raises(InvalidForm):
            save(cast("anna"), MeetingDraft(draft(family).kind_id, DAY, (FamilyPart(family, present=(guest,)),)))
    assert seen(cast("anna")) == []


def test_edits_to_different_fields_merge_and_to_the_same_ask(cast: Cast, make_family: Families, draft: Draft) -> None:
    """Anna changes the topics, Amir the place: both stay. Both change the topics: the second is asked."""
    anna, amir = cast("anna"), cast("amir")
    number = save(anna, draft(make_family(), topics="alt"))
    opened = {"topics": "alt", "place": ""}
    with transaction(anna) as session:
        meetings.edit(session, number, opened, {"topics": "neu"})
    with transaction(amir) as session:
        meetings.edit(session, number, opened, {"place": "Langen"})
    with pytest.raises(Conflict) as refused, transaction(amir) as session:
        meetings.edit(session, number, opened, {"topics": "anders"})
    assert refused.value.fields == {"topics": ("alt", "neu", "anders")}
    with reading(anna) as session:
        meeting = session.exec(select(Meeting)).one()
    assert (meeting.topics, meeting.place) == ("neu", "Langen")


def test_correcting_who_was_there_changes_the_readers(cast: Cast, make_family: Families, draft: Draft) -> None:
    """Amir was there after all: from now on he reads it; the level itself is his institution's matter only."""
    anna, amir = cast("anna"), cast("amir")
    number = save(anna, draft(make_family(), staff=("anna",), topics="doch gemeinsam"))
    with pytest.raises(NotFound), transaction(amir) as session:
        meetings.edit(session, number, {}, {"topics": "fremd"})
    with transaction(anna) as session:
        meetings.edit(session, number, {"ASD": []}, {"ASD": [f"a{amir.account_id}"]})
    assert seen(amir) == ["doch gemeinsam"]
    opened = {"confidentiality": Confidentiality.TEAM}
    with pytest.raises(NotAllowed), transaction(amir) as session:
        meetings.edit(session, number, opened, {"confidentiality": Confidentiality.INSTITUTION})


def test_removing_a_mistake_leaves_its_tasks(cast: Cast, make_family: Families, draft: Draft) -> None:
    """The meeting goes with its people; what somebody has to do stays."""
    number = save(cast("anna"), draft(make_family(), agreements=(Agreement("bleibt"),)))
    with transaction(cast("anna")) as session:
        meetings.remove(session, number)
    with reading(cast("anna")) as session:
        assert session.exec(select(Attendee)).all() == []
        assert session.exec(select(Task.text)).all() == ["bleibt"]
        assert session.exec(select(Task.meeting_id)).all() == [None]
