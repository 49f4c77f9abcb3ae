"""A counter-statement stands beside an entry and changes nothing; a restricted entry stays with who collected it."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.models import Attendee, ChangeEntry, ListItem, Meeting, Member, Note, Release, Statement, Task
from fam.person import Person
from fam.queries import statements as queries
from fam.queries import tasks
from fam.queries.tasks import TaskSearch, Which
from fam.queries.timeline import timeline
from fam.rules.protection_terms import RestrictionGround
from fam.rules.terms import Confidentiality, Institution, ListName, Party, ReleaseBasis
from fam.services import changes, notes, statements
from fam.ui import tasks as tasks_ui

Cast = Callable[[str], Person]
Make = Callable[..., int]
DAY = date(2018, 9, 1)
GROUND = RestrictionGround.DISPUTED


@pytest.fixture
def database(both_databases: str) -> str:
    """Every test here runs on SQLite and on PostgreSQL."""
    return both_databases


def write(person: Person, family_id: int, level: Confidentiality) -> int:
    with db.transaction(person) as session:
        return notes.write(session, family_id, DAY, "Wortlaut des Eintrags", level).id or 0


def said(person: Person, family_id: int) -> dict[tuple[str, int], list[str]]:
    with db.reading(person) as session:
        return {key: [one.text for one in found] for key, found in queries.of_family(session, family_id).items()}


@pytest.mark.parametrize(
    ("level", "readers"),
    [
        (Confidentiality.TEAM, {"anna", "amir"}),
        (Confidentiality.INSTITUTION, {"amir"}),
        (Confidentiality.ENTRUSTED, {"amir"}),
    ],
)
def test_a_counter_statement_is_read_by_who_reads_the_entry(
    level: Confidentiality, readers: set[str], cast: Cast, make_family: Make
) -> None:
    """Also in the change log; nobody else learns that there is one, and the entry stays letter by letter."""
    family_id = make_family("Kaya")
    note_id = write(cast("amir"), family_id, level)
    with db.transaction(cast("amir")) as session:
        statements.counter(session, "note", note_id, "So war es nicht.", DAY)
    for name in ("anna", "amir", "kerstin", "konrad", "stefan", "lena", "adam"):
        expected = {("note", note_id): ["So war es nicht."]} if name in readers else {}
        assert said(cast(name), family_id) == expected, name
        with db.reading(cast(name)) as session:
            logged = session.exec(select(ChangeEntry).where(ChangeEntry.entity == "statement")).all()
        assert bool(logged) is (name in readers), name
    with db.program() as session:
        assert session.exec(select(Note.text)).one() == "Wortlaut des Eintrags"


def test_an_entry_that_gets_closer_takes_what_was_logged_about_it_along(cast: Cast, make_family: Make) -> None:
    """TEAM, contradicted, then entrusted: Anna reads neither the statement nor its line in the log."""
    family_id, amir = make_family("Kaya"), cast("amir")
    note_id = write(amir, family_id, Confidentiality.TEAM)
    with db.transaction(amir) as session:
        statements.counter(session, "note", note_id, "So war es nicht.", DAY)
    with db.transaction(amir) as session:
        session.exec(select(Note)).one().confidentiality = Confidentiality.ENTRUSTED
    with db.reading(cast("anna")) as session:
        assert session.exec(select(Statement)).all() == []
        assert session.exec(select(ChangeEntry).where(ChangeEntry.entity == "statement")).all() == []


def test_a_statement_about_the_household_is_logged_for_its_own_side(cast: Cast, make_family: Make) -> None:
    """About a member's record: read by who reads the member, logged for the institution that collected it."""
    family_id, anna = make_family("Kaya"), cast("anna")
    with db.transaction(anna) as session:
        member = Member(family_id=family_id, first_name="Emir")
        session.add(member)
        session.flush()
        statements.counter(session, "member", member.id or 0, "Ich heiße Emre.", DAY, member.id)
    assert said(anna, family_id) == {("member", member.id): ["Ich heiße Emre."]}
    assert said(cast("stefan"), family_id) == {}
    for name, seen in (("anna", 1), ("amir", 0), ("kerstin", 0)):
        with db.reading(cast(name)) as session:
            found = session.exec(select(ChangeEntry).where(ChangeEntry.entity == "statement")).all()
        assert len(found) == seen, name


def closed(cast: Cast, family_id: int) -> tuple[int, int, int]:
    """Write a shared note, task and meeting of the ASD, released too, and have Amir restrict them."""
    amir = cast("amir")
    with db.program() as session:
        kind = session.exec(select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND)).first()
        common: dict[str, Any] = {"family_id": family_id, "institution": Institution.ASD, "event_on": DAY,
                                  "confidentiality": Confidentiality.TEAM, "author_id": amir.account_id}  # fmt: skip
        rows = (Note(text="geheim", **common), Task(text="geheim", **common), Meeting(kind_id=kind or 0, **common))
        session.add_all(rows)
        session.flush()
        session.add(Attendee(meeting_id=rows[2].id or 0, family_id=family_id, party=Party.OTHER, name="geheim"))
        session.add(Release(family_id=family_id, entity="note", record_id=rows[0].id or 0, released_on=DAY,
                            institution=Institution.ASD, to_institution=Institution.PRO_ARBEIT,
                            basis=ReleaseBasis.CONSENT))  # fmt: skip
    with db.transaction(amir) as session:
        for row in rows:
            statements.restrict(session, row.__tablename__, row.id or 0, GROUND, DAY)
    return rows[0].id or 0, rows[1].id or 0, rows[2].id or 0


