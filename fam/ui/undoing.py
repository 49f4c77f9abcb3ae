"""One thing a person does, and the way back: `Undoable` remembers which transaction it was."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from fam import db
from fam.person import Person
from fam.services import changes


class Undoable:
    """Use it as `with told("Gespeichert.", form, undo=step.undo), step.transaction() as session:`."""

    def __init__(self, person: Person, source: str = "form") -> None:
        self.person, self.source, self.batch, self.changed = person, source, "", False

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open the transaction, as `db.transaction` does, and remember it."""
        with db.transaction(self.person, self.source) as session:
            self.batch = session.info["batch"]
            yield session
            session.flush()
            self.changed = bool(session.info.get("changed"))

    def undo(self) -> None:
        """Take it back; raises IllegalStep when something newer builds on it. What changed nothing is no step."""
        if not self.changed:
            return
        with db.transaction(self.person) as session:
            changes.undo(session, self.batch)
