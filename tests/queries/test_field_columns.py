"""Fields as columns: one query per table for the shown page, sorted in SQL, empty where one does not read."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from fam import db
from fam.fields.encoding import put
from fam.fields.spec import FieldSpec, Kind
from fam.models import Family, FamilyDetail, ListItem, Meeting, Task
from fam.person import Person
from fam.queries import families, meetings, tasks
from fam.queries.families import Search
from fam.queries.field_filters import FieldFilter
from fam.queries.meetings import MeetingSearch
from fam.queries.tasks import TaskSearch, Which
from fam.rules.terms import Institution, ListName
from tests.queries.test_field_filters import by, field, write
from tests.support.databases import sent

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def find(person: Person, **search: Any) -> Sequence[families.FamilyRow]:
    """Return one page of families."""
    with db.reading(person) as session:
        return families.find(session, Search(**search)).rows


def test_values_of_the_page_come_with_one_query_per_table(cast: Cast, make_family: Make) -> None:
    """As many statements for three families as for one, and without fields as many as ever."""
    kerstin, anna = cast("kerstin"), cast("anna")
    debts = field(kerstin, FamilyDetail, "Schulden", Kind.MONEY)
    kita = field(kerstin, Family, "Kita", Kind.CHOICE, "Nord\nSüd")
    lead = field(kerstin, FamilyDetail, "Pate", Kind.PERSON)
    first = make_family("Kaya")
    write(FamilyDetail, first, (debts, Decimal("1250.50")), (lead, anna.account_id))
    write(Family, first, (kita, next(iter(kita.labels))))
    columns = (debts.key, kita.key, lead.key, "received_on", "source_id", "family_detail.interpreter")
    find(anna, columns=columns)  # the registry is read once per process
    with sent() as of_one:
        [row] = find(anna, columns=columns)
    assert (row.more[debts.key], row.more[kita.key], row.more[lead.key]) == (Decimal("1250.5"), "Nord", "Anna")
    assert row.more["received_on"] == date(2017, 3, 1)
    assert isinstance(row.more["source_id"], str)
    assert row.more["family_detail.interpreter"] is None
    make_family("Lang")
    make_family("Muster")
    with sent() as of_three:
        assert [row.more[debts.key] for row in find(anna, columns=columns)] == [Decimal("1250.5"), None, None]
    with sent() as plain:
        assert all(row.more == {} for row in find(anna))
    assert len(of_three) == len(of_one) == len(plain) + 5  # two tables, the version of their fields once; names
    assert len(plain) == 4  # how many, the page, who leads, towns: as before there were fields


def test_sorting_by_a_field_leaves_the_empty_last(cast: Cast, make_family: Make) -> None:
    """Numbers by size, choices in their order, dates by day; both ways; in SQL, so the page is the right one."""
    kerstin, anna = cast("kerstin"), cast("anna")
    debts = field(kerstin, FamilyDetail, "Schulden", Kind.MONEY)
    stage = field(kerstin, Family, "Stufe", Kind.CHOICE, "zuerst\ndann\nzuletzt")
    one, two, three = stage.labels
    for name, amount, code in (("A", 900, three), ("B", 10000, one), ("C", None, None), ("D", -5, two)):
        family = make_family(name)
        write(FamilyDetail, family, (debts, amount))
        write(Family, family, (stage, code))
    for key, up, down in ((debts.key, "DABC", "BADC"), (stage.key, "BDAC", "ADBC")):
        assert "".join(row.name for row in find(anna, sort=key)) == up
        assert "".join(row.name for row in find(anna, sort=key, descending=True)) == down
    assert [row.name for row in find(anna, sort=debts.key, size=1, page=2)] == ["A"]
    assert [row.name for row in find(anna, sort="f_999")] == ["A", "B", "C", "D"]
    assert [row.name for row in find(kerstin, sort=debts.key)] == ["A", "B", "C", "D"], "no order to infer from"


def test_the_list_shows_and_finds_only_what_one_reads(cast: Cast, make_family: Make) -> None:
    """Kerstin sees the head's field and nothing of the file, by its filter either; Lena has no list."""
    kerstin = cast("kerstin")
    debts = field(kerstin, FamilyDetail, "Schulden", Kind.MONEY)
    kita = field(kerstin, Family, "Kita", Kind.TEXT)
    family = make_family("Kaya")
    write(FamilyDetail, family, (debts, Decimal(5)))
    write(Family, family, (kita, "Nord"))
    columns, above = (debts.key, kita.key), (by(debts, low=Decimal(1)),)
    assert [dict(row.more) for row in find(cast("anna"), columns=columns, filters=above)] == [
        {kita.key: "Nord", debts.key: Decimal(5)}
    ]
    assert [dict(row.more) for row in find(kerstin, columns=columns)] == [{kita.key: "Nord"}]
    for name in ("kerstin", "stefan", "lena"):
        person = cast(name)
        assert (find(person, filters=above), find(person, text="kaya", filters=above)) == ((), ())
    assert find(cast("lena"), columns=columns) == ()