CLOSED = (Note, Task, Meeting, Attendee, Statement)


def test_a_restricted_entry_is_read_by_its_own_side_only(cast: Cast, make_family: Make) -> None:
    """Shared and released as it is, Anna finds it nowhere: not itself, not its people, not its log."""
    family_id = make_family("Kaya")
    with db.reading(cast("anna")) as session:
        before = len(session.exec(select(ChangeEntry)).all())
    closed(cast, family_id)
    for model in CLOSED:
        with db.reading(cast("anna")) as session:
            assert session.exec(select(model)).all() == [], model
        with db.reading(cast("amir")) as session:
            assert session.exec(select(model)).all() != [], model
    with db.reading(cast("anna")) as session:
        assert len(session.exec(select(ChangeEntry).where(col(ChangeEntry.entity) != "entry_release")).all()) == before
        assert not any(event.record_id for event in timeline(session, family_id)[0])


def test_a_restricted_entry_is_in_no_export(cast: Cast, make_family: Make) -> None:
    """Amir sees the task on the screen; his Excel file does not hold it."""
    closed(cast, make_family("Kaya"))
    amir = cast("amir")
    with db.reading(amir) as session:
        assert [row.text for row in tasks.find(session, TaskSearch(Which.FAMILIES))] == ["geheim"]
    sheet = load_workbook(BytesIO(tasks_ui.excel(amir, TaskSearch(Which.FAMILIES), ()))).active
    assert sheet is not None
    assert "geheim" not in str(list(sheet.values))


def test_only_koordination_of_the_side_and_datenschutz_end_a_restriction(cast: Cast, make_family: Make) -> None:
    """Neither a lead nor the other Koordination; what is ended is read as before. No undo goes round this."""
    family_id = make_family("Kaya")
    note_id, task_id, _meeting = closed(cast, family_id)
    with db.program() as session:
        query = select(Statement).where(Statement.entity == "note")
        statement_id = session.exec(query).one().id or 0
        other_id = session.exec(select(Statement).where(Statement.entity == "task")).one().id or 0
        batch = session.exec(select(ChangeEntry.batch).where(ChangeEntry.entity == "statement")).first() or ""
    for name, error in (("amir", NotAllowed), ("anna", NotFound), ("kerstin", NotFound), ("stefan", NotFound)):
        person = cast(name)
        with pytest.raises((error, NotAllowed)), db.transaction(person) as session:
            statements.end(session, statement_id, DAY, "geprüft")
    with pytest.raises(IllegalStep), db.transaction(cast("amir")) as session:
        changes.undo(session, batch)
    for name, number in (("konrad", statement_id), ("dora", other_id)):
        with db.transaction(cast(name)) as session:
            statements.end(session, number, date(2018, 10, 1), "geprüft")
    with db.reading(cast("anna")) as session:
        assert session.exec(select(Note.id)).all() == [note_id]
        assert session.exec(select(Task.id)).all() == [task_id]


def test_koordination_knows_of_restrictions_not_of_words(cast: Cast, make_family: Make) -> None:
    """Konrad sees that an entry of his side is restricted; no counter-statement, nothing of the other side."""
    family_id = make_family("Kaya")
    note_id, _task, _meeting = closed(cast, family_id)
    with db.transaction(cast("amir")) as session:
        statements.counter(session, "note", note_id, "Geheimer Wortlaut", DAY)
    with db.reading(cast("konrad")) as session:
        assert {one.text for one in session.exec(select(Statement)).all()} == {""}
        assert len(queries.restricted(session, family_id)) == 3
    with db.reading(cast("kerstin")) as session:
        assert session.exec(select(Statement)).all() == []


def test_what_is_wrong_is_said_at_its_field(cast: Cast, make_family: Make) -> None:
    """No text, no day, a future day, no ground; an unknown table, somebody else's entry, the same again."""
    family_id, amir = make_family("Kaya"), cast("amir")
    note_id = write(amir, family_id, Confidentiality.INSTITUTION)
    with db.transaction(amir) as session:
        for text, day, field in (("", DAY, "text"), ("x" * 5001, DAY, "text"), ("x", None, "stated_on"),
                                 ("x", date(2018, 10, 16), "stated_on")):  # fmt: skip
            with pytest.raises(InvalidForm) as wrong:
                statements.counter(session, "note", note_id, text, day)
            assert list(wrong.value.fields) == [field]
        with pytest.raises(InvalidForm):
            statements.restrict(session, "note", note_id, None, DAY)
        with pytest.raises(NotFound):
            statements.restrict(session, "member", 1, GROUND, DAY)
        with pytest.raises(NotFound):
            statements.counter(session, "account", 1, "x", DAY)
        statements.restrict(session, "note", note_id, GROUND, DAY)
        with pytest.raises(IllegalStep):
            statements.restrict(session, "note", note_id, GROUND, DAY)
    for name in ("anna", "stefan", "dora", "konrad", "lena", "adam"):
        with pytest.raises(NotFound), db.transaction(cast(name)) as session:
            statements.counter(session, "note", note_id, "x", DAY)
