"""Saved views of lists and charts: keep, change, share, remove. Fields stand in them by key."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, select

from fam.errors import InvalidForm, NotFound
from fam.fields.spec import specs
from fam.fields.validate import checked
from fam.models import SavedView
from fam.person import Person
from fam.rules.labels import norm
from fam.rules.terms import ViewKind

TWICE = "Eine eigene Ansicht mit diesem Namen gibt es schon."


def without_texts(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a shared view holds: no typed text, neither searched nor in a filter, for it may be entrusted."""
    found = {name: value for name, value in settings.items() if name != "text"}
    if isinstance(filters := found.get("filters"), list):
        found["filters"] = [one for one in filters if not (isinstance(one, dict) and one.get("text"))]
        if not found["filters"]:
            del found["filters"]
    return found


def keep(
    session: Session, kind: ViewKind, subject: str, title: str, settings: Mapping[str, Any], *, shared: bool = False
) -> SavedView:
    """Save a view under a name; `settings` must be plain JSON. Raises InvalidForm (no name, or a name twice)."""
    person: Person = session.info["person"]
    values = checked(specs(SavedView), {"title": title})
    _refuse_twice(session, kind, subject, values["title"])
    row = SavedView(
        kind=kind, subject=subject, account_id=person.account_id, title=values["title"], shared=shared,
        settings=without_texts(settings) if shared else dict(settings),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def change(
    session: Session,
    view_id: int,
    *,
    title: str | None = None,
    settings: Mapping[str, Any] | None = None,
    shared: bool | None = None,
) -> SavedView:
    """Change one's own view; what is None stays. Raises NotFound, InvalidForm."""
    row = _own(session, view_id)
    if title is not None:
        values = checked(specs(SavedView), {"title": title})
        _refuse_twice(session, row.kind, row.subject, values["title"], but=view_id)
        row.title = values["title"]
    row.settings = dict(settings) if settings is not None else row.settings
    row.shared = row.shared if shared is None else shared
    row.settings = without_texts(row.settings) if row.shared else row.settings
    session.add(row)
    session.flush()
    return row


def remove(session: Session, view_id: int) -> None:
    """Remove one's own view. Raises NotFound."""
    session.delete(_own(session, view_id))
    session.flush()


def _own(session: Session, view_id: int) -> SavedView:
    person: Person = session.info["person"]
    query = select(SavedView).where(SavedView.id == view_id, SavedView.account_id == person.account_id)
    row = session.exec(query).first()
    if row is None:
        raise NotFound
    return row


def _refuse_twice(session: Session, kind: ViewKind, subject: str, title: str, but: int = 0) -> None:
    person: Person = session.info["person"]
    query = select(SavedView).where(
        SavedView.kind == kind, SavedView.subject == subject, SavedView.account_id == person.account_id
    )
    if any(norm(row.title) == norm(title) and row.id != but for row in session.exec(query)):
        raise InvalidForm({"title": TWICE})
