"""Who reads an entry, whom and what it is about: what every form of an entry asks besides its own fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from fam.errors import InvalidForm, NotAllowed
from fam.models import Member
from fam.models.base import Content
from fam.narrowing import LEVELS
from fam.person import Person
from fam.rules.terms import Confidentiality, DataCategory, Institution, LegalCircle

WHOLE_FAMILY = 0  # how forms name it: None is "nothing chosen"
KEYS = ("category", "about_id", "not_for_parents")
WIDER = "wider"  # the form's answer: yes, more people are to read it
NOT_WIDER = "Bitte bestätigen, dass danach mehr Menschen den Eintrag lesen, oder die Stufe lassen."
ASD_ONLY = "Anvertraut (§ 65 SGB VIII) kann nur der ASD kennzeichnen, und nur eigene Einträge."
BOTH_THERE = "Beide Institutionen waren dabei: Anvertraut (§ 65 SGB VIII) gehört in einen eigenen Eintrag."


@dataclass(frozen=True, slots=True)
class Marks:
    """What an entry is about and whom it must not reach: `about_id` None is the whole family."""

    category: DataCategory = DataCategory.WORK
    about_id: int | None = None
    not_for_parents: bool = False


NO_MARKS = Marks()


def marks_of(values: Mapping[str, Any]) -> Marks:
    """Return the marks out of a form's values; what the form did not ask is as it is by default."""
    category = DataCategory(values.get("category") or DataCategory.WORK)
    return Marks(category, values.get("about_id") or None, bool(values.get("not_for_parents")))


def offered(person: Person, author_id: int | None = None) -> dict[Confidentiality, str]:
    """Return the levels that a form offers: what is entrusted (§ 65 SGB VIII) only to the ASD, for own entries."""
    return {level: level.label for level in Confidentiality if may_choose(person, level, author_id)}


def may_choose(person: Person, level: Confidentiality | None, author_id: int | None = None) -> bool:
    """Return whether the person may give an entry (of this author, None: a new one) this level."""
    own = author_id in (None, person.account_id)
    return level != Confidentiality.ENTRUSTED or (person.institution is Institution.ASD and own) or person.system


def require(session: Session, level: Confidentiality | None, key: str = "confidentiality") -> None:
    """Raise InvalidForm at the field unless the person may give a new entry this level."""
    if not may_choose(session.info["person"], level):
        raise InvalidForm({key: ASD_ONLY})


def put(session: Session, row: Content, marks: Marks) -> None:
    """Write the marks into an entry; raises InvalidForm for somebody who is not a member of its family."""
    if marks.about_id is not None:
        query = select(Member.id).where(Member.id == marks.about_id, Member.family_id == row.family_id)
        if session.exec(query).first() is None:
            raise InvalidForm({"about_id": "Diese Person gibt es hier nicht."})
    row.category, row.about_id, row.not_for_parents = marks.category, marks.about_id, marks.not_for_parents


def take(session: Session, row: Content, merged: dict[str, Any]) -> None:
    """Move level and marks out of merged changes into a saved entry: only its institution says who reads it.

    A level that opens the entry to more people needs the form's yes (`wider`). Raises NotAllowed for the other
    institution's entry, InvalidForm.
    """
    person, confirmed = session.info["person"], merged.pop(WIDER, None)
    marked = {key: merged.pop(key) for key in KEYS if key in merged}
    if not marked and "confidentiality" not in merged:
        return
    own_level(session, row)
    level = merged.get("confidentiality")
    if level != row.confidentiality and not may_choose(person, level, row.author_id or 0):
        raise InvalidForm({"confidentiality": ASD_ONLY})
    if is_wider(row.confidentiality, level) and not (confirmed is True or person.system):
        raise InvalidForm({WIDER: NOT_WIDER})
    if marked:
        known = {key: getattr(row, key) for key in KEYS}
        put(session, row, marks_of({**known, **marked}))


def is_wider(before: Confidentiality | None, after: Confidentiality | None) -> bool:
    """Return whether another level opens an entry to more people than before."""
    return before is not None and after is not None and LEVELS.index(after) < LEVELS.index(before)


def opened(row: Content) -> dict[str, Any]:
    """Return the marks of a saved entry as a form opens with them."""
    marks = {"category": row.category, "about_id": row.about_id or WHOLE_FAMILY, "not_for_parents": row.not_for_parents}
    return {**marks, WIDER: None}


def own_level(session: Session, row: Content) -> None:
    """Raise NotAllowed unless the entry is the person's own institution's: only it says who reads it."""
    person: Person = session.info["person"]
    if not person.system and row.institution != person.institution:
        raise NotAllowed("Wer mitliest, bestimmt die Institution, die den Eintrag geschrieben hat.")


def circle(row: Content) -> LegalCircle:
    """Return the legal circle of an entry: both for what both read, else its institution's."""
    return LegalCircle.BOTH if row.confidentiality is Confidentiality.TEAM else row.institution.circle
