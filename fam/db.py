"""The database: engine, the sessions that know who asks, and the transaction around one thing a person does."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session, create_engine

from fam import clock, config, one_run, outages
from fam.errors import Busy, InvalidForm, Overtaken
from fam.fields import indexes
from fam.guards import install
from fam.models import DataVersion, now
from fam.person import Person, system

LOCK = 0x46414D  # any fixed number: who holds it migrates or fills, all others wait
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON")
REACHED_WITHIN = 5  # seconds; a server that is away must not keep people waiting for minutes
PATIENCE = 15.0  # seconds that a save waits for other writers; see `Busy`
_together: ContextVar[Callable[[Session], None] | None] = ContextVar("together", default=None)
TOOK_TOO_LONG = ("SQLITE_BUSY", "55P03", "40P01")  # PostgreSQL: lock not available, deadlock


@lru_cache(maxsize=32)
def engine_for(url: str, use: str = "") -> Engine:
    """Return the engine of a database URL, made once per process and use; each has connections of its own.

    Figures are often asked for in the middle of a session. Out of the same pool, whoever holds a first connection and
    waits for a second one could wait for others who do the same.
    """
    if not url.startswith("sqlite"):  # both uses in two processes: less than PostgreSQL's usual 100 connections
        size, more = (5, 10) if use else (10, 20)
        engine = create_engine(
            url,
            pool_size=size,
            max_overflow=more,
            pool_pre_ping=True,
            pool_recycle=1800,
            hide_parameters=True,
            connect_args={"connect_timeout": REACHED_WITHIN},
        )
        event.listen(engine, "begin", _wait_only_so_long)
        return engine
    if (path := sa.make_url(url).database) and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    return _as_we_use_it(create_engine(url, pool_size=10, max_overflow=30, hide_parameters=True))


def in_memory() -> Engine:
    """Return a new, empty SQLite database that is nowhere on a disk; gone when its engine is disposed."""
    return _as_we_use_it(create_engine("sqlite://", poolclass=sa.StaticPool, hide_parameters=True))


def _as_we_use_it(engine: Engine) -> Engine:
    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves
        cursor = raw.cursor()
        for pragma in PRAGMAS:
            cursor.execute("PRAGMA " + pragma)
        cursor.execute(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # A deferred write would fail with "database is locked" in spite of the timeout.
        writes = connection.get_execution_options().get("fam_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _wait_only_so_long(connection: sa.Connection) -> None:
    """PostgreSQL: a save waits for a lock as long as one on SQLite does; who only reads waits until it is gone."""
    if connection.get_execution_options().get("fam_patient"):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(PATIENCE * 1000)}")


def engine() -> Engine:
    """Return the engine of the database in use."""
    return engine_for(config.database_url())


def _session(person: Person, *, write: bool) -> Session:
    bind = engine().execution_options(fam_write=True, fam_patient=True) if write else engine()
    session = Session(bind, expire_on_commit=False, autoflush=write)
    session.info.update(person=person, batch=str(uuid.uuid4()), source="form", created=set(), may={},
                        fields_seen={}, fields_read={})  # fmt: skip
    return install(session)


@contextmanager
def reading(person: Person) -> Iterator[Session]:
    """Give a session that sees what the person may see; nothing can be saved with it.

    In a run of a page all readings of its person are one session: see `fam.one_run`.
    """
    run = one_run.current()
    if run is not None and run.serves(person):
        with outages.told(), run.reading(_reader) as session:
            yield session
        return
    if run is not None and run.idle:
        run.let_go()  # who holds a connection and waits for a second one could wait for others who do the same
    with outages.told(), _reader(person) as session:
        yield session


def _reader(person: Person) -> Session:
    session = _session(person, write=False)
    session.info["read_only"] = True
    return session


@contextmanager
def transaction(person: Person, source: str = "form") -> Iterator[Session]:
    """Give a session for one thing the person does: committed at the end, or nothing of it if anything raises.

    Raises Overtaken if somebody else changed one of its rows in the same moment, Busy if others write too long. No
    `st.*` call inside: Streamlit ends scripts by raising, which would roll back silently.
    """
    one_run.let_go()
    with outages.told(), _session(person, write=True) as session:
        session.info["source"] = source
        try:
            with session.begin():
                yield session
                session.flush()
                if write := _together.get():
                    write(session)
                    session.flush()
                if session.info.get("changed"):
                    raise_version(session, fields=bool(session.info.get("fields_changed")))
        except IntegrityError as error:  # two wrote the same value of a unique field at the same moment
            if key := indexes.doubled(error):
                raise InvalidForm({key: indexes.TWICE}) from None
            raise
        except OperationalError as error:
            if took_too_long(error):
                raise Busy from None
            raise
        except StaleDataError:  # PostgreSQL: two wrote the same row at the same moment; SQLite makes writers queue
            raise Overtaken from None


@contextmanager
def together(write: Callable[[Session], None]) -> Iterator[None]:
    """Within the block every transaction does this too before it ends: both are saved, or neither."""
    token = _together.set(write)
    try:
        yield
    finally:
        _together.reset(token)


def took_too_long(error: OperationalError) -> bool:
    """Return whether a statement failed only since others held what it needs."""
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or ""
    return code.startswith(TOOK_TOO_LONG)


@contextmanager
def elevated(session: Session) -> Iterator[Session]:
    """Look and write past the person's own scope within one service, e.g. to hand over a leaving colleague's cases.

    Only the services named in tests/test_architecture.py may use it; the change log still names the person.
    """
    session.info["elevated"] = True
    try:
        yield session
        session.flush()
    finally:
        session.info["elevated"] = False
        if session.info.get("read_only"):
            session.expunge_all()  # the next section, in the person's own scope, finds nothing of it


@contextmanager
def statistics() -> Iterator[Session]:
    """Give the statistics scope: it reads all cases and returns counts only. For fam/figures alone."""
    counting = engine_for(config.database_url(), "statistics")
    with outages.told(), Session(counting, expire_on_commit=False, autoflush=False) as session:
        session.info.update(person=system(), statistics=True, read_only=True, created=set(), may={})
        yield install(session)


def raise_version(session: Session, *, fields: bool = False) -> None:
    """Raise the data version: last act of every writing transaction, so that the row is locked only briefly.

    `fields`: the version of the fields moves too, since one was made or changed.
    """
    raised: Any = (
        sa.update(DataVersion)
        .where(sa.literal_column("id") == 1)
        .values(
            version=sa.literal_column("version") + 1,
            fields=sa.literal_column("fields") + int(fields),
            changed_at=now(),
        )
        .returning(sa.literal_column("fields"))
    )
    found = session.connection().execute(raised).scalar_one()
    known = session.info["fields_seen"].values()
    if session.info.get("extended") and not fields and any(version != found for version in known):
        raise Overtaken  # a field changed since its values were read for this: maybe they no longer fit its kind


def data_version() -> int:
    """Return the number that moves with every change; the only question an idle dashboard asks."""
    asked = sa.text("SELECT version FROM data_version WHERE id = 1")
    run = one_run.current()
    with outages.told():
        if run is not None and run.session is not None:
            return int(run.session.connection().execute(asked).scalar_one())
        with engine().connect() as connection:
            return int(connection.execute(asked).scalar_one())


@contextmanager
def program(source: str = "system") -> Iterator[Session]:
    """Give a writing session for the program itself (command line, log-in), on the database's own today."""
    with reading(system()) as session:
        today = clock.today(session)
    with transaction(system(today), source) as session:
        yield session


def alone(session: Session) -> None:
    """Let no other process be here until this transaction ends: for what is done once per database, at start."""
    if session.connection().dialect.name == "postgresql":  # SQLite lets one writer in anyway
        session.connection().execute(sa.text("SET LOCAL lock_timeout = 0"))  # a migration may take its time
        session.connection().execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def next_in_year(session: Session, year: int) -> int:
    """Return the next running number of a year, starting at 1; concurrent callers never get the same."""
    statement = sa.text(
        "INSERT INTO number_counter (year, last) VALUES (:year, 1)"
        " ON CONFLICT (year) DO UPDATE SET last = number_counter.last + 1 RETURNING last"
    )
    return int(session.connection().execute(statement, {"year": year}).scalar_one())
