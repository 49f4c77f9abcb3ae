"""Add, edit and remove a plain record of a family: one way for members, addresses, telephones, notes and the rest.

Declared fields and those of the team are checked, merged and saved alike.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from fam.clock import BERLIN
from fam.errors import Conflict, InvalidForm, NotAllowed, NotFound
from fam.fields import sql
from fam.fields.encoding import decode, put, value_of
from fam.fields.indexes import TWICE
from fam.fields.registry import fields_of, may_fill, runtime_fields
from fam.fields.spec import RUNTIME_KEY, FieldSpec, specs
from fam.fields.validate import checked
from fam.models import Extendable, PlanItem, Record
from fam.person import Person
from fam.rules.merge import merge
from fam.services import removing
from fam.write_entries import AGREED, keeps

R = TypeVar("R", bound=Record)


def add(session: Session, record: R, values: Mapping[str, Any] | None = None) -> R:
    """Save a new record after checking its declared fields; raises InvalidForm.

    `values` may hold what was typed in the team's own fields (`f_7`); other keys in it are ignored. A record without
    such values is not refused for the team's required fields: a form asks for them, the program itself cannot know.
    """
    fields = specs(type(record))
    for key, value in checked(fields, {field.key: getattr(record, field.key) for field in fields}).items():
        setattr(record, key, value)
    if values is not None:
        _fill_new(session, record, values)
    session.add(record)
    session.flush()
    return record


def fill(session: Session, record: Any, opened: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Merge what was typed in the team's own fields into a saved record; other keys are ignored.

    For records that a service of their own saves (meetings, tasks, votes): call it in the same transaction.
    Raises Conflict, InvalidForm, NotAllowed.
    """
    typed = {key: value for key, value in values.items() if RUNTIME_KEY.fullmatch(key)}
    if not isinstance(record, Extendable) or not typed:
        return
    _apply(session, record, runtime_fields(session, type(record)), opened, typed)
    session.add(record)
    session.flush()


def edit(
    session: Session,
    model: type[R],
    record_id: int,
    opened: Mapping[str, Any],
    changes: Mapping[str, Any],
    joining: Sequence[str] = (),
    together: Sequence[Sequence[str]] = (),
) -> R:
    """Apply changes to a record that was opened with the values `opened`.

    Edits to different fields merge; the same field changed by somebody else raises Conflict with both values.
    `joining` names columns that are no fields (whom a record joins), `together` what is never mixed: see `merge`.
    Only what the person changed is checked: an untouched old value never blocks. Raises NotFound, InvalidForm,
    NotAllowed for a field that the person may not fill in.
    """
    record = find(session, model, record_id)
    _apply(session, record, fields_of(session, model, retired=True), opened, changes, joining, together)
    session.add(record)
    session.flush()
    return record


def find(session: Session, model: type[R], record_id: int) -> R:
    """Return a record the person may see; raises NotFound."""
    record = session.exec(select(model).where(model.id == record_id)).first()
    if record is None:
        raise NotFound
    return record


def remove(session: Session, model: type[Record], record_id: int) -> None:
    """Delete a record that was a mistake, with what hangs on it; the change log keeps that it was there.

    Raises NotFound; NotAllowed for what is the other side's, for a single line of an agreed plan, and for what a word
    of the other side hangs on.
    """
    record, person = find(session, model, record_id), session.info["person"]
    if not (person.system or session.info.get("elevated")):
        sentence = AGREED if isinstance(record, PlanItem) else keeps(session, person, record)
        if sentence:
            raise NotAllowed(sentence)
    removing.with_it(session, record)
    session.delete(record)
    session.flush()


def _fill_new(session: Session, record: Any, values: Mapping[str, Any]) -> None:
    if not isinstance(record, Extendable):
        return
    fields = [field for field in runtime_fields(session, type(record)) if field.key in values]
    typed = {field.key: values[field.key] for field in fields}
    known = {field.key: getattr(record, field.key) for field in specs(type(record))}
    _allowed(session, fields, [key for key, value in typed.items() if value not in (None, "", [])])
    put(record, fields, checked(fields, typed, rest=known))
    _refuse_twice(session, record, fields, typed)


def _apply(
    session: Session, record: Any, fields: Sequence[FieldSpec], opened: Mapping[str, Any], changes: Mapping[str, Any],
    joining: Sequence[str] = (), together: Sequence[Sequence[str]] = (),
) -> None:  # fmt: skip
    known = {field.key: field for field in fields}
    gone = {key for key in changes if RUNTIME_KEY.fullmatch(key) and key not in known}  # purged while it was typed
    mine = {key: value for key, value in changes.items() if key not in gone and opened.get(key, ...) != value}
    _allowed(session, fields, [key for key in mine if key in known])
    rest = {field.key: value_of(record, field) for field in fields}
    joined = {key: mine.pop(key) for key in joining if key in mine}
    mine = checked(fields, mine, rest=rest, since=_entered_on(record)) | joined
    beside = {key for group in together if mine.keys() & {*group} for key in group if key in opened}
    theirs = {key: rest[key] if key in rest else getattr(record, key) for key in {*mine, *beside}}
    nothing = {field.key: decode(field.kind, None) for field in fields if field.runtime}  # a field made meanwhile
    merged, conflicts = merge({key: opened.get(key, nothing.get(key)) for key in theirs}, theirs, mine, together)
    if conflicts:
        raise Conflict(conflicts)
    put(record, fields, merged)
    _refuse_twice(session, record, [known[key] for key in merged if key in known], merged)


def _allowed(session: Session, fields: Sequence[FieldSpec], keys: Sequence[str]) -> None:
    person: Person = session.info["person"]
    if any(field.key in keys and not may_fill(person, field) for field in fields):
        raise NotAllowed


def _entered_on(record: Any) -> date:
    return record.created_at.astimezone(BERLIN).date()  # type: ignore[no-any-return]


def _refuse_twice(session: Session, record: Any, fields: Sequence[FieldSpec], values: Mapping[str, Any]) -> None:
    """Say kindly what the unique index would refuse; records that the person cannot see are the index's business."""
    wrong = {}
    for field in fields:
        if field.unique and values.get(field.key) not in (None, "", []):
            model = type(record)
            query = select(model.id).where(sql.equals(session, model, field, values[field.key]))
            with session.no_autoflush:
                if session.exec(query.where(col(model.id) != (record.id or 0)).limit(1)).first() is not None:
                    wrong[field.key] = TWICE
    if wrong:
        raise InvalidForm(wrong)
