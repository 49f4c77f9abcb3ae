"""Every change is logged with old and new, is read only by whom it concerns, and can be taken back."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from sqlmodel import col, select

from fam import db
from fam.errors import IllegalStep, NotFound
from fam.models import AccessGrant, Base, ChangeEntry, Family, Meeting, Member
from fam.models.columns import restored
from fam.person import Person
from fam.queries import changes
from fam.queries.changes import Wanted
from fam.rules.terms import Confidentiality, Institution, MemberRole, Status
from fam.services import changes as service
from fam.services import notes, records, statuses

Cast = Callable[[str], Person]
Make = Callable[..., int]


def last_batch(person: Person) -> str:
    with db.reading(person) as session:
        return changes.find(session, Wanted(size=1))[0][0].batch


def add_member(person: Person, family_id: int) -> int:
    with db.transaction(person) as session:
        member = records.add(session, Member(family_id=family_id, first_name="Emir", role=MemberRole.CHILD))
        assert member.id
        return member.id


def test_the_log_names_person_field_old_and_new(cast: Cast, make_family: Make) -> None:
    """Anna's edit of one field is one line: who, which record, which field, old, new."""
    family_id, anna = make_family("Kaya"), cast("anna")
    member_id = add_member(anna, family_id)
    with db.transaction(anna) as session:
        records.edit(session, Member, member_id, {"born_on": None}, {"born_on": date(2003, 5, 1)})
    with db.reading(anna) as session:
        found, _total = changes.find(session, Wanted(entity="member"))
    newest = found[0]
    assert (newest.who, newest.field, newest.old, newest.new) == ("Anna", "born_on", None, "2003-05-01")
    assert [change.action for change in found] == ["update", "create"]


def test_undo_brings_the_old_value_back_and_is_logged_itself(cast: Cast, make_family: Make) -> None:
    """Taking back an edit, a creation and a deletion restores what was there, and the log shows it as undo."""
    family_id, anna = make_family("Kaya"), cast("anna")
    member_id = add_member(anna, family_id)
    with db.transaction(anna) as session:
        records.edit(session, Member, member_id, {"first_name": "Emir"}, {"first_name": "Emre"})
    with db.transaction(anna, source="undo") as session:
        assert service.undo(session, last_batch(anna)) == 1
    with db.transaction(anna) as session:
        member = records.find(session, Member, member_id)
        assert member.first_name == "Emir"
        records.remove(session, Member, member_id)
    with db.transaction(anna, source="undo") as session:
        service.undo(session, last_batch(anna))
    with db.reading(anna) as session:
        member = records.find(session, Member, member_id)
        assert (member.first_name, member.role) == ("Emir", MemberRole.CHILD)
        assert session.exec(select(ChangeEntry.source).order_by(col(ChangeEntry.id))).all()[-1] == "undo"


def test_nothing_is_undone_under_newer_work(cast: Cast, make_family: Make) -> None:
    """Once somebody changed the record again, the older change cannot be taken back, and the reason is said."""
    family_id, anna = make_family("Kaya"), cast("anna")
    member_id = add_member(anna, family_id)
    created = last_batch(anna)
    with db.transaction(cast("amir")) as session:
        records.edit(session, Member, member_id, {"last_name": ""}, {"last_name": "Kaya"})
    with pytest.raises(IllegalStep, match="Neueres"), db.transaction(anna, source="undo") as session:
        service.undo(session, created)


def test_an_undone_status_change_restores_the_whole_step(cast: Cast, make_family: Make) -> None:
    """A pause taken back leaves one open period, the old status and no trace in the family's dates."""
    family_id, anna = make_family("Kaya"), cast("anna")
    with db.transaction(anna) as session:
        family = session.exec(select(Family).where(Family.id == family_id)).one()
        statuses.set_status(session, family, Status.PAUSED, date(2018, 9, 1))
    with db.transaction(anna, source="undo") as session:
        service.undo(session, last_batch(anna))
    with db.reading(anna) as session:
        assert session.exec(select(Family).where(Family.id == family_id)).one().status is Status.ACTIVE


def test_what_a_person_may_not_read_is_not_in_their_log(cast: Cast, make_family: Make) -> None:
    """Amir's internal entry is absent from Anna's log; Stefan, Lena and Adam see nothing of the family."""
    family_id = make_family("Kaya")
    with db.transaction(cast("amir")) as session:
        notes.write(session, family_id, date(2018, 9, 1), "intern", Confidentiality.INSTITUTION)
    batch = last_batch(cast("amir"))
    with db.reading(cast("anna")) as session:
        assert "note" not in {change.entity for change in changes.find(session, Wanted())[0]}
    for name in ("stefan", "lena", "adam"):
        with db.reading(cast(name)) as session:
            assert all(change.number == "" for change in changes.find(session, Wanted())[0])
            assert "family" not in changes.entities(session)
    with pytest.raises(NotFound), db.transaction(cast("anna"), source="undo") as session:
        service.undo(session, batch)


def test_a_password_never_reaches_the_log(cast: Cast) -> None:
    """The log says that a password changed, never what it or its hash was."""
    cast("anna")
    with db.program() as session:
        values = [entry.new for entry in session.exec(select(ChangeEntry).where(ChangeEntry.entity == "account"))]
    assert values
    assert {value["password_hash"] for value in values} == {"•••"}


def test_the_institution_of_an_entry_is_kept_for_the_filter(cast: Cast, make_family: Make) -> None:
    """A log line carries institution and level of its record, so that the filter needs no look-up."""
    family_id = make_family("Kaya")
    with db.transaction(cast("amir")) as session:
        notes.write(session, family_id, date(2018, 9, 1), "team", Confidentiality.TEAM)
    with db.reading(cast("anna")) as session:
        entry = session.exec(select(ChangeEntry).where(ChangeEntry.entity == "note")).one()
    assert (entry.institution, entry.confidentiality) == (Institution.ASD, Confidentiality.TEAM)


@pytest.mark.parametrize(
    ("model", "key", "logged", "value"),
    [
        (AccessGrant, "ends_at", "2018-10-16T08:30:00+00:00", datetime(2018, 10, 16, 8, 30, tzinfo=UTC)),
        (Meeting, "starts_at", "08:30:00", time(8, 30)),
        (Meeting, "event_on", "2018-10-15", date(2018, 10, 15)),
        (Family, "status", "ACTIVE", Status.ACTIVE),
        (Family, "name", "2018-10-15", "2018-10-15"),
    ],
)
def test_logged_values_come_back_as_what_they_were(model: type[Base], key: str, logged: str, value: object) -> None:
    """Moments, times, dates and codes are read back from the log, for people and for taking back; text stays text."""
    assert restored(model, key, logged) == value
