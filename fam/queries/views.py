"""Saved views of lists and charts that the person may use: their own and shared ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from fam.models import Account, SavedView
from fam.person import Person
from fam.rules.field_use import texts_in
from fam.rules.terms import ViewKind


@dataclass(frozen=True, slots=True)
class View:
    """One saved view; `settings` are the page's own, with fields by key. `owner` is "" for one's own."""

    id: int
    title: str
    shared: bool
    owner: str
    settings: Mapping[str, Any]
    version: int

    @property
    def mine(self) -> bool:
        """Whether the person made it: only then it can be changed."""
        return not self.owner


def views(session: Session, kind: ViewKind, subject: str) -> Sequence[View]:
    """Return the views of a list ("families") or of charts, one's own first, then by title."""
    person: Person = session.info["person"]
    query = (
        select(SavedView, Account.display_name)
        .join(Account, col(Account.id) == SavedView.account_id)
        .where(SavedView.kind == kind, SavedView.subject == subject)
        .order_by(col(SavedView.account_id) != person.account_id, SavedView.title, col(SavedView.id))
    )
    return [_view(row, name, person) for row, name in session.exec(query)]


def view(session: Session, view_id: int) -> View | None:
    """Return one view, None if there is none or it is somebody else's private one."""
    person: Person = session.info["person"]
    query = select(SavedView, Account.display_name).join(Account, col(Account.id) == SavedView.account_id)
    found = session.exec(query.where(SavedView.id == view_id)).first()
    return _view(*found, person) if found else None


def _view(row: SavedView, name: str, person: Person) -> View:
    owner = "" if row.account_id == person.account_id else name
    return View(row.id or 0, row.title, row.shared, owner, row.settings or {}, row.version)


def uses(session: Session, key: str) -> Sequence[str]:
    """Return the titles of the visible views in which a field stands (as column, filter, split): where it is used."""
    return [row.title for row in session.exec(select(SavedView)) if key in texts_in(row.settings)]
