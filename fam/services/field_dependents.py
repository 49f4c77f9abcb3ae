"""What hangs on a field's values when its kind changes: its default, other fields' conditions, saved views."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, select

from fam.errors import BadInput
from fam.fields.conversion import Outcome, Rule
from fam.fields.encoding import decode, encode
from fam.models import FieldDef
from fam.queries import views


def stranded(session: Session, row: FieldDef, rule: Rule) -> Sequence[str]:
    """Return, as German sentences, what cannot follow the field to its new kind and must be looked at by somebody."""
    found = []
    if row.default is not None and _default(row, rule) is None:
        found.append("Die Vorgabe für neue Einträge passt nicht mehr und entfällt.")
    for other in _conditions(session, row):
        if _values(other, rule) is None:
            found.append(f"„{other.label}“ wird nur bei bestimmten Werten gezeigt; diese Bedingung bitte prüfen.")
    found += [f"Ansicht „{title}“: Spalten folgen, ein Filter auf dieses Feld ist zu prüfen."
              for title in views.uses(session, f"f_{row.id}")]  # fmt: skip
    return found


def follow(session: Session, row: FieldDef, rule: Rule) -> Mapping[str, Any]:
    """Convert the default and the conditions that can follow; return the old conditions by the id of their field."""
    old: dict[str, Any] = {}
    row.default = _default(row, rule) if row.default is not None else None
    for other in _conditions(session, row):
        values = _values(other, rule)
        if values is not None and values != list(other.shown_when["values"]):
            old[str(other.id)] = {"before": other.shown_when, "after": {"key": f"f_{row.id}", "values": values}}
            other.shown_when = old[str(other.id)]["after"]
            session.add(other)
    return old


def restore_dependents(session: Session, row: FieldDef, conditions: Mapping[str, Any]) -> None:
    """Give conditions back their old values, unless somebody changed them since."""
    for other in _conditions(session, row):
        moved = conditions.get(str(other.id))
        if moved and other.shown_when == moved["after"]:
            other.shown_when = moved["before"]
            session.add(other)


def _conditions(session: Session, row: FieldDef) -> list[FieldDef]:
    others = session.exec(select(FieldDef).where(FieldDef.entity == row.entity, FieldDef.id != row.id)).all()
    return [other for other in others if other.shown_when and other.shown_when.get("key") == f"f_{row.id}"]


def _default(row: FieldDef, rule: Rule) -> Any:
    return rule.convert(row.default).stored


def _values(other: FieldDef, rule: Rule) -> list[Any] | None:
    """A condition's values in the new kind (as people work with them), None unless all of them can follow."""
    found = []
    for value in other.shown_when["values"]:
        try:
            several = [value] if rule.before.kind.value == "choices" else value
            converted = rule.convert(encode(rule.before.kind, several))
        except (BadInput, ValueError, TypeError, ArithmeticError):
            return None
        if converted.outcome is not Outcome.CLEAN:
            return None
        plain = decode(rule.after.kind, converted.stored)
        found += plain if isinstance(plain, list) else [plain]
    return found if all(isinstance(one, str | int | bool) for one in found) else None
