"""Indexes of runtime fields: the statement that is really sent is answered by them, on both databases."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import func, select

from fam import boot, db
from fam.errors import IllegalStep, InvalidForm
from fam.fields import indexes, sql
from fam.fields.registry import field_by_key
from fam.fields.spec import FieldSpec, Kind
from fam.models import Member
from fam.person import Person, system
from fam.rules.terms import Institution
from fam.services import field_making, records
from fam.services.field_making import FieldDraft

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


def make(person: Person, kind: Kind, label: str = "Feld", **settings: Any) -> str:
    """Make a field of members with these settings; return its key."""
    with db.transaction(person) as session:
        row = field_making.make(session, FieldDraft("member", label, kind, "Eins\nZwei\nDrei"))
        if settings:
            field_making.change(session, row.id or 0, {}, settings)
        return row.key


def member(person: Person, family: int, **values: object) -> int:
    """Add a member as a form does."""
    with db.transaction(person) as session:
        return records.add(session, Member(family_id=family, first_name="Mia"), dict(values)).id or 0


def field(key: str) -> FieldSpec:
    """Return a field as the program itself sees it."""
    with db.reading(system()) as session:
        found = field_by_key(session, key)
    assert found
    return found


def plan(condition: Callable[[Any], Any]) -> str:
    """Return the database's plan for counting members under a condition, out of the statement that is sent."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        sent.append((statement, values))

    with db.reading(system()) as session:
        wanted = select(func.count()).select_from(Member).where(condition(session))
        event.listen(db.engine(), "before_cursor_execute", note)
        try:
            session.exec(wanted).one()
        finally:
            event.remove(db.engine(), "before_cursor_execute", note)
    statement, values = sent[-1]
    with db.engine().connect() as connection:
        if connection.dialect.name == "sqlite":
            return str(connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, values).fetchall())
        connection.execute(sa.text("SET enable_seqscan = off"))
        return str(connection.exec_driver_sql("EXPLAIN " + statement, values).fetchall())


VALUES: dict[Kind, Any] = {
    Kind.TEXT: "blau", Kind.INTEGER: 7, Kind.MONEY: 12, Kind.DATE: "2018-01-01", Kind.BOOLEAN: True, Kind.CHOICE: 1,
}  # fmt: skip


@pytest.mark.parametrize("unique", [False, True])
def test_an_indexed_field_is_found_by_its_index(cast: Cast, unique: bool) -> None:
    """Whatever its kind: equal and from-to name the index in the plan."""
    kerstin = cast("kerstin")
    for kind, value in VALUES.items():
        if unique and kind is Kind.BOOLEAN:
            continue  # never unique
        settings = {"is_unique": True, "readers": Institution.PRO_ARBEIT} if unique else {"indexed": True}
        key = make(kerstin, kind, kind.label, **settings)
        name = f"{'uq' if unique else 'ix'}_x_member_{key}"
        spec = field(key)
        assert name in plan(lambda session: sql.equals(session, Member, spec, value)), kind  # noqa: B023 at once
        assert name in plan(lambda session: sql.between(session, Member, spec, value, value)), kind  # noqa: B023


def test_what_charts_divide_by_has_an_index_on_sqlite(cast: Cast) -> None:
    """From the first day, until charts no longer offer it; PostgreSQL groups fast enough without."""
    kerstin = cast("kerstin")
    key, sqlite = make(kerstin, Kind.CHOICE), db.engine().dialect.name == "sqlite"
    name = f"ix_x_member_{key}"
    assert (name in plan(lambda session: sql.equals(session, Member, field(key), 1))) is sqlite
    with db.transaction(kerstin) as session:
        field_making.change(session, int(key[2:]), {}, {"in_charts": False})
    with db.engine().connect() as connection:
        assert name not in indexes.existing(connection)


def test_several_choices_share_one_index(cast: Cast) -> None:
    """On PostgreSQL "contains" is answered by one index per table; SQLite has none for it."""
    spec = field(make(cast("kerstin"), Kind.CHOICES, indexed=True))
    found = plan(lambda session: sql.equals(session, Member, spec, 1))
    assert ("ix_x_member_extra" in found) is (db.engine().dialect.name == "postgresql")


def test_every_start_brings_lost_indexes_back(cast: Cast) -> None:
    """A rebuilt table loses them on SQLite; those that nobody wants any more go."""
    key = make(cast("kerstin"), Kind.TEXT, indexed=True)
    with db.engine().begin() as connection:
        assert indexes.reconcile(connection) == []
        connection.execute(sa.text(f"DROP INDEX ix_x_member_{key}"))
        connection.execute(sa.text("CREATE INDEX ix_x_member_f_999 ON member (first_name)"))
    boot.ensure_database()
    with db.engine().begin() as connection:
        assert list(indexes.existing(connection)) == [f"ix_x_member_{key}"]


def test_doubles_refuse_unique_and_are_named(cast: Cast, make_family: Make) -> None:
    """Only where the person may read them: Koordination reads no members, so it is told how many."""
    kerstin, anna, family = cast("kerstin"), cast("anna"), make_family()
    key = make(kerstin, Kind.TEXT)
    for value in ("A1", "A1", "B2"):
        member(anna, family, **{key: value})
    with db.transaction(kerstin) as session, pytest.raises(IllegalStep) as refused:
        field_making.change(session, int(key[2:]), {}, {"is_unique": True, "readers": Institution.PRO_ARBEIT})
    assert "A1" not in str(refused.value)
    assert "1 Wert in 2 Einträgen" in str(refused.value)
    for number in (make_family("Zwei"), make_family("Drei")):
        member(anna, number, **{key: "A1"})
    with db.transaction(kerstin) as session, pytest.raises(IllegalStep) as refused:
        field_making.change(session, int(key[2:]), {}, {"is_unique": True, "readers": Institution.PRO_ARBEIT})
    assert "„A1“ steht in 4 Einträgen." in refused.value.blockers


def test_the_database_lets_no_double_in(cast: Cast, make_family: Make) -> None:
    """Also where nobody could see the other record: the sentence stands at the field."""
    key = make(cast("kerstin"), Kind.TEXT, is_unique=True, readers=Institution.PRO_ARBEIT)
    first, second = make_family("Eins", leads=("anna",)), make_family("Zwei", leads=("stefan",))
    member(cast("anna"), first, **{key: "A1"})
    member(cast("anna"), first)
    with pytest.raises(InvalidForm) as refused:
        member(cast("stefan"), second, **{key: "A1"})
    assert refused.value.fields == {key: indexes.TWICE}
    member(cast("stefan"), second, **{key: "A2"})


def test_two_at_the_same_moment_make_no_double(cast: Cast, make_family: Make) -> None:
    """Whoever comes second reads the sentence at the field; one record has the value."""
    key, anna = make(cast("kerstin"), Kind.TEXT, is_unique=True, readers=Institution.PRO_ARBEIT), cast("anna")
    families, start, told = [make_family("Eins"), make_family("Zwei")], Barrier(2), []

    def write(family: int) -> None:
        start.wait(30)
        try:
            with db.transaction(anna) as session:
                records.add(session, Member(family_id=family, first_name="Mia"), {key: "A1"})
        except InvalidForm as error:
            told.append(error.fields)

    threads = [Thread(target=write, args=(family,)) for family in families]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert told == [{key: indexes.TWICE}]
    with db.reading(system()) as session:
        spec = field_by_key(session, key)
        assert spec
        assert len(session.exec(select(Member.id).where(sql.equals(session, Member, spec, "A1"))).all()) == 1
