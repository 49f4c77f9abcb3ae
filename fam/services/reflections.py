"""Lessons and versions of the concept: entered, changed, reviewed; two people who change different fields both win."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from fam.errors import Conflict, InvalidForm
from fam.fields.spec import specs
from fam.models import ConceptVersion, Reflection
from fam.queries.plans import people
from fam.rules import reflections as rules
from fam.rules.german import format_date
from fam.rules.periods import end_to_last_day, last_day_to_end
from fam.services import records

NOBODY = "Bitte eine Person aus dem Team wählen, die hier noch arbeitet."


def enter(session: Session, values: Mapping[str, Any]) -> Reflection:
    """Save a new lesson; raises InvalidForm with a sentence per field."""
    row = Reflection(**values)
    _refuse(rules.problems(values) | _owner(session, row.owner_id))
    return records.add(session, row)


def change(session: Session, reflection_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Change a lesson, also its state; raises InvalidForm, Conflict, NotFound."""
    before = records.find(session, Reflection, reflection_id).owner_id
    row = records.edit(session, Reflection, reflection_id, opened, changes)
    wrong = rules.problems(values_of(row))
    _refuse(wrong if row.owner_id == before else wrong | _owner(session, row.owner_id))


def remove(session: Session, reflection_id: int) -> None:
    """Delete a lesson that was a mistake; the change log keeps it. Raises NotFound."""
    records.remove(session, Reflection, reflection_id)


def values_of(row: Reflection) -> dict[str, Any]:
    """Return a lesson as its form shows it."""
    return {field.key: getattr(row, field.key) for field in specs(Reflection)}


def enter_version(session: Session, values: Mapping[str, Any]) -> ConceptVersion:
    """Save a version of the concept; the one before ends the day before it begins. Raises InvalidForm."""
    _refuse(rules.version_problems(values))
    row = ConceptVersion(**_stored(values))
    records.add(session, row)
    for other in _others(session, row):
        if other.valid_from < row.valid_from and (other.valid_to is None or other.valid_to > row.valid_from):
            other.valid_to = row.valid_from
            session.add(other)
    session.flush()
    _no_overlap(session, row)
    return row


def change_version(session: Session, version_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Change a version of the concept; raises InvalidForm, Conflict, NotFound."""
    try:
        row = records.edit(session, ConceptVersion, version_id, _stored(opened), _stored(changes))
    except Conflict as error:
        raise Conflict({_KEYS.get(key, key): _shown(key, values) for key, values in error.fields.items()}) from None
    _refuse(rules.version_problems(values_of_version(row)))
    _no_overlap(session, row)


def remove_version(session: Session, version_id: int) -> None:
    """Delete a version of the concept that was a mistake. Raises NotFound."""
    records.remove(session, ConceptVersion, version_id)


def values_of_version(row: ConceptVersion) -> dict[str, Any]:
    """Return a version of the concept as its form shows it: with the last day on which it holds."""
    values = {field.key: getattr(row, field.key) for field in specs(ConceptVersion)}
    ends: date | None = values.pop("valid_to")
    return values | {"last_day": end_to_last_day(ends) if ends else None}


_KEYS = {"valid_to": "last_day"}


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    if "last_day" not in values:
        return dict(values)
    last: date | None = values["last_day"]
    rest = {key: value for key, value in values.items() if key != "last_day"}
    return rest | {"valid_to": last_day_to_end(last) if last else None}


def _shown(key: str, values: tuple[Any, Any, Any]) -> tuple[object, object, object]:
    first, second, third = (end_to_last_day(one) if key in _KEYS and one else one for one in values)
    return first, second, third


def _others(session: Session, row: ConceptVersion) -> list[ConceptVersion]:
    return list(session.exec(select(ConceptVersion).where(col(ConceptVersion.id) != row.id)))


def _no_overlap(session: Session, row: ConceptVersion) -> None:
    for other in _others(session, row):
        begins_first = other.valid_to is None or row.valid_from < other.valid_to
        if begins_first and (row.valid_to is None or other.valid_from < row.valid_to):
            until = f"bis {format_date(end_to_last_day(other.valid_to))}" if other.valid_to else "ohne Ende"
            sentence = f"Von {format_date(other.valid_from)} {until} gilt schon „{other.title}“."
            raise InvalidForm({"valid_from": sentence})


def _owner(session: Session, owner_id: int | None) -> dict[str, str]:
    return {} if owner_id is None or owner_id in people(session) else {"owner_id": NOBODY}


def _refuse(wrong: Mapping[str, str]) -> None:
    if wrong:
        raise InvalidForm(wrong)
