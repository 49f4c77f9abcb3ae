"""Which fields a table has for somebody: the declared ones and those that the team made.

This is the only way to a runtime field: whoever may not read it gets no FieldSpec, and without one there is no value,
no filter, no chart and no export. What was read is kept per process until a field changes anywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam.fields.encoding import RAW, decode
from fam.fields.spec import Condition, FieldSpec, Kind, specs
from fam.models import Extendable, FieldChoice, FieldDef
from fam.models.base import Base
from fam.person import Person
from fam.rules.terms import IN_FORMS, FieldState, Institution, RequiredMode, Role

MAKERS = (Role.COORDINATOR, Role.ADMINISTRATOR)
Definitions = Mapping[str, Sequence[FieldSpec]]
_kept: dict[str, tuple[int, Definitions]] = {}  # database -> (revision, what was read then)


def extendable() -> dict[str, Any]:
    """Return entity -> class of every table that takes runtime fields, in the order in which people think of them."""
    found = {
        str(mapper.local_table.name): mapper.class_  # type: ignore[attr-defined]
        for mapper in Base._sa_registry.mappers
        if issubclass(mapper.class_, Extendable)
    }
    return {name: found[name] for name in sorted(found, key=lambda one: (_place(one), one))}


def entity_of(model: Any) -> str:
    """Return how the registry names a table."""
    return str(model.__table__.name)


KEEPABLE = (Kind.CHOICE, Kind.CHOICES, Kind.BOOLEAN)  # may stay in a case's statistical row: no text, no number
ORDER = (
    "family_detail", "family", "member", "vote", "meeting", "task", "note", "need", "goal", "measure", "review",
    "family_plan", "station", "receipt", "closing", "follow_up",
)  # fmt: skip


def _place(entity: str) -> int:
    return ORDER.index(entity) if entity in ORDER else len(ORDER)


def makes_fields(person: Person) -> bool:
    """Return whether the person may make and change fields: Koordination and Administration."""
    return person.system or any(person.has(role) for role in MAKERS)


def fields_of(session: Session, model: Any, *, retired: bool = False) -> tuple[FieldSpec, ...]:
    """Return the fields of a table that the session's person may read: declared first, then the team's in their order.

    A draft is there only for those who try it. With `retired` also fields out of use (their values stay readable in
    history and export).
    """
    person: Person = session.info["person"]
    found = [field for field in specs(model) if may_read(person, field)]
    if issubclass(model, Extendable):
        runtime = definitions(session, entity_of(model))
        found += [field for field in runtime if _seen(person, field, retired) and may_read(person, field)]
    return tuple(found)


def runtime_fields(session: Session, model: Any) -> tuple[FieldSpec, ...]:
    """Return only the team's own fields of a table that the session's person may read."""
    return tuple(field for field in fields_of(session, model) if field.runtime)


def field_by_key(session: Session, key: str, *, retired: bool = True) -> FieldSpec | None:
    """Return a runtime field by its key (`f_7`), None if there is none or it is not for this person."""
    person: Person = session.info["person"]
    for fields in _definitions(session).values():
        for field in fields:
            if field.key == key and _seen(person, field, retired) and may_read(person, field):
                return field
    return None


def label_of(session: Session, key: str) -> str:
    """Return the label of a runtime field for the change log, also of one out of use; "" if it is not for us."""
    found = field_by_key(session, key)
    return found.label if found else ""


def readers_of(session: Session, key: str) -> Institution | None:
    """Return the one institution that may read a runtime field (also under its `_raw` key), None if both may."""
    plain = key.removesuffix(RAW)
    found = next((one for fields in _definitions(session).values() for one in fields if one.key == plain), None)
    return Institution(found.readers) if found and found.readers else None


def may_read(person: Person, field: FieldSpec) -> bool:
    """Return whether the person may read a field of a record that they may read."""
    return person.system or not field.readers or field.readers == person.institution


def may_fill(person: Person, field: FieldSpec) -> bool:
    """Return whether the person may fill in a field of a record that they may write."""
    allowed = not field.writers or field.writers == person.institution
    return person.system or (allowed and may_read(person, field))


def _seen(person: Person, field: FieldSpec, retired: bool) -> bool:
    if field.state == FieldState.DRAFT:
        return person.system or person.account_id in field.options["testers"]
    return field.state in IN_FORMS or (retired and field.state == FieldState.RETIRED)


def definitions(session: Session, entity: str) -> Sequence[FieldSpec]:
    """Return every runtime field of a table, whatever its state and whoever may read it: for those who make fields."""
    return _definitions(session).get(entity, ())


def _definitions(session: Session) -> Definitions:
    connection, turn = session.connection(), session.info.get("fields_changed", 0)
    own: dict[int, Definitions] = session.info.get("fields_read", {})
    if turn in own:
        return own[turn]
    if turn:  # in the middle of changing them: what others see does not count
        own.clear()
        own[turn] = read(connection)
        return own[turn]
    place = str(connection.engine.url)
    version = connection.execute(sa.text("SELECT fields FROM data_version WHERE id = 1")).scalar() or 0
    session.info.get("fields_seen", {}).setdefault(place, version)
    kept = _kept.get(place)
    if kept is None or kept[0] != version:
        kept = _kept[place] = version, read(connection)
    if session.info.get("read_only"):
        own[0] = kept[1]  # one reading sees one state of the fields, and asks for it once
    return kept[1]


def read(connection: sa.Connection) -> Definitions:
    """Return every runtime field of every table, as the database has them now."""
    field, choice = FieldDef.__table__, FieldChoice.__table__  # type: ignore[attr-defined]
    choices: dict[int, list[Any]] = {}
    for row in connection.execute(sa.select(choice).order_by(choice.c.position, choice.c.id)):
        choices.setdefault(row.field_id, []).append(row)
    rows = connection.execute(sa.select(field).order_by(field.c.position, field.c.id)).all()
    found: dict[str, list[FieldSpec]] = {}
    for row in rows:
        found.setdefault(row.entity, []).append(spec_of(row, choices.get(row.id, ())))
    return {entity: _without_dead_conditions(fields) for entity, fields in found.items()}


def _without_dead_conditions(fields: Sequence[FieldSpec]) -> Sequence[FieldSpec]:
    """A field that hangs on one out of use is shown always: nobody could fulfil its condition any more."""
    gone = {field.key for field in fields if field.state not in IN_FORMS}
    return [replace(one, shown_when=None) if one.shown_when and one.shown_when.key in gone else one for one in fields]


def spec_of(row: Any, choices: Sequence[Any]) -> FieldSpec:
    """Return a row of field_def and its choices as the FieldSpec that the rest of the program works with."""
    kind, settings = Kind(row.kind), row.settings or {}
    offered = {choice.id: choice.label for choice in choices if not choice.archived}
    condition = row.shown_when or {}
    spec = FieldSpec(
        entity=row.entity,
        key=f"f_{row.id}",
        label=row.label,
        kind=kind,
        section=row.section,
        help=row.help,
        required=row.required is not RequiredMode.NEVER,
        choices=offered if kind in (Kind.CHOICE, Kind.CHOICES) else "",
        max_length=settings.get("max_length") or (200 if kind is Kind.TEXT else 10_000),
        minimum=settings.get("minimum"),
        maximum=settings.get("maximum"),
        in_list=row.in_list,
        in_filter=row.in_filter,
        in_charts=row.in_charts,
        position=row.position,
        options={
            "in_proposal": row.in_proposal,
            "testers": tuple(row.testers or ()),
            "required": row.required,
            "required_since": row.required_since if row.required is RequiredMode.NEW else None,
            "indexed": row.indexed,
            "merged": {choice.id: choice.merged_into for choice in choices if choice.merged_into},
            "kept": row.entity == "family" and kind in KEEPABLE and bool(settings.get("kept")),
            "column": row.column_name,  # also while it is out of use: the column is kept filled
        },
        field_id=row.id,
        state=row.state.value,
        shown_when=Condition(condition["key"], tuple(condition["values"])) if condition else None,
        unique=row.is_unique,
        readers=row.readers.value if row.readers else "",
        writers=row.writers.value if row.writers else "",
        column_name=row.column_name if row.state is FieldState.PROMOTED else "",
        archived={choice.id: choice.label for choice in choices if choice.archived},
    )
    return replace(spec, default=decode(kind, row.default) if row.default is not None else None)
