"""Each of the eight people of the demo finds something to see, and nothing that is not theirs."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from fam import db
from fam.demo.cast import PASSWORD, TODAY, advertised
from fam.models import (
    Account,
    ChangeEntry,
    Dissent,
    Family,
    FamilyStub,
    Meeting,
    Note,
    ProtectionReport,
    Release,
    StatusPeriod,
    Task,
)
from fam.person import Right
from fam.queries import deputies, proposals
from fam.queries.families import Search, find
from fam.rules.terms import Confidentiality, Institution, MeetingState, Status
from fam.services.passwords import matches
from tests.demo.people import person

ROLES = {
    "anna": "Fachkraft", "amir": "Fachkraft", "stefan": "Fachkraft", "kerstin": "Koordination",
    "konrad": "Koordination", "lena": "Leitung", "adam": "Administration",
    "dora": "Datenschutz",
}  # fmt: skip


def _active(session: Session) -> set[str]:
    return set(session.exec(select(Family.number).where(Family.status == Status.ACTIVE)))


def test_the_eight_are_advertised_and_can_log_in(the_story: str) -> None:
    """Seven names with the known password and their role; nobody has to change it; the others cannot log in at all."""
    assert {one.username: one.role.label for one in advertised()} == ROLES
    with db.program() as session:
        for account in session.exec(select(Account)):
            assert matches(PASSWORD, account.password_hash) == (account.username in ROLES)
            assert account.must_change_password == (account.username not in ROLES)


def test_anna_and_amir_share_a_dozen_families(demo: str) -> None:
    """Both see the same twelve active families, each from their own side."""
    with db.reading(person("anna")) as session:
        annas = _active(session)
    with db.reading(person("amir")) as session:
        amirs = _active(session)
    assert len(annas) == 12
    assert annas == amirs


def test_stefan_sees_his_own_families_only(demo: str) -> None:
    """Stefan has families too, and none of Anna's."""
    with db.reading(person("anna")) as session:
        annas = set(session.exec(select(Family.number)))
        notes = set(session.exec(select(Note.id)))
    with db.reading(person("stefan")) as session:
        stefans = set(session.exec(select(Family.number)))
        assert len(_active(session)) == 12
        assert not annas & stefans
        assert not notes & set(session.exec(select(Note.id)))
        assert session.exec(select(Meeting.id)).first() is not None


def test_notes_of_all_three_kinds_are_there_and_kept_apart(the_story: str) -> None:
    """Anna reads TEAM and Pro Arbeit, Amir TEAM and ASD; and what was released to them."""
    for name in ("anna", "amir"):
        who = person(name)
        with db.reading(who) as session:
            notes = session.exec(select(Note)).all()
            to_us = set(session.exec(select(Release.record_id).where(Release.to_institution == who.institution)))
        closed = [note for note in notes if note.confidentiality is Confidentiality.INSTITUTION]
        own = [note for note in closed if note.id not in to_us]
        assert own
        assert to_us <= {note.id for note in closed}
        assert {note.institution for note in own} == {who.institution}
        assert any(note.confidentiality is Confidentiality.TEAM for note in notes)


@pytest.mark.parametrize("name", ["anna", "amir"])
def test_a_full_desk_for_anna_and_amir(the_story: str, name: str) -> None:
    """Meetings this week and next, undocumented ones, tasks open, overdue and done, and a vote that waits."""
    who = person(name)
    with db.reading(who) as session:
        planned = session.exec(select(Meeting).where(Meeting.state == MeetingState.PLANNED)).all()
        tasks = session.exec(select(Task).where(Task.owner_id == who.account_id)).all()
        votes = proposals.waiting_for_my_vote(session)
    days = {meeting.event_on for meeting in planned}
    assert TODAY in days
    assert sum(TODAY <= day < TODAY + timedelta(days=5) for day in days) >= 4
    assert any(TODAY + timedelta(days=7) <= day <= TODAY + timedelta(days=11) for day in days)
    assert sum(day < TODAY for day in days) == 3
    open_tasks = [task for task in tasks if task.done_on is None]
    assert any(task.due_on and task.due_on < TODAY for task in open_tasks)
    assert any(task.due_on and task.due_on >= TODAY for task in open_tasks)
    assert any(task.done_on for task in tasks)
    assert votes


def test_each_vote_waits_for_the_right_one(the_story: str) -> None:
    """One proposal waits for Anna alone, another for Amir alone."""
    waiting = {}
    for name in ("anna", "amir"):
        with db.reading(person(name)) as session:
            waiting[name] = {todo.name for todo in proposals.waiting_for_my_vote(session)}
    assert "Birkenhain" in waiting["anna"] - waiting["amir"]
    assert "Tannenzapf" in waiting["amir"] - waiting["anna"]


