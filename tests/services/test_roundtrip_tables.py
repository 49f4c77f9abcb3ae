"""Persons, meetings and tasks go out to Excel and come back as families do: each table is one declaration."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from sqlmodel import col, select

from fam import db
from fam.exchange.listing.workbook import read_workbook
from fam.exchange.roundtrip_back import from_book
from fam.fields.encoding import value_of
from fam.fields.registry import entity_of, runtime_fields
from fam.fields.spec import Kind
from fam.models import ChangeEntry, ListItem, Meeting, Member, Task
from fam.person import Person
from fam.rules.terms import Confidentiality, Institution, ListName, MemberRole, Precision
from fam.services import changes, field_making, grants, meetings, records
from fam.services.roundtrip_cells import CellOutcome
from fam.services.roundtrip_list import all_columns, export, secret
from fam.services.roundtrip_tables import FAMILIES, MEETINGS, PERSONS, TASKS, Table
from tests.services.test_roundtrip import cells, edited, given_out, log, look, make, save

Cast = Callable[[str], Person]
Make = Callable[..., int]
DAY = date(2018, 10, 8)
TYPED: dict[str, dict[str, Any]] = {
    "member": {"Vorname": "Ali", "Rolle": "mutter", "Geburtsdatum": "2011", "Lebt im Haushalt": "nein"},
    "meeting": {"Datum": date(2018, 10, 9), "Ort": "Rathaus", "Themen": "Neues Thema", "Art": "Hilfeplangespräch"},
    "task": {"Aufgabe": "Schreiben", "Fällig am": "24.12.2018"},
}
FIXED: dict[str, dict[str, str]] = {
    "member": {"Familie": "Anders", "FAM-Nummer": "FAM-2099-00001"},
    "meeting": {"Familie": "Anders", "Stand": "abgesagt", "Vertraulichkeit": "Team (beide Institutionen)"},
    "task": {"Wer": "Amir", "Erledigt am": "01.10.2018"},
}


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


@pytest.fixture(params=[PERSONS, MEETINGS, TASKS], ids=lambda table: table.key)
def table(request: pytest.FixtureRequest) -> Table:
    """Each of the tables beside families."""
    found: Table = request.param
    return found


def kind(person: Person, label: str = "") -> int:
    """The id of a kind of meeting."""
    with db.reading(person) as session:
        query = select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND).order_by(col(ListItem.position))
        return session.exec(query.where(ListItem.label == label) if label else query).first() or 0


def fresh(person: Person, table: Table, family: int, **more: Any) -> int:
    """Add one record of a table as the person and return its id."""
    record: Any
    own: dict[str, Any] = {
        "family_id": family,
        "institution": person.institution,
        "author_id": person.account_id,
        "event_on": DAY,
    }
    if table is PERSONS:
        record = Member(family_id=family, first_name="Mia")
    elif table is MEETINGS:
        record = Meeting(**own, kind_id=kind(person), topics="Altes Thema")
    else:
        record = Task(**own, text="Anrufen", owner_text="Schule")
    for key, value in more.items():
        setattr(record, key, value)
    with db.transaction(person) as session:
        return records.add(session, record).id or 0


def stored(table: Table, number: int) -> Any:
    with db.program() as session:
        return session.get_one(table.model, number)


def labels(person: Person, table: Table) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(given_out(person, table)))
    return [str(cell.value) for cell in book.worksheets[0][1]]


def numbers(data: bytes) -> list[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [str(row[0].value) for row in sheet.iter_rows(min_row=3)]


def test_it_goes_out_and_comes_back(cast: Cast, make_family: Make, table: Table) -> None:
    """Declared fields and the team's; each edited cell is one change of an import; all of it is taken back at once."""
    kerstin, anna, entity = cast("kerstin"), cast("anna"), entity_of(table.model)
    number = fresh(anna, table, make_family())
    make(kerstin, entity, "Schule", Kind.CHOICE)
    before, was = set(log(anna)), stored(table, number).model_dump()
    typed = {**TYPED[entity], "Schule": "zwei, DREI"}
    done, batch = save(anna, edited(anna, given_out(anna, table), typed))
    assert {label: outcome for label, outcome in cells(done) if outcome not in ("new", "changed")} == {}
    assert {label for label, _outcome in cells(done)} == set(typed)
    with db.reading(anna) as session:
        [field] = runtime_fields(session, table.model)
    assert field.labels[value_of(stored(table, number), field)] == "Zwei, drei"
    with db.reading(anna) as session:
        new = [one for one in session.exec(select(ChangeEntry)) if one.id not in before]
    assert {(one.source, one.batch, one.entity) for one in new} == {("import", batch, entity)}
    assert look(anna, edited(anna, given_out(anna, table))).rows == ()
    with db.transaction(anna) as session:
        changes.undo(session, batch)
    now = stored(table, number).model_dump()
    assert {name: value for name, value in now.items() if name != "version"} == {
        name: value for name, value in was.items() if name != "version"
    }


