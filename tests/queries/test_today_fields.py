"""What fields ask of today: what is missing in one's own families, and which trial is to be decided."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event
from sqlmodel import select

from fam import db
from fam.fields.registry import runtime_fields
from fam.fields.spec import Kind
from fam.models import FamilyDetail, Member
from fam.person import Person
from fam.queries import today_fields
from fam.rules.terms import RequiredMode, Status
from fam.services import field_making, records
from fam.services.field_making import FieldDraft
from fam.ui import today_fields as ui

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def make(person: Person, entity: str, label: str, mode: RequiredMode = RequiredMode.ALL, options: str = "") -> str:
    kind = Kind.CHOICE if options else Kind.TEXT
    with db.transaction(person) as session:
        row = field_making.make(session, FieldDraft(entity, label, kind, options))
        field_making.change(session, row.id or 0, {}, {"required": mode})
        return row.key


def missing(person: Person) -> list[tuple[str, int, int, tuple[str, ...]]]:
    with db.reading(person) as session:
        return [(one.field.label, one.records, one.families, one.numbers) for one in today_fields.to_complete(session)]


def test_what_all_must_have_is_missing_until_it_is_there(cast: Cast, make_family: Make) -> None:
    """Counted in one's own running families only; what is asked "from now on" is not asked of the old."""
    kerstin, anna = cast("kerstin"), cast("anna")
    first, _second = make_family("Alt"), make_family("Berg")
    make_family("Fremd", leads=("stefan", "amir")), make_family("Zu", status=Status.CLOSED)
    with db.transaction(anna) as session:
        for name in ("Mia", "Ben"):
            records.add(session, Member(family_id=first, first_name=name))
    key = make(kerstin, "family_detail", "Schule")
    make(kerstin, "member", "Kita")
    make(kerstin, "family_detail", "Neu", RequiredMode.NEW)
    numbers = ("FAM-2017-00001", "FAM-2017-00002")
    assert missing(anna) == [("Schule", 2, 2, numbers), ("Kita", 2, 1, numbers[:1])]
    assert missing(cast("stefan")) == [("Schule", 1, 1, ("FAM-2017-00003",))]
    assert missing(kerstin) == []
    with db.transaction(anna) as session:
        detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == first)).one()
        records.edit(session, FamilyDetail, detail.id or 0, {}, {key: "ja"})
    assert missing(anna)[0] == ("Schule", 1, 1, numbers[1:])


def test_what_is_hidden_is_not_missing(cast: Cast, make_family: Make) -> None:
    """A field that hangs on another is asked for only where it is shown."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    school = make(kerstin, "family_detail", "Schule", RequiredMode.NEVER, "Ja\nNein")
    degree = make(kerstin, "family_detail", "Abschluss")
    with db.reading(anna) as session:
        [yes, _no] = next(one for one in runtime_fields(session, FamilyDetail) if one.key == school).labels
    with db.transaction(kerstin) as session:
        field_making.change(session, int(degree[2:]), {}, {"shown_when": {"key": school, "values": [yes]}})
    assert missing(anna) == []
    with db.transaction(anna) as session:
        detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family)).one()
        records.edit(session, FamilyDetail, detail.id or 0, {}, {school: yes})
    assert [label for label, *_ in missing(anna)] == ["Abschluss"]


def test_a_trial_is_decided_on_its_day(cast: Cast) -> None:
    """By those who make fields, not before, and not once it is published."""
    kerstin = cast("kerstin")
    ids = []
    for label, day in (("Heute", date(2018, 10, 15)), ("Morgen", date(2018, 10, 16))):
        draft = FieldDraft("member", label, Kind.TEXT, trial=True, purpose="Hilft es?", review_on=day)
        with db.transaction(kerstin) as session:
            ids.append(field_making.make(session, draft).id or 0)
    for name, expected in (("kerstin", ["Heute"]), ("adam", ["Heute"]), ("anna", []), ("lena", [])):
        with db.reading(cast(name)) as session:
            assert [one.label for one in today_fields.trials_to_decide(session)] == expected
    [_, decide] = ui.groups(kerstin)
    assert [(line.title, line.detail, line.href) for line in decide.lines] == [
        ("Erprobung entscheiden: Heute", "Hilft es?", "felder")
    ]
    with db.transaction(kerstin) as session:
        field_making.publish(session, ids[0])
    with db.reading(kerstin) as session:
        assert today_fields.trials_to_decide(session) == []


def test_nothing_is_asked_where_there_is_no_such_field(cast: Cast, make_family: Make) -> None:
    """Only the version of the fields is read."""
    make_family()
    make(cast("kerstin"), "member", "Kita", RequiredMode.NEVER)
    anna = cast("anna")
    missing(anna)  # now the process knows the fields
    statements: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine(), "before_cursor_execute", heard)
    try:
        assert missing(anna) == []
    finally:
        event.remove(db.engine(), "before_cursor_execute", heard)
    assert statements
    assert all(one == "BEGIN" or "FROM data_version" in one for one in statements)


def test_one_family_opens_and_several_open_the_list(cast: Cast, make_family: Make) -> None:
    """The line says what is missing, where, and how often."""
    make_family("Alt")
    make(cast("kerstin"), "family_detail", "Schule")
    [gaps, _trials] = ui.groups(cast("anna"))
    assert [(line.id, line.title, line.detail) for line in gaps.lines] == [
        ("family:FAM-2017-00001", "Schule", "fehlt bei 1 Familie: FAM-2017-00001")
    ]
    make_family("Berg")
    [gaps, _trials] = ui.groups(cast("anna"))
    assert [(line.id.partition(":")[0], line.detail) for line in gaps.lines] == [
        ("families", "fehlt bei 2 Familien: FAM-2017-00001, FAM-2017-00002")
    ]
