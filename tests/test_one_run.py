"""One reading session per run of a page, and never one too long, too wide or too old."""

import contextvars
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from threading import Thread

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from fam import db, one_run
from fam.models import Family, Note
from fam.person import Person, system
from fam.rules.terms import Confidentiality, Institution

Cast = Callable[[str], Person]
Make = Callable[..., int]


@pytest.fixture(autouse=True)
def database(both_databases: str) -> str:
    """On SQLite and on PostgreSQL."""
    return both_databases


@contextmanager
def counted() -> Iterator[list[str]]:
    """Give the list that grows by one with each transaction that begins."""
    begun: list[str] = []

    def note(_connection: sa.Connection) -> None:
        begun.append("begin")

    sa.event.listen(db.engine(), "begin", note)
    try:
        yield begun
    finally:
        sa.event.remove(db.engine(), "begin", note)


def names(session: Session) -> list[str]:
    """Return the names of the families that a session sees."""
    return list(session.exec(select(Family.name).order_by(Family.name)))


def in_use() -> int:
    """Return how many connections are out of the pool."""
    pool = db.engine().pool
    assert isinstance(pool, sa.QueuePool)
    return pool.checkedout()


def test_sections_share_one_session_of_one_transaction(cast: Cast, make_family: Make) -> None:
    """Two readings side by side and one inside the other are the same session; outside a run each is its own."""
    make_family("Kaya")
    anna = cast("anna")
    with db.reading(anna) as first, db.reading(anna) as second:
        assert first is not second
    with counted() as begun, one_run.during(anna):
        with db.reading(anna) as first:
            assert names(first) == ["Kaya"]
            with db.reading(anna) as inside:
                assert inside is first
                assert db.data_version() > 0
        with db.reading(anna) as second:
            assert second is first
            assert names(second) == ["Kaya"]
    assert len(begun) == 1


@pytest.mark.parametrize("ending", [None, ValueError, SystemExit, GeneratorExit])
def test_the_end_of_the_run_gives_the_connection_back(
    cast: Cast, make_family: Make, ending: type[BaseException] | None
) -> None:
    """However it ends: also by what Streamlit raises to stop a script (no Exception), in a section or between two."""
    make_family("Kaya")
    anna, before = cast("anna"), in_use()
    for inside in (True, False):
        expected = pytest.raises(ending) if ending else nullcontext()
        with expected, one_run.during(anna):
            with db.reading(anna) as session:
                names(session)
                if ending and inside:
                    raise ending
            assert in_use() == before + 1
            if ending:
                raise ending
        assert in_use() == before
        assert one_run.current() is None


def test_what_was_written_in_the_run_is_read_in_the_run(cast: Cast, make_family: Make) -> None:
    """A save in the middle, even of a record that a section still holds: the next reading has the new value."""
    family_id = make_family("Kaya")
    anna = cast("anna")
    with one_run.during(anna):
        with db.reading(anna) as session:
            held = session.exec(select(Family)).one()
        before = db.data_version()
        with db.transaction(anna) as writing:  # `program` reads as the program first, which lets go by itself
            writing.exec(select(Family).where(Family.id == family_id)).one().name = "Kaya-Neu"
        with db.reading(anna) as session:
            assert session.exec(select(Family)).one().name == "Kaya-Neu"
        assert held.name == "Kaya"
        assert db.data_version() == before + 1


def test_a_write_holds_no_second_connection(cast: Cast, make_family: Make) -> None:
    """Who waits for a connection holds none: else all could wait for each other."""
    make_family("Kaya")
    anna, before = cast("anna"), in_use()
    with one_run.during(anna):
        with db.reading(anna) as session:
            names(session)
        with db.transaction(anna) as writing:
            names(writing)
            assert in_use() == before + 1
        with db.reading(anna) as session:
            names(session)
        with db.reading(system()) as other:
            names(other)
            assert in_use() == before + 1


def test_the_session_is_nobody_elses(cast: Cast, make_family: Make) -> None:
    """Another person, the program, and another thread with a copy of the context get sessions of their own."""
    family_id = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        session.add(Note(family_id=family_id, text="nur für uns", author_id=cast("anna").account_id,
                         institution=Institution.PRO_ARBEIT, event_on=cast("anna").today,
                         confidentiality=Confidentiality.INSTITUTION))  # fmt: skip
    anna, amir, found = cast("anna"), cast("amir"), []

    def elsewhere() -> None:
        with db.reading(anna) as session:
            found.append(session)

    with one_run.during(anna), db.reading(anna) as mine:
        assert len(mine.exec(select(Note)).all()) == 1
        with db.reading(amir) as other, db.reading(system()) as program:
            assert len({id(one) for one in (mine, other, program)}) == 3
            assert other.exec(select(Note)).all() == []
        thread = Thread(target=contextvars.copy_context().run, args=(elsewhere,))
        thread.start()
        thread.join()
        assert found[0] is not mine


def test_what_a_service_looked_at_past_the_scope_stays_there(cast: Cast, make_family: Make) -> None:
    """While a service looks further, a section beside it does not; afterwards nothing of it is left in the session."""
    make_family("Kaya")
    stefan = cast("stefan")
    with one_run.during(stefan), db.reading(stefan) as session:
        with db.elevated(session):
            seen = session.exec(select(Family)).one()
            with db.reading(stefan) as inside:
                assert inside is not session
                assert names(inside) == []
        assert names(session) == []
        assert session.get(Family, seen.id) is None


def test_what_a_section_changed_without_saving_is_forgotten(cast: Cast, make_family: Make) -> None:
    """A reading that tries something out on a record leaves the next section the record as it is."""
    make_family("Kaya")
    anna = cast("anna")
    with one_run.during(anna):
        with db.reading(anna) as session:
            tried = session.exec(select(Family)).one()
            tried.name = "Versuch"
        with db.reading(anna) as session:
            assert session.exec(select(Family)).one().name == "Kaya"


def test_a_failed_section_fails_alone(cast: Cast, make_family: Make) -> None:
    """After a statement that the database refused the run goes on: PostgreSQL would answer nothing any more."""
    make_family("Kaya")
    anna = cast("anna")
    with one_run.during(anna):
        with pytest.raises(sa.exc.DBAPIError), db.reading(anna) as session:
            session.connection().execute(sa.text("SELECT nothing FROM nowhere"))
        with db.reading(anna) as session:
            assert names(session) == ["Kaya"]