def test_each_value_arrives(cast: Cast, make_family: Make) -> None:
    """As a form would have saved it: terms as terms, a year as a year, a kind of meeting by its word."""
    anna, family = cast("anna"), make_family()
    ids = {one.key: fresh(anna, one, family) for one in (PERSONS, MEETINGS, TASKS)}
    for one in (PERSONS, MEETINGS, TASKS):
        save(anna, edited(anna, given_out(anna, one), TYPED[entity_of(one.model)]))
    member, meeting = stored(PERSONS, ids["member.id"]), stored(MEETINGS, ids["meeting.id"])
    assert (member.first_name, member.role, member.in_household) == ("Ali", MemberRole.MOTHER, False)
    assert (member.born_on, member.born_precision) == (date(2011, 1, 1), Precision.YEAR)
    assert (meeting.event_on, meeting.place, meeting.topics) == (date(2018, 10, 9), "Rathaus", "Neues Thema")
    assert meeting.kind_id == kind(anna, "Hilfeplangespräch")
    assert stored(TASKS, ids["task.id"]).due_on == date(2018, 12, 24)


def test_an_unedited_list_changes_nothing(cast: Cast, make_family: Make, table: Table) -> None:
    """Every cell is as it went out, with and without the hidden sheet."""
    anna = cast("anna")
    fresh(anna, table, make_family())
    before = log(anna)
    done, _batch = save(anna, edited(anna, given_out(anna, table)))
    assert (done.rows, done.table, done.same > 4) == ((), table, True)
    assert look(anna, without_sheet(anna, given_out(anna, table))).rows == ()
    assert log(anna) == before


def without_sheet(person: Person, data: bytes, changed: dict[str, object] | None = None) -> Any:
    """The list read back after somebody deleted the hidden sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    del book["FAM-Abgleich"]
    file = io.BytesIO()
    book.save(file)
    return edited(person, file.getvalue(), changed)


@pytest.mark.parametrize("sheet", [True, False])
def test_what_is_only_to_be_read_is_named(cast: Cast, make_family: Make, table: Table, sheet: bool) -> None:
    """Row, column and sentence, whether the hidden sheet is there or not; nothing of it is written."""
    anna, entity = cast("anna"), entity_of(table.model)
    fresh(anna, table, make_family())
    before, data = log(anna), given_out(anna, table)
    found = edited(anna, data, FIXED[entity]) if sheet else without_sheet(anna, data, dict(FIXED[entity]))
    done, _batch = save(anna, found)
    [row] = done.rows
    assert row.row == 3
    assert {cell.label: cell.sentence for cell in row.cells} == {
        label: f"„{label}“ kann hier nicht geändert werden." for label in FIXED[entity]
    }
    assert log(anna) == before


def test_a_stranger_gets_nothing(cast: Cast, make_family: Make, table: Table) -> None:
    """Stefan's own list is empty, and Anna's in his hands changes nothing and shows no name."""
    anna, stefan, entity = cast("anna"), cast("stefan"), entity_of(table.model)
    number = fresh(anna, table, make_family("Geheim"))
    data = given_out(anna, table)
    assert numbers(given_out(stefan, table)) == []
    with db.reading(stefan) as session:
        assert numbers(export(session, table, ids=[number])) == []
    for found in (edited(stefan, data, TYPED[entity]), without_sheet(stefan, data, TYPED[entity])):
        done, _batch = save(stefan, found)
        assert [(row.name, row.sentence, row.cells) for row in done.rows] == [
            ("", "Nicht gefunden oder nicht freigegeben.", ())
        ]
    assert stored(table, number).version == 1


@pytest.mark.parametrize("who", ["kerstin", "lena", "adam"])
def test_koordination_leitung_and_administration_get_no_content(
    cast: Cast, make_family: Make, table: Table, who: str
) -> None:
    """They read no file of the team's families, so there is nothing to go out and nothing comes back."""
    number = fresh(cast("anna"), table, make_family())
    assert numbers(given_out(cast(who), table)) == []
    save(cast(who), edited(cast(who), given_out(cast("anna"), table), TYPED[entity_of(table.model)]))
    assert stored(table, number).version == 1


