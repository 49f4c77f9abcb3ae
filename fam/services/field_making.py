"""Fields that the team makes: make one, change its settings, take it out of use and back. Values stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from fam.errors import BadInput, Conflict, IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.fields import indexes, log_readers, registry
from fam.fields.encoding import encode
from fam.fields.spec import OFFERED, Kind
from fam.models import FieldChoice, FieldDef
from fam.person import Person
from fam.rules import labels
from fam.rules.merge import merge
from fam.rules.terms import IN_FORMS, FieldState, RequiredMode
from fam.services.field_checks import PARTS, check, joined, part

TAKEN = "Dieses Feld gibt es hier schon: „{label}“ ({kind})."
RETIRED_ONE = "Ein Feld „{label}“ ist stillgelegt. Es lässt sich unter „Felder“ wieder einsetzen, mit allen Werten."
NO_OPTIONS = "Bitte mindestens eine Option eingeben, je Zeile eine."


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """What somebody wants to note: three inputs are enough. `trial` makes a draft that only its testers see."""

    entity: str
    label: str
    kind: Kind
    options: str = ""  # one per line
    section: str = ""
    help: str = ""
    trial: bool = False
    purpose: str = ""
    review_on: date | None = None
    testers: Sequence[int] = ()
    again: bool = False  # make it although one of the same name is out of use


def make(session: Session, draft: FieldDraft) -> FieldDef:
    """Make a field; open sessions show it at their next click.

    Raises InvalidForm (a label that exists, no options, a trial without purpose or date), NotAllowed.
    """
    person = _maker(session)
    if draft.entity not in registry.extendable():
        raise NotFound
    label, options = _understood(draft)
    _refuse_twice(session, draft.entity, label, again=draft.again)
    last = session.exec(select(func.max(FieldDef.position)).where(FieldDef.entity == draft.entity)).one() or 0
    row = FieldDef(
        entity=draft.entity,
        label=label,
        label_norm=labels.norm(label),
        kind=draft.kind.value,
        section=draft.section.strip(),
        help=draft.help.strip(),
        position=last + 10,
        state=FieldState.DRAFT if draft.trial else FieldState.ACTIVE,
        purpose=draft.purpose.strip(),
        review_on=draft.review_on,
        testers=sorted({*draft.testers, person.account_id} - {0}) if draft.trial else [],
    )
    session.add(row)
    session.flush()
    for position, option in enumerate(options):
        session.add(FieldChoice(field_id=row.id or 0, label=option, position=position * 10))
    indexes.refresh(session)
    return row


def _maker(session: Session) -> Person:
    person: Person = session.info["person"]
    if not registry.makes_fields(person):
        raise NotAllowed
    return person


def _understood(draft: FieldDraft) -> tuple[str, list[str]]:
    wrong: dict[str, str] = {}
    label, options = "", []
    try:
        label = labels.parse_label(draft.label)
    except BadInput as error:
        wrong["label"] = str(error)
    try:
        options = labels.parse_options(draft.options) if draft.kind in OFFERED else []
    except BadInput as error:
        wrong["options"] = str(error)
    if draft.kind in OFFERED and not options and "options" not in wrong:
        wrong["options"] = NO_OPTIONS
    if draft.trial and not draft.purpose.strip():
        wrong["purpose"] = "Bitte sagen, was die Erprobung zeigen soll."
    if draft.trial and draft.review_on is None:
        wrong["review_on"] = "Bitte den Tag angeben, an dem darüber entschieden wird."
    if wrong:
        raise InvalidForm(wrong)
    return label, options


def _refuse_twice(session: Session, entity: str, label: str, *, but: int = 0, again: bool = False) -> None:
    """A label stands once per table, whatever its case; a declared one and one out of use count too."""
    same = labels.norm(label)
    for field in registry.fields_of(session, registry.extendable()[entity]):
        if labels.norm(field.label) == same and field.field_id != (but or -1):
            raise InvalidForm({"label": TAKEN.format(label=field.label, kind=field.kind.label)})
    others = select(FieldDef).where(FieldDef.entity == entity, FieldDef.label_norm == same, FieldDef.id != but)
    for row in session.exec(others):
        if row.state in IN_FORMS:  # also a draft or a field of the other institution that is not to be seen
            raise InvalidForm({"label": TAKEN.format(label=row.label, kind=Kind(row.kind).label)})
        if row.state is FieldState.RETIRED and not again:
            raise InvalidForm({"label": RETIRED_ONE.format(label=row.label)})


def find(session: Session, field_id: int) -> FieldDef:
    """Return the definition of a field; raises NotFound, NotAllowed."""
    _maker(session)
    row = session.exec(select(FieldDef).where(FieldDef.id == field_id)).first()
    if row is None or row.state is FieldState.PURGED:
        raise NotFound
    return row


SETTINGS = (
    "label", "section", "help", "settings", "default", "required", "is_unique", "indexed", "in_list", "in_filter",
    "in_charts", "in_proposal", "shown_when", "readers", "writers", "testers", "purpose", "review_on",
)  # fmt: skip


def change(session: Session, field_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> FieldDef:
    """Change settings of a field (SETTINGS, or their PARTS); two leads' edits to different settings merge.

    `default` is given as people work with it (Decimal, date, ids). Nothing that is stored changes. Raises Conflict,
    InvalidForm, IllegalStep (unique with doubles, a condition that runs in a circle), NotFound, NotAllowed.
    """
    row = find(session, field_id)
    opened, changes = _nobody_is_none(opened), _nobody_is_none(changes)
    mine = {key: value for key, value in changes.items() if opened.get(key, ...) != value}
    if unknown := set(mine) - {*SETTINGS, *PARTS}:
        raise KeyError(sorted(unknown))
    if "label" in mine:
        try:
            mine["label"] = labels.parse_label(mine["label"])
        except BadInput as error:
            raise InvalidForm({"label": str(error)}) from error
        _refuse_twice(session, row.entity, mine["label"], but=field_id, again=True)
    now = {key: _now(row, key) for key in mine}
    merged, conflicts = merge({key: opened.get(key, now[key]) for key in mine}, now, mine)
    if conflicts:
        raise Conflict(conflicts)
    settings = joined(row, merged)
    check(session, row, settings)
    _write(session, row, settings)
    return row


def _write(session: Session, row: FieldDef, settings: Mapping[str, Any]) -> None:
    for key, value in settings.items():
        setattr(row, key, encode(Kind(row.kind), value) if key == "default" else value)
    row.label_norm = labels.norm(row.label)
    if "required" in settings:
        person: Person = session.info["person"]
        row.required_since = person.today if row.required is RequiredMode.NEW else None
    session.add(row)
    session.flush()
    if "readers" in settings:
        log_readers.follow(session, registry.extendable()[row.entity], row.key, row.readers)
    indexes.refresh(session, settings)


def _nobody_is_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value or None if key in ("readers", "writers") else value for key, value in values.items()}


def _now(row: FieldDef, key: str) -> Any:
    if key in PARTS:
        return part(row, key)
    return registry.spec_of(row, ()).default if key == "default" else getattr(row, key)


def publish(session: Session, field_id: int) -> FieldDef:
    """Make a draft a field for everybody. Raises IllegalStep if it is none."""
    return _step(session, field_id, (FieldState.DRAFT,), FieldState.ACTIVE)


def extend(session: Session, field_id: int, opened: date | None, review_on: date) -> FieldDef:
    """Try a draft longer. Raises InvalidForm for a day that is not ahead, Conflict, IllegalStep if it is none."""
    person, row = _maker(session), find(session, field_id)
    if row.state is not FieldState.DRAFT:
        raise IllegalStep([f"Das Feld ist {row.state.label}; erprobt wird es nicht mehr."])
    if review_on <= person.today:
        raise InvalidForm({"review_on": "Bitte einen Tag wählen, der noch kommt."})
    return change(session, field_id, {"review_on": opened}, {"review_on": review_on})


def retire(session: Session, field_id: int) -> FieldDef:
    """Take a field out of forms, lists and charts; values, history and old print-outs stay. Raises IllegalStep."""
    return _step(session, field_id, (FieldState.DRAFT, FieldState.ACTIVE, FieldState.PROMOTED), FieldState.RETIRED)


def restore(session: Session, field_id: int) -> FieldDef:
    """Bring a field back with all its values, however long ago it went. Raises IllegalStep, InvalidForm."""
    row = find(session, field_id)
    if row.state is FieldState.RETIRED:
        _refuse_twice(session, row.entity, row.label, but=field_id, again=True)
    back = FieldState.PROMOTED if row.column_name else FieldState.ACTIVE
    return _step(session, field_id, (FieldState.RETIRED,), back)


def _step(session: Session, field_id: int, before: Sequence[FieldState], after: FieldState) -> FieldDef:
    row = find(session, field_id)
    if row.state not in before:
        raise IllegalStep([f"Das Feld ist {row.state.label}; dieser Schritt geht davon nicht aus."])
    row.state = after
    session.add(row)
    indexes.refresh(session)
    return row


def move(session: Session, field_id: int, down: bool, *, far: bool = False) -> None:
    """Swap a field with its neighbour among those in use, or put it first or last; at the end nothing happens."""
    row = find(session, field_id)
    query = select(FieldDef).where(FieldDef.entity == row.entity, col(FieldDef.state).in_(IN_FORMS))
    rows = sorted(session.exec(query), key=lambda one: (one.position, one.id or 0))
    if row in rows:
        place = rows.index(row) + (1 if down else -1)
        rows.remove(row)
        rows.insert((len(rows) if down else 0) if far else max(place, 0), row)
    for number, one in enumerate(rows):
        one.position = (number + 1) * 10
    session.add_all(rows)
    session.flush()
