"""The options of a field: add, rename, order, archive, merge. Records keep ids, so a label may change at any time."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, func, select

from fam.errors import BadInput, IllegalStep, InvalidForm, NotFound
from fam.fields.spec import OFFERED, Kind
from fam.models import ChangeEntry, FieldChoice, FieldDef
from fam.rules import labels
from fam.services import field_making, field_values

TWICE = "Diese Option gibt es schon: „{label}“{more}."
USED = "Diese Option steht in {number} Einträgen. Sie lässt sich archivieren oder mit einer anderen zusammenlegen."
LONGEST = 120


def options(session: Session, field_id: int) -> Sequence[FieldChoice]:
    """Return all options of a field in their order, the archived ones last. Raises NotFound, NotAllowed."""
    field_making.find(session, field_id)
    query = select(FieldChoice).where(FieldChoice.field_id == field_id)
    return session.exec(query.order_by(col(FieldChoice.archived), col(FieldChoice.position), col(FieldChoice.id))).all()


def add(session: Session, field_id: int, label: str) -> FieldChoice:
    """Add an option at the end. Raises InvalidForm (empty, too long, there already), IllegalStep, NotFound."""
    row = field_making.find(session, field_id)
    if Kind(row.kind) not in OFFERED:
        raise IllegalStep([f"„{Kind(row.kind).label}“ hat keine Optionen."])
    text = _checked(session, field_id, label)
    last = session.exec(select(func.max(FieldChoice.position)).where(FieldChoice.field_id == field_id)).one() or 0
    choice = FieldChoice(field_id=field_id, label=text, position=last + 10)
    session.add(choice)
    session.flush()
    return choice


def rename(session: Session, choice_id: int, label: str) -> None:
    """Give an option another label: old entries, filters and charts show it too. Raises InvalidForm, NotFound."""
    choice = _find(session, choice_id)
    choice.label = _checked(session, choice.field_id, label, but=choice_id)
    session.add(choice)
    session.flush()


def archive(session: Session, choice_id: int, archived: bool = True) -> None:
    """Take an option out of the forms, or bring it back; entries that have it keep it. Raises IllegalStep for one that
    was merged (see `split`)."""
    choice = _find(session, choice_id)
    if choice.merged_into and not archived:
        raise IllegalStep(["Diese Option wurde zusammengelegt; das lässt sich rückgängig machen."])
    choice.archived = archived
    session.add(choice)
    session.flush()


def move(session: Session, choice_id: int, down: bool) -> None:
    """Swap an option with its neighbour that is offered too; at the end nothing happens."""
    choice = _find(session, choice_id)
    offered = [one for one in options(session, choice.field_id) if not one.archived]
    place = next((number for number, one in enumerate(offered) if one.id == choice_id), 0)
    other = place + (1 if down else -1)
    if 0 <= other < len(offered):
        offered[place], offered[other] = offered[other], offered[place]
    for number, one in enumerate(offered):
        one.position = number * 10
    session.add_all(offered)
    session.flush()


def remove(session: Session, choice_id: int) -> None:
    """Delete an option that stands nowhere. Raises IllegalStep with the number of entries that have it."""
    choice = _find(session, choice_id)
    row = field_making.find(session, choice.field_id)
    if number := field_values.holding(session, field_values.spec_of(session, row), choice_id):
        raise IllegalStep([USED.format(number=number)])
    if any(choice_id in _named(one.shown_when) for one in _same_table(session, row)):
        raise IllegalStep(["Die Bedingung eines anderen Feldes nennt diese Option."])
    if row.default is not None and choice_id in _listed(row.default):
        raise IllegalStep(["Diese Option ist die Vorbelegung des Feldes."])
    session.delete(choice)
    session.flush()


def merge(session: Session, choice_id: int, into_id: int) -> int:
    """Merge an option into another one of the same field and return how many entries were rewritten.

    Conditions of other fields and the default follow. The old option stays archived, so that `split` finds the way
    back. Raises IllegalStep (itself, another field's, an archived one), NotFound, NotAllowed.
    """
    choice, into = _find(session, choice_id), _find(session, into_id)
    if choice_id == into_id or choice.field_id != into.field_id or into.archived:
        raise IllegalStep(
            ["Zusammenlegen geht nur mit einer anderen Option desselben Feldes, die noch angeboten wird."]
        )
    row = field_making.find(session, choice.field_id)
    number = field_values.replace_choice(session, field_values.spec_of(session, row), choice_id, into_id)
    if row.default is not None:
        row.default = _swapped(row.default, choice_id, into_id)
        session.add(row)
    for other in _same_table(session, row):
        if choice_id in _named(other.shown_when):
            values = _swapped(list(other.shown_when["values"]), choice_id, into_id)
            other.shown_when = {**other.shown_when, "values": values}
            session.add(other)
    choice.archived, choice.merged_into = True, into_id
    session.add(choice)
    session.flush()
    return number


def split(session: Session, choice_id: int) -> tuple[int, int]:
    """Undo a merge, however long ago: (entries that have the old option again, entries that moved on and stay).

    Raises IllegalStep if the option was not merged, NotFound, NotAllowed.
    """
    choice = _find(session, choice_id)
    if choice.merged_into is None:
        raise IllegalStep(["Diese Option wurde nicht zusammengelegt."])
    query = (
        select(ChangeEntry.batch)
        .where(ChangeEntry.entity == "field_choice", ChangeEntry.record_id == choice_id)
        .where(ChangeEntry.field == "merged_into")
        .order_by(col(ChangeEntry.id).desc())
    )
    batch = session.exec(query).first()
    counts = field_values.revert(session, choice.field_id, batch) if batch else (0, 0)
    choice.archived, choice.merged_into = False, None
    session.add(choice)
    session.flush()
    return counts


def _find(session: Session, choice_id: int) -> FieldChoice:
    choice = session.exec(select(FieldChoice).where(FieldChoice.id == choice_id)).first()
    if choice is None:
        raise NotFound
    field_making.find(session, choice.field_id)
    return choice


def _checked(session: Session, field_id: int, label: str, but: int = 0) -> str:
    try:
        text = labels.parse_label(label)
    except BadInput as error:
        raise InvalidForm({"label": str(error)}) from error
    if len(text) > LONGEST:
        raise InvalidForm({"label": f"Höchstens {LONGEST} Zeichen, jetzt {len(text)}."})
    for one in options(session, field_id):
        if labels.norm(one.label) == labels.norm(text) and one.id != but:
            raise InvalidForm({"label": TWICE.format(label=one.label, more=" (archiviert)" if one.archived else "")})
    return text


def _same_table(session: Session, row: FieldDef) -> Sequence[FieldDef]:
    return session.exec(select(FieldDef).where(FieldDef.entity == row.entity, FieldDef.id != row.id)).all()


def _named(condition: Any) -> list[Any]:
    return list(condition["values"]) if condition else []


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _swapped(value: Any, old: int, new: int) -> Any:
    if isinstance(value, list):
        return list(dict.fromkeys(new if one == old else one for one in value))
    return new if value == old else value
