"""For whom a measure is, who reads it and which goals it serves: what two people change at once is merged or asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from fam.errors import InvalidForm
from fam.models import Measure
from fam.rules.merge import Conflicts, merge
from fam.rules.terms import Confidentiality
from fam.services import levels, plan_entries

WHOSE = ("level", "about_id", "unit_id")  # for whom: one thing
MARKS = (*WHOSE, "not_for_parents", "confidentiality")


def without(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is typed in a form of a measure but for its marks and goals."""
    return {key: value for key, value in values.items() if key not in (*MARKS, "category", "goals")}


def merged(measure: Measure, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> tuple[dict[str, Any], Conflicts]:
    """Return for whom it is and who reads it, as far as that is to change, and what somebody else changed too."""
    mine = {key: changes[key] for key in MARKS if key in changes and changes[key] != opened.get(key)}
    if not mine:
        return {}, {}
    theirs = {key: getattr(measure, key) for key in MARKS if key in mine or key in opened}
    found, conflicts = merge({key: opened.get(key) for key in theirs}, theirs, mine, [WHOSE])
    return {key: value for key, value in found.items() if value != theirs[key]}, conflicts


def take(session: Session, measure: Measure, marks: Mapping[str, Any]) -> None:
    """Write for whom it is and who reads it: said by its institution alone. Raises NotAllowed, InvalidForm."""
    if not marks:
        return
    levels.own_level(session, measure)
    if marks.get("confidentiality", Confidentiality.TEAM) not in plan_entries.OFFERED:
        raise InvalidForm({"confidentiality": levels.ASD_ONLY})
    for key, value in marks.items():
        setattr(measure, key, value)
    with session.no_autoflush:
        levels.put(session, measure, levels.Marks(measure.category, measure.about_id or None, measure.not_for_parents))


def goals(opened: Sequence[int] | None, now: Sequence[int], mine: Sequence[int]) -> set[int]:
    """Return the goals with what I added and without what I took out; what somebody else did meanwhile stays."""
    if opened is None:
        return set(mine)
    return (set(now) | (set(mine) - set(opened))) - (set(opened) - set(mine))
