"""The wrong family got a note (domain handbook §7.4, scenario 20): it goes to the right file, and leaves a trace."""

from contextlib import nullcontext
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.models import Attendee, ChangeEntry, ErasureHold, ListItem, Meeting, Member, Note, Relation, Sharing, Task
from fam.rules.plan_terms import RelationKind
from fam.rules.protection_terms import HoldKind
from fam.rules.terms import Confidentiality, ListName, Party
from fam.services import changes, moving
from tests.support.cast import consent_of, family, member

DAY = date(2018, 10, 1)
SECRET = "Geheimes Zitat 4711"


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def entry(model: type[Any], family_id: int, who: str = "anna", *, before: bool = False, **values: Any) -> int:
    """Write an entry as somebody of the cast and return its id; `before`: when they still read whom it is about."""
    person = member(who)
    assert person.institution
    with db.transaction(person) as session, db.elevated(session) if before else nullcontext():
        made = model(
            family_id=family_id, institution=person.institution, legal_circle=person.institution.circle,
            author_id=person.account_id, **{"event_on": DAY, **values},
        )  # fmt: skip
        session.add(made)
        session.flush()
        return int(made.id)


def log_of(who: str, family_id: int) -> list[ChangeEntry]:
    """Return what somebody reads of the change log of a family."""
    with db.reading(member(who)) as session:
        return list(session.exec(select(ChangeEntry).where(ChangeEntry.family_id == family_id)))


def move(who: str, entity: str, record_id: int, to: int) -> None:
    """Move as somebody of the cast."""
    with db.transaction(member(who)) as session:
        moving.move(session, entity, record_id, to)


def reads(session: Session, model: type[Any]) -> list[Any]:
    """Return what the person of the session reads of a table."""
    return list(session.exec(select(model)))


def test_a_note_moves_with_its_log_and_leaves_a_trace_without_content(database: str) -> None:
    """Readers of the old file alone see nothing of it any more, nor of its old versions; a hold tells of the check."""
    wrong, right = family("Falsch"), family("Richtig", leads=("anna",))
    note_id = entry(Note, wrong, text=SECRET, confidentiality=Confidentiality.TEAM)
    with db.transaction(member("anna")) as session:
        session.exec(select(Note)).one().text = SECRET + " neu"
    assert any(SECRET in str(one.new) for one in log_of("amir", wrong))
    move("anna", "note", note_id, right)
    with db.reading(member("amir")) as session:
        assert reads(session, Note) == []
    assert not any(SECRET in f"{one.old}{one.new}" for one in log_of("amir", wrong))
    old, new = log_of("anna", wrong), log_of("anna", right)
    assert not any(SECRET in f"{one.old}{one.new}" for one in old)
    assert [one.new for one in old if one.field == "family_id"] == [moving.MOVED]
    assert any(one.action == "create" and SECRET in str(one.new) for one in new)
    assert not any(str(wrong) in (str(one.old), str(one.new)) for one in new if one.field == "family_id")
    with db.reading(member("anna")) as session:
        note = session.exec(select(Note)).one()
        assert (note.family_id, note.confidentiality) == (right, Confidentiality.INSTITUTION)


@pytest.mark.parametrize("who", ["kerstin", "konrad", "dora"])
def test_koordination_and_datenschutz_are_told_without_content(who: str, database: str) -> None:
    """They see that a file must be checked within 72 hours; of the entry they read nothing."""
    wrong, right = family("Falsch"), family("Richtig")
    for _ in range(2):
        move("anna", "note", entry(Note, wrong, text=SECRET), right)
    with db.reading(member(who)) as session:
        hold = session.exec(select(ErasureHold)).one()  # once
        assert (hold.family_id, hold.kind) == (wrong, HoldKind.BREACH)
        assert "Art. 33 DSGVO" in hold.reason
        assert SECRET not in hold.reason
        assert reads(session, Note) == []
        assert not any(SECRET in f"{one.old}{one.new}" for one in reads(session, ChangeEntry))


@pytest.mark.parametrize("who", ["stefan", "kerstin", "lena", "adam", "dora", "konrad"])
def test_strangers_move_nothing(who: str, database: str) -> None:
    """Who does not read the entry hears that there is nothing."""
    wrong, right = family("Falsch"), family("Richtig")
    note_id = entry(Note, wrong, text=SECRET)
    with pytest.raises(NotFound):
        move(who, "note", note_id, right)