@pytest.mark.parametrize("table", [MEETINGS, TASKS], ids=["meeting", "task"])
def test_what_stays_inside_stays_inside(cast: Cast, make_family: Make, table: Table) -> None:
    """Amir leads the same family, but an entry of Pro Arbeit alone is not his; a shared one is."""
    anna, amir, family = cast("anna"), cast("amir"), make_family()
    inside = fresh(anna, table, family)
    assert numbers(given_out(amir, table)) == []
    data = given_out(anna, table)
    save(amir, edited(amir, data, TYPED[entity_of(table.model)]))
    assert stored(table, inside).version == 1
    fresh(anna, table, family, confidentiality=Confidentiality.TEAM)
    done, _batch = save(amir, edited(amir, given_out(amir, table), TYPED[entity_of(table.model)]))
    assert done.count(CellOutcome.NEW, CellOutcome.CHANGED) == len(TYPED[entity_of(table.model)])


def test_a_field_of_one_institution_stays_there(cast: Cast, make_family: Make, table: Table) -> None:
    """Neither heading nor value reaches the other one, and its copy of the list changes nothing there."""
    kerstin, anna, amir = cast("kerstin"), cast("anna"), cast("amir")
    entity, family = entity_of(table.model), make_family()
    key = make(kerstin, entity, "Intern", Kind.TEXT)
    with db.transaction(kerstin) as session:
        field_making.change(session, int(key[2:]), {}, {"readers": Institution.PRO_ARBEIT})
    shared = {} if table is PERSONS else {"confidentiality": Confidentiality.TEAM}
    number = fresh(anna, table, family, extra={key: "nur hier"}, **shared)
    assert "Intern" in labels(anna, table)
    assert "Intern" not in labels(amir, table)
    done, _batch = save(amir, edited(amir, given_out(anna, table), {"Intern": "überschrieben"}))
    assert (done.rows, len(done.remarks)) == ((), 1)
    assert stored(table, number).extra == {key: "nur hier"}


def test_a_file_opened_with_a_reason_is_only_to_be_read(cast: Cast, make_family: Make, table: Table) -> None:
    """It is in Stefan's list then; the preview says already that nothing can be changed."""
    anna, stefan = cast("anna"), cast("stefan")
    number = fresh(anna, table, make_family())
    with db.transaction(stefan) as session:
        grants.open_file(session, "FAM-2017-00001", "Notfall am Wochenende")
    found = look(stefan, edited(stefan, given_out(stefan, table), TYPED[entity_of(table.model)]))
    assert {cell.sentence for row in found.rows for cell in row.cells} == {
        "Dieser Eintrag ist nur zum Lesen freigegeben."
    }
    save(stefan, edited(stefan, given_out(stefan, table), TYPED[entity_of(table.model)]))
    assert stored(table, number).version == 1


def test_what_somebody_changed_meanwhile_stays(cast: Cast, make_family: Make) -> None:
    """Both values are shown, the other cells of the line are saved."""
    anna = cast("anna")
    number = fresh(anna, MEETINGS, make_family())
    data = given_out(anna, MEETINGS)
    with db.transaction(anna) as session:
        meetings.edit(session, number, {"place": ""}, {"place": "Schule"})
    found = edited(anna, data, {"Ort": "Rathaus", "Themen": "Neu"})
    [conflict] = [cell for row in look(anna, found).rows for cell in row.cells if cell.outcome is CellOutcome.CONFLICT]
    assert (conflict.before, conflict.now, conflict.mine) == ("", "Schule", "Rathaus")
    save(anna, found)
    assert (stored(MEETINGS, number).place, stored(MEETINGS, number).topics) == ("Schule", "Neu")


