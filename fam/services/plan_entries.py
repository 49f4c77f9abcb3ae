"""What every entry of the family's plan has in common: whose it is, who reads it, when it may be."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from sqlmodel import Session

from fam.errors import InvalidForm
from fam.models.base import Content
from fam.person import Person
from fam.rules.terms import Confidentiality, DataCategory, Institution
from fam.services import levels
from fam.services.levels import Marks

C = TypeVar("C", bound=Content)
OFFERED = (Confidentiality.TEAM, Confidentiality.INSTITUTION)  # what is entrusted belongs into a note of its own
MISSING_DAY, FUTURE = "Bitte den Tag angeben.", "Der Tag liegt in der Zukunft."


def begin(
    session: Session,
    model: type[C],
    family_id: int,
    event_on: date | None,
    *,
    category: DataCategory = DataCategory.WORK,
    about_id: int | None = None,
    level: Confidentiality | None = None,
    not_for_parents: bool = False,
    institution: Institution | None = None,
    future_ok: bool = False,
    **values: Any,
) -> C:
    """Return a new entry of the plan, not yet saved (`records.add` saves it): for the team unless told otherwise.

    Raises InvalidForm for a missing or future day, an entrusted level, somebody who is no member of the family.
    """
    person: Person = session.info["person"]
    if event_on is None:
        raise InvalidForm({"event_on": MISSING_DAY})
    if event_on > person.today and not future_ok:
        raise InvalidForm({"event_on": FUTURE})
    if level is not None and level not in OFFERED:
        raise InvalidForm({"confidentiality": "Anvertrautes (§ 65 SGB VIII) gehört in einen eigenen Eintrag."})
    row = model(
        family_id=family_id,
        institution=institution or person.institution or Institution.PRO_ARBEIT,
        author_id=person.account_id or None,
        event_on=event_on,
        confidentiality=level or Confidentiality.TEAM,
        **values,
    )
    row.legal_circle = levels.circle(row)
    levels.put(session, row, Marks(category, about_id, not_for_parents))
    return row


def check_edit(session: Session, row: Content, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Raise what `begin` would raise of changes to a saved entry: a missing or future day, what is entrusted.

    Who reads it, only its own institution says (NotAllowed).
    """
    mine = {key: value for key, value in changes.items() if opened.get(key, ...) != value}
    if any(key in mine for key in ("confidentiality", *levels.KEYS)):
        levels.own_level(session, row)
    if mine.get("confidentiality", OFFERED[0]) not in OFFERED:
        raise InvalidForm({"confidentiality": "Anvertrautes (§ 65 SGB VIII) gehört in einen eigenen Eintrag."})
    if "event_on" in mine and mine["event_on"] is None:
        raise InvalidForm({"event_on": MISSING_DAY})


def may_remove(person: Person, row: Content) -> bool:
    """Return whether a page offers to remove an entry: to its own side, and to whoever wrote it."""
    wrote = row.author_id is not None and row.author_id == person.account_id
    return person.system or wrote or row.institution is person.institution
