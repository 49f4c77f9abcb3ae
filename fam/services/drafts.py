"""Text while it is typed, kept per person, form and field."""

from datetime import datetime

from sqlmodel import Session, select

from fam.models import Draft, now
from fam.person import Person


def keep(session: Session, form: str, field: str, text: str) -> datetime:
    """Keep what stands in a field now and return when; an empty text is kept too: somebody emptied the field."""
    person: Person = session.info["person"]
    draft = session.get(Draft, (person.account_id, form, field))
    at = now()
    draft = draft or Draft(account_id=person.account_id, form=form, field=field)
    draft.text, draft.updated_at = text, at
    session.add(draft)
    return at


def load(session: Session, form: str) -> dict[str, tuple[str, datetime]]:
    """Return field -> (text, kept at) of the person's drafts of one form."""
    person: Person = session.info["person"]
    rows = session.exec(select(Draft).where(Draft.account_id == person.account_id, Draft.form == form))
    return {row.field: (row.text, row.updated_at) for row in rows}


def drop(session: Session, form: str, field: str | None = None) -> None:
    """Forget the person's drafts of one form (or of one of its fields), after it was saved or discarded."""
    person: Person = session.info["person"]
    for row in session.exec(select(Draft).where(Draft.account_id == person.account_id, Draft.form == form)):
        if field in (None, row.field):
            session.delete(row)