def test_only_who_leads_both_families_moves_and_only_what_the_own_side_wrote(database: str) -> None:
    """One's own family to a stranger's, or the partner's entry: refused, nothing changes."""
    wrong, right, strange = family("Falsch"), family("Richtig"), family("Fremd", leads=("stefan",))
    mine = entry(Note, wrong, text=SECRET, confidentiality=Confidentiality.TEAM)
    with pytest.raises(NotAllowed):
        move("anna", "note", mine, strange)
    with pytest.raises(NotAllowed):
        move("amir", "note", mine, right)
    with pytest.raises(InvalidForm):
        move("anna", "note", mine, wrong)
    with db.program() as session:
        assert session.exec(select(Note)).one().family_id == wrong
        assert session.exec(select(ErasureHold)).all() == []


def test_what_is_entrusted_stays_with_its_author(database: str) -> None:
    """§ 65 SGB VIII: moved by the author alone; trace and log are the author's."""
    wrong, right = family("Falsch"), family("Richtig")
    note_id = entry(Note, wrong, "amir", text=SECRET, confidentiality=Confidentiality.ENTRUSTED)
    with pytest.raises(NotFound):
        move("anna", "note", note_id, right)
    move("amir", "note", note_id, right)
    with db.reading(member("amir")) as session:
        assert session.exec(select(Note)).one().confidentiality is Confidentiality.ENTRUSTED
    for one in (wrong, right):
        assert not any(row.entity == "note" for row in log_of("anna", one))


def test_a_meeting_takes_its_people_and_its_tasks_along(database: str) -> None:
    """Nobody of the old family stays named there; what pointed at it from the old file does so no more."""
    wrong, right = family("Falsch"), family("Richtig")
    with db.program() as session:
        kind = session.exec(select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND)).first()
        person = Member(family_id=wrong, first_name="Fiktiv")
        session.add(person)
        session.flush()
        member_id = person.id
    meeting = entry(Meeting, wrong, kind_id=kind, topics=SECRET, about_id=member_id)
    mine, theirs = entry(Task, wrong, text="a", meeting_id=meeting), 0
    theirs = entry(Task, wrong, "amir", text="b")
    with db.program() as session:
        session.add(Attendee(meeting_id=meeting, family_id=wrong, party=Party.FAMILY, member_id=member_id))
        other = session.exec(select(Task).where(Task.id == theirs)).one()
        other.meeting_id = meeting
    move("anna", "meeting", meeting, right)
    with db.program() as session:
        assert session.exec(select(Meeting)).one().about_id is None
        there = session.exec(select(Attendee)).one()
        assert (there.family_id, there.member_id) == (right, None)
        found = {one.id: (one.family_id, one.meeting_id) for one in session.exec(select(Task))}
        assert found == {mine: (right, meeting), theirs: (wrong, None)}


def test_a_person_moves_unless_entries_speak_of_them(database: str) -> None:
    """Relations in the old family go; search words and what is shared are those of the families as they are now."""
    wrong, right = family("Falsch", consented=False), family("Richtig", consented=False)
    with db.program() as session:
        people = [Member(family_id=wrong, first_name=name) for name in ("Bleibt", "Zieht")]
        session.add_all(people)
        session.flush()
        first, second = (one.id or 0 for one in people)
        session.add(Relation(family_id=wrong, first_id=first, second_id=second, kind=RelationKind.SIBLING))
    note_id = entry(Note, wrong, text="x", about_id=second)
    with pytest.raises(IllegalStep):
        move("anna", "member", second, right)
    with db.transaction(member("anna")) as session:
        session.delete(session.exec(select(Note).where(Note.id == note_id)).one())
    with db.program() as session:
        consent_of(session, right, DAY)
    move("anna", "member", second, right)
    with db.program() as session:
        assert session.exec(select(Relation)).all() == []
        shared = session.exec(select(Sharing.member_id).where(Sharing.family_id == wrong)).all()
        assert second not in shared
        log = session.exec(select(ChangeEntry).where(ChangeEntry.entity == "member", ChangeEntry.record_id == second))
        assert {one.family_id for one in log if one.field != "family_id"} == {right}


def test_a_move_is_not_undone_by_a_click(database: str) -> None:
    """Back one moves it like there."""
    wrong, right = family("Falsch"), family("Richtig")
    move("anna", "note", entry(Note, wrong, text=SECRET), right)
    with db.program() as session:
        last = session.exec(select(ChangeEntry).order_by(col(ChangeEntry.id).desc())).first()
        assert last
    with pytest.raises(IllegalStep), db.transaction(member("anna")) as session:
        changes.undo(session, last.batch)