def test_a_filter_and_its_page_stay_in_sql(cast: Cast, make_family: Make) -> None:
    """The statement that reads families has the field, the order and the limit in it."""
    debts = field(cast("kerstin"), FamilyDetail, "Schulden", Kind.MONEY)
    make_family("Kaya")
    with sent() as statements:
        find(cast("anna"), filters=(by(debts, low=Decimal(1)),), sort=debts.key)
    [listed] = [one for one in statements if "ORDER BY" in one and debts.key in one]
    assert "WHERE" in listed
    assert "LIMIT" in listed


def _meetings_and_tasks(family: int, meeting: FieldSpec, task: FieldSpec) -> None:
    with db.program() as session:
        kind = session.exec(select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND)).first() or 0
        for day, minutes in ((1, 30), (2, 90), (3, None)):
            common: dict[str, Any] = {
                "family_id": family,
                "institution": Institution.PRO_ARBEIT,
                "event_on": date(2018, 5, day),
            }
            held, todo = Meeting(kind_id=kind, **common), Task(text=f"Aufgabe {day}", **common)
            put(held, [meeting], {meeting.key: minutes})
            put(todo, [task], {task.key: f"{minutes} Minuten" if minutes else None})
            session.add_all([held, todo])


def test_meetings_and_tasks_know_their_fields(cast: Cast, make_family: Make) -> None:
    """Filtered, counted, sorted and shown; for those who read the entries."""
    kerstin, anna = cast("kerstin"), cast("anna")
    minutes = field(kerstin, Meeting, "Dauer", Kind.INTEGER)
    text = field(kerstin, Task, "Wie lange", Kind.TEXT)
    _meetings_and_tasks(make_family("Kaya"), minutes, text)
    long: tuple[FieldFilter, ...] = (by(minutes, low=60),)
    with db.reading(anna) as session:
        rows, total = meetings.past(session, MeetingSearch(filters=long, columns=(minutes.key,)))
        assert (total, [row.more[minutes.key] for row in rows]) == (1, [90])
        rows, total = meetings.past(session, MeetingSearch(), sort=minutes.key, descending=True)
        assert [row.event_on.day for row in rows] == [2, 1, 3]
        found = by(text, text="90 MIN")
        search = TaskSearch(Which.FAMILIES, filters=(found,), columns=(text.key,))
        assert [row.more[text.key] for row in tasks.find(session, search)] == ["90 Minuten"]
        assert tasks.count(session, filters=(found,))[Which.FAMILIES] == 1
        backwards = TaskSearch(Which.FAMILIES, sort=text.key, descending=True)
        assert [row.event_on.day for row in tasks.find(session, backwards)] == [2, 1, 3]
    with db.reading(cast("amir")) as session:
        assert meetings.past(session, MeetingSearch(filters=long)) == ([], 0)
