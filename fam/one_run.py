"""One reading session per run of a page: sections read when they are drawn, and none pays for a session of its own.

A session, its nets, its connection and its transaction cost as much as two small reads; a family's file has two dozen
sections. While `during` is open, every `reading` of the same person in the same thread gets the run's one session. What
keeps that as safe as a session each:

- it belongs to one run, one thread and one person: a fragment that runs alone, a download, a worker thread, the program
  itself (`system()`) and a service that just looks past the person's scope get their own;
- whatever writes, waits or fails lets go of it first (`let_go`): nothing that was read before a write is read after it,
  nobody holds a connection while waiting for a second one, and no transaction stays open across a wait;
- what somebody changed on a record without being able to save it is forgotten with the block;
- the end of the run closes it, however the run ends: done, stopped, restarted or broken.

What a run reads is one state of the database (on SQLite to the row, on PostgreSQL to the statement).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import get_ident

from sqlmodel import Session

from fam.person import Person

Open = Callable[[Person], Session]


class Run:
    """One run of a page; its session is made by the first section that reads."""

    def __init__(self, person: Person) -> None:
        self._person, self._thread, self._inside = person, get_ident(), 0
        self._session: Session | None = None

    def here(self) -> bool:
        """Return whether this is the run's own thread: a context may have been copied to another one."""
        return self._thread == get_ident()

    def serves(self, person: Person) -> bool:
        """Return whether the run's session sees exactly what this person may see."""
        elevated = self._session is not None and self._session.info.get("elevated")
        return not elevated and person == self._person

    @contextmanager
    def reading(self, opened: Open) -> Iterator[Session]:
        """Give the run's session to one section; inside another one's block it is the same."""
        if self._session is None:
            self._session = opened(self._person)
        session, self._inside = self._session, self._inside + 1
        try:
            yield session
        except BaseException:
            self.let_go()  # a failed statement ends a transaction
            raise
        finally:
            self._inside -= 1
            if session.new or session.dirty or session.deleted:
                self.let_go()

    def let_go(self) -> None:
        """Give the connection back and forget what was read; the session begins anew with its next statement."""
        if self._session is not None:
            self._session.close()
            self._session.info.update(may={}, fields_seen={}, fields_read={})

    @property
    def session(self) -> Session | None:
        """The run's session, if a section has read already and nothing looks past the person's scope."""
        return self._session if self.serves(self._person) else None

    @property
    def idle(self) -> bool:
        """Whether no section is in the middle of reading."""
        return self._inside == 0


_RUN: ContextVar[Run | None] = ContextVar("fam_run", default=None)


def current() -> Run | None:
    """Return the run that this code belongs to, or None."""
    run = _RUN.get()
    return run if run is not None and run.here() else None


@contextmanager
def during(person: Person) -> Iterator[None]:
    """Let everything that is drawn for this person meanwhile read with one session."""
    run = Run(person)
    token = _RUN.set(run)
    try:
        yield
    finally:
        _RUN.reset(token)
        run.let_go()


def let_go() -> None:
    """Before a write or a wait: let the run's session, if there is one, begin anew afterwards."""
    if (run := current()) is not None:
        run.let_go()
