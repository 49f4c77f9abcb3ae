"""One record as it is, for what hangs on it: the team's own fields."""

from typing import TypeVar

from sqlmodel import Session, select

from fam.models import Record

R = TypeVar("R", bound=Record)


def load(session: Session, model: type[R], record_id: int) -> R | None:
    """Return a record that the person may see, else None."""
    return session.exec(select(model).where(model.id == record_id)).first()