def test_what_its_own_form_refuses_is_held_back_whole(cast: Cast, make_family: Make) -> None:
    """A deadline before the day of the agreement: nothing of this task is kept, not even in the log; others are."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    make(kerstin, "task", "Vorrang", Kind.TEXT)
    bad, good = fresh(anna, TASKS, family), fresh(anna, TASKS, family, text="Zweite")
    data = openpyxl.load_workbook(io.BytesIO(given_out(anna, TASKS)))
    sheet = data.worksheets[0]
    places = {str(cell.value): cell.column or 0 for cell in sheet[1]}
    for row, due in ((3, "01.10.2018"), (4, "01.12.2018")):
        sheet.cell(row, places["Fällig am"]).value = due
        sheet.cell(row, places["Vorrang"]).value = "hoch"
    file = io.BytesIO()
    data.save(file)
    before = set(log(anna))
    done, batch = save(anna, edited(anna, file.getvalue()))
    assert [outcome for _label, outcome in cells(done)] == ["error", "error", "new", "new"]
    why = "Die Frist liegt vor dem Tag, an dem die Aufgabe vereinbart wurde."
    assert {cell.label: cell.sentence for cell in done.rows[0].cells} == {
        "Fällig am": why,
        "Vorrang": f"Wartet, weil im selben Eintrag etwas nicht stimmt: {why}",
    }
    assert (stored(TASKS, bad).extra, stored(TASKS, bad).due_on) == ({}, None)
    assert (len(stored(TASKS, good).extra), stored(TASKS, good).due_on) == (1, date(2018, 12, 1))
    with db.reading(anna) as session:
        new = [one for one in session.exec(select(ChangeEntry)) if one.id not in before]
    assert {(one.record_id, one.batch) for one in new} == {(good, batch)}


def test_a_day_must_be_a_day(cast: Cast, make_family: Make) -> None:
    """A month is no deadline, and the birth of a member lies in the past."""
    anna, family = cast("anna"), make_family()
    fresh(anna, TASKS, family), fresh(anna, PERSONS, family)
    [row] = look(anna, edited(anna, given_out(anna, TASKS), {"Fällig am": "12/2018"})).rows
    assert row.cells[0].sentence.startswith("Bitte den genauen Tag angeben")
    [row] = look(anna, edited(anna, given_out(anna, PERSONS), {"Geburtsdatum": "01.01.2030"})).rows
    assert row.cells[0].outcome is CellOutcome.ERROR


def test_only_what_was_looked_for_goes_out_in_its_order(cast: Cast, make_family: Make) -> None:
    """By ids as the list shows them, persons by the families found."""
    anna, first, second = cast("anna"), make_family("Zander"), make_family("Aal")
    ids = [fresh(anna, TASKS, first), fresh(anna, TASKS, second), fresh(anna, TASKS, first)]
    people = [fresh(anna, PERSONS, first), fresh(anna, PERSONS, second)]
    with db.reading(anna) as session:
        assert numbers(export(session, TASKS, ids=[ids[2], ids[0]])) == [str(ids[2]), str(ids[0])]
        assert numbers(export(session, PERSONS, families=[first])) == [str(people[0])]
        assert numbers(export(session, PERSONS, families=[first, second])) == [str(one) for one in people]
        assert numbers(export(session, PERSONS, families=[])) == []
        assert numbers(export(session, FAMILIES, ids=[second, first])) == ["FAM-2017-00002", "FAM-2017-00001"]


def test_a_number_that_is_none(cast: Cast, make_family: Make, table: Table) -> None:
    """Whatever stands where the number was: one sentence, no trace of the database."""
    anna = cast("anna")
    fresh(anna, table, make_family())
    data = given_out(anna, table)
    for number in ("9" * 9, "9" * 20, "-1", "1.0", "٣", "1e3", "FAM-2017-00001", "0", "=1+0", "x" * 300):
        found = look(anna, edited(anna, data, {table.number: number}))
        assert [row.sentence for row in found.rows] == ["Nicht gefunden oder nicht freigegeben."]


def test_a_new_line_says_where_new_ones_come_from(cast: Cast, make_family: Make, table: Table) -> None:
    """A line without a number, and the same number twice."""
    anna = cast("anna")
    fresh(anna, table, make_family())
    book = openpyxl.load_workbook(io.BytesIO(given_out(anna, table)))
    sheet = book.worksheets[0]
    sheet.append([sheet.cell(3, 1).value, "x"])
    sheet.append([None, "x"])
    file = io.BytesIO()
    book.save(file)
    twice, unnamed = look(anna, edited(anna, file.getvalue())).rows
    assert twice.sentence == f"Diese {table.number} steht mehrfach in der Liste; es gilt die erste Zeile."
    assert unnamed.sentence == f"Die Zeile hat keine {table.number}. {table.new}"


def test_headings_alone_say_which_list_it_is(cast: Cast, make_family: Make, table: Table) -> None:
    """Saved as CSV, without anything hidden: by the column of its numbers, though every list has FAM numbers too."""
    anna, entity = cast("anna"), entity_of(table.model)
    number = fresh(anna, table, make_family())
    label = next(iter(TYPED[entity]))
    typed = TYPED[entity][label]
    said = f"{typed:%d.%m.%Y}" if isinstance(typed, date) else typed
    text = f"FAM-Nummer;{table.number};{label}\nFAM-2017-00001;{number};{said}\n"
    with db.reading(anna) as session:
        found = from_book(read_workbook("liste.csv", text.encode()), all_columns(session), secret(session))
    done, _batch = save(anna, found)
    assert (done.table, cells(done)) == (table, [(label, "changed")])
    assert done.remarks[0].startswith("Das ausgeblendete Blatt „FAM-Abgleich“ fehlt")


def test_who_is_to_do_a_task_can_be_read(cast: Cast, make_family: Make) -> None:
    """By account or by word."""
    anna, family = cast("anna"), make_family()
    fresh(anna, TASKS, family, owner_text="", owner_id=anna.account_id), fresh(anna, TASKS, family)
    sheet = openpyxl.load_workbook(io.BytesIO(given_out(anna, TASKS))).worksheets[0]
    place = next(cell.column or 0 for cell in sheet[1] if cell.value == "Wer")
    assert [sheet.cell(row, place).value for row in (3, 4)] == ["Anna", "Schule"]