@pytest.mark.parametrize(
    ("name", "own", "hidden"), [("kerstin", "Haselbach", "Silberbach"), ("konrad", "Silberbach", "Haselbach")]
)
def test_before_the_family_agreed_the_other_side_knows_number_town_and_date(
    the_story: str, name: str, own: str, hidden: str
) -> None:
    """Each Koordination sees every case, but of the other's fresh proposal its number, town and date only."""
    with db.reading(person(name)) as session:
        names = set(session.exec(select(Family.name)))
        query: Any = select(FamilyStub)
        stubs = {stub.number: stub.status for stub in session.exec(query)}
        numbers = set(session.exec(select(Family.number)))
    assert own in names
    assert hidden not in names
    assert len(stubs) == 100
    assert [stubs[number] for number in stubs.keys() - numbers].count(Status.PROPOSED) == 1


def test_coordination_finds_dissents_deputies_and_the_gap(the_story: str) -> None:
    """Kerstin and Konrad both see the open dissent; Konrad the deputies that end soon; a settled dissent stays."""
    for name in ("kerstin", "konrad"):
        with db.reading(person(name)) as session:
            assert [todo.name for todo in proposals.open_dissents(session)] == ["Sonnentau"]
            settled = session.exec(select(Dissent).where(col(Dissent.settled_on).is_not(None))).all()
            assert len(settled) == 2
    with db.reading(person("konrad")) as session:
        assert [row.deputy for row in deputies.ending_soon(session)] == ["Nele Brandt"]


def test_lena_and_adam_see_no_family(the_story: str) -> None:
    """Leitung and Administration: their pages, and not one name."""
    for name, right in (("lena", Right.SEE_GROWTH), ("adam", Right.ADMINISTER)):
        who = person(name)
        assert who.may(right)
        with db.reading(who) as session:
            for model in (Family, StatusPeriod, Meeting, Task, Note):
                assert session.exec(select(model)).first() is None


def test_the_returning_family_is_linked(the_story: str) -> None:
    """Zaunkönig took part twice: the second case names the first, and the people are the same."""
    with db.reading(person("anna")) as session:
        found = session.exec(select(Family).where(Family.name == "Zaunkönig").order_by(col(Family.id))).all()
    first, second = found
    assert (first.status, second.status) == (Status.CLOSED, Status.ACTIVE)
    assert second.previous_id == first.id
    assert first.number < second.number


def test_late_entries_keep_their_event_date(the_story: str) -> None:
    """A home visit of 12.09. came in on 04.10., three weeks later."""
    with db.reading(person("anna")) as session:
        late = [one for one in session.exec(select(Meeting)) if (one.created_at.date() - one.event_on).days >= 21]
    assert late
    assert any(str(one.event_on) == "2018-09-12" for one in late)


def test_protection_report_is_a_date_and_no_content(the_story: str) -> None:
    """One family was passed on to child protection; both leads know the day, Stefan nothing."""
    for name in ("anna", "amir"):
        with db.reading(person(name)) as session:
            assert session.exec(select(ProtectionReport.institution)).all() == [Institution.PRO_ARBEIT]
    with db.reading(person("stefan")) as session:
        assert session.exec(select(ProtectionReport.id)).first() is None


def test_the_search_finds_a_family_by_member_number_and_folded_name(demo: str) -> None:
    """Anna finds the Königskerzes by the grandmother, by "koenig" and by number; Stefan by none of them."""
    with db.reading(person("anna")) as session:
        number = session.exec(select(Family.number).where(Family.name == "Königskerze")).one()
        for text in ("Ilona", "ilona konig", "koenigsk", number):
            assert "Königskerze" in [row.name for row in find(session, Search(text=text)).rows], text
    with db.reading(person("stefan")) as session:
        assert find(session, Search(text="Königskerze")).total == 0


def test_the_change_log_tells_the_last_weeks_and_no_flood(the_story: str) -> None:
    """Anna sees recent changes with authors, old and new; the log is no list of ten thousand creations."""
    with db.reading(person("anna")) as session:
        entries = session.exec(select(ChangeEntry)).all()
    assert 50 < len(entries) < 1000
    assert all(entry.account_id for entry in entries)
    assert {entry.action for entry in entries} == {"create", "update"}
    assert all(TODAY - timedelta(weeks=6) <= entry.at.date() <= TODAY for entry in entries)
    task = next(entry for entry in entries if entry.entity == "task" and entry.field == "done_on")
    with db.reading(person("anna")) as session:
        done = session.get(Task, task.record_id)
    assert done is not None
    assert done.done_on is not None
    assert task.new == done.done_on.isoformat()
