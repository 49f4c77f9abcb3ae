"""What must hold before a field's settings change: limits, conditions without a circle, unique without doubles."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from fam.errors import IllegalStep, InvalidForm
from fam.fields import registry
from fam.fields.spec import FieldSpec, Kind
from fam.fields.validate import problem
from fam.models import FieldDef
from fam.rules.terms import IN_FORMS, FieldState, Institution
from fam.services import field_unique

LIMITS = ("minimum", "maximum", "max_length", "kept")
CONDITION = ("shown_key", "shown_values")
PARTS = (*LIMITS, *CONDITION)  # settings that are asked one by one, so that two leads' edits merge
NEVER_UNIQUE = (Kind.BOOLEAN, Kind.CHOICES, Kind.LONG_TEXT)
WITHIN = "Ausfüllen kann nur, wer das Feld auch lesen darf."


def part(row: FieldDef, key: str) -> Any:
    """Return one of PARTS as it is now."""
    if key in LIMITS:
        return (row.settings or {}).get(key)
    condition = row.shown_when or {}
    return (condition.get("key") or None) if key == "shown_key" else list(condition.get("values", ()))


def joined(row: FieldDef, merged: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with their PARTS put together as the row keeps them. Raises InvalidForm for half a condition."""
    found = {key: value for key, value in merged.items() if key not in PARTS}
    limits = {key: value for key, value in merged.items() if key in LIMITS}
    if limits:
        settings = {**(row.settings or {}), **found.get("settings", {}), **limits}
        found["settings"] = {key: _plain(value) for key, value in settings.items() if value is not None}
    if set(merged) & set(CONDITION):
        key, values = (merged.get(one, part(row, one)) for one in CONDITION)
        if key and not values:
            raise InvalidForm({"shown_values": "Bitte auch sagen, bei welchen Werten das Feld erscheint."})
        found["shown_when"] = {"key": key, "values": list(values)} if key else None
    return found


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str) else int(value) if value == int(value) else float(value)


def check(session: Session, row: FieldDef, merged: Mapping[str, Any]) -> None:
    """Raise InvalidForm or IllegalStep for settings that cannot be; `merged` as `joined` returns them."""
    check_limits(merged.get("settings") or {})
    for key in ("readers", "writers"):
        if merged.get(key):
            Institution(merged[key])
    readers, writers = (merged.get(key, getattr(row, key)) for key in ("readers", "writers"))
    check_readers(readers, writers)
    if condition := merged.get("shown_when"):
        check_condition(session, row, condition)
    if "default" in merged or "settings" in merged:
        field = next(one for one in registry.definitions(session, row.entity) if one.field_id == row.id)
        check_default(_limited(field, merged.get("settings", row.settings) or {}),
                      merged.get("default", field.default))  # fmt: skip
    check_trial(row.state, merged.get("purpose", "-"))
    if merged.get("is_unique") and not row.is_unique:
        check_unique(Kind(row.kind), True)
        field_unique.require(session, row.entity, row.id or 0)
    if merged.get("is_unique", row.is_unique) and not readers and (merged.get("is_unique") or "readers" in merged):
        raise InvalidForm({"is_unique" if merged.get("is_unique") else "readers": field_unique.ONE_SIDE})


def check_limits(settings: Mapping[str, Any]) -> None:
    """Raise InvalidForm for limits that leave nothing between them."""
    low, high = settings.get("minimum"), settings.get("maximum")
    if low is not None and high is not None and low > high:
        raise InvalidForm({"maximum": "Der höchste Wert liegt unter dem niedrigsten."})


def check_readers(readers: Any, writers: Any) -> None:
    """Raise InvalidForm where one institution may fill in what only the other one reads."""
    if readers and writers and readers != writers:
        raise InvalidForm({"writers": WITHIN})


def check_trial(state: FieldState, purpose: str) -> None:
    """Raise InvalidForm for a trial of which nobody knows what it is to show."""
    if state is FieldState.DRAFT and purpose == "":
        raise InvalidForm({"purpose": "Bitte sagen, was die Erprobung zeigen soll."})


def check_unique(kind: Kind, unique: bool) -> None:
    """Raise InvalidForm for a kind whose values are bound to stand more than once."""
    if unique and kind in NEVER_UNIQUE:
        raise InvalidForm({"is_unique": f"„{kind.label}“ kann nicht eindeutig sein."})


def _limited(field: FieldSpec, limits: Mapping[str, Any]) -> FieldSpec:
    most = limits.get("max_length") or field.max_length
    return replace(field, minimum=limits.get("minimum"), maximum=limits.get("maximum"), max_length=most)


def check_default(field: FieldSpec, value: Any) -> None:
    """Raise InvalidForm for a default that nobody could type."""
    if value not in (None, "", []) and (sentence := problem(replace(field, label="Vorbelegung"), value)):
        raise InvalidForm({"default": sentence})


def check_condition(session: Session, row: FieldDef, condition: Mapping[str, Any]) -> None:
    """Raise IllegalStep unless a condition names a field of the same table that is in use, without a circle."""
    fields = {field.key: field for field in registry.fields_of(session, registry.extendable()[row.entity])}
    fields |= {field.key: field for field in registry.definitions(session, row.entity) if field.state in IN_FORMS}
    check_circle(f"f_{row.id}", condition, fields)


def check_circle(own: str, condition: Mapping[str, Any] | None, fields: Mapping[str, FieldSpec]) -> None:
    """Raise IllegalStep unless a condition leads, step by step, to a field among these that has none."""
    seen, key = {own}, str(condition["key"]) if condition else ""
    while key:
        if key in seen:
            raise IllegalStep(["Diese Bedingung läuft im Kreis: Ein Feld hinge am Ende von sich selbst ab."])
        if key not in fields:
            raise IllegalStep(["Das Feld der Bedingung gibt es hier nicht (mehr)."])
        seen.add(key)
        above: FieldSpec = fields[key]
        key = above.shown_when.key if above.shown_when else ""
