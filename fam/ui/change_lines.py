"""A line of the change log in words: what kind of record, which field, old and new as people read them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from fam.fields.encoding import RAW, decode
from fam.fields.parsing import text_of
from fam.fields.registry import extendable, fields_of
from fam.fields.spec import FieldSpec, specs
from fam.models.columns import model_of, restored, target
from fam.queries import lists
from fam.queries.changes import Change
from fam.queries.named import GONE, Reference, called
from fam.rules.terms import Term
from fam.ui.change_words import FIELDS, NOUNS
from fam.ui.format import value_text

ACTIONS = {"create": "angelegt", "update": "geändert", "delete": "entfernt"}
OF_ACCESS = {"starts_at": "von", "ends_at": "bis"}  # a meeting has a time of day there
HIDDEN = {"family_id", "id", "import_id", "gathering", "created_by", "previous_id", "extra", "label_norm"}
SAYS_NOTHING: tuple[Any, ...] = (None, "", False, [], "DAY")  # in a new record: what was left as it is
SAID_LAST = {
    "category",
    "legal_circle",
    "institution",
    "confidentiality",
    "author_id",
}  # of a whole record: the content first
PRECISION = "_precision"


@dataclass(frozen=True, slots=True)
class Line:
    """One change: `what` is the noun and what happened to it, `field` "" for a whole record."""

    id: int
    at: datetime
    batch: str
    who: str
    number: str
    what: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Labels:
    """What ids in the log mean, and the people that fields of the team may name."""

    named: Mapping[Reference, str]
    people: Mapping[int, str]
    fields: Mapping[str, FieldSpec]  # the team's own, also those out of use

    def field(self, change: Change) -> str:
        """Return the label of the field that changed, "" for a whole record."""
        if found := self.fields.get(change.field.removesuffix(RAW)):
            return found.label + (" (nicht lesbar)" if change.field.endswith(RAW) else "")
        return field_label(change.entity, change.field) if change.field else ""

    def value(self, change: Change, key: str, value: Any) -> str:
        """Return a logged value as people read it."""
        model = model_of(change.entity)
        if value is None or value == "" or model is None:
            return ""
        if key in self.fields:
            return _stored_text(self.fields[key], value, self.people)
        if references := _references(change.entity, key, value):
            return "; ".join(self.named.get(one, GONE) for one in references)
        plain = restored(model, key, value)
        return plain.label if isinstance(plain, Term) else value_text(plain)

    def text(self, change: Change, value: Any) -> str:
        """Return old or new: one field's value, or all filled fields of a created or deleted record."""
        if change.field:
            return self.value(change, change.field, value)
        if not isinstance(value, Mapping):
            return ""
        filled = {key: one for key, one in value.items() if key not in HIDDEN and one not in SAYS_NOTHING}
        filled = dict(sorted(filled.items(), key=lambda pair: pair[0] in SAID_LAST))
        pairs = [(key, self.value(change, key, one)) for key, one in filled.items()
                 if not isinstance(one, list) or _references(change.entity, key, one)]  # fmt: skip
        return " · ".join(f"{field_label(change.entity, key)}: {shown}" for key, shown in pairs if shown)


def _references(entity: str, key: str, value: Any) -> list[Reference]:
    """Return what a logged value points at: a record, a list of them, or nothing."""
    model = model_of(entity)
    of = target(model, key) if model else ""
    return [(of, one) for one in (value if isinstance(value, list) else [value]) if one is not None] if of else []


def lines(session: Session, found: Sequence[Change]) -> list[Line]:
    """Return changes in words; ids say what they mean, as far as the person may see it (a statement per table)."""
    known = _labels(session, found)
    return [
        Line(one.id, one.at, one.batch, one.who, one.number, _what(one), known.field(one), known.text(one, one.old),
             known.text(one, one.new))
        for one in found
    ]  # fmt: skip


def _what(change: Change) -> str:
    return f"{NOUNS.get(change.entity, change.entity)} {ACTIONS[change.action]}"


def _labels(session: Session, found: Iterable[Change]) -> Labels:
    """Return what the ids in these changes mean: a statement per table that they point at."""
    references = [
        one for change in found for side in (change.old, change.new)
        for key, value in (side.items() if isinstance(side, Mapping) else [(change.field, side)])
        for one in _references(change.entity, key, value)
    ]  # fmt: skip
    runtime = {field.key: field for model in extendable().values()
               for field in fields_of(session, model, retired=True) if field.runtime}  # fmt: skip
    return Labels(called(session, references), lists.everybody(session), runtime)


def _stored_text(field: FieldSpec, stored: Any, people: Mapping[int, str]) -> str:
    try:
        return text_of(field, decode(field.kind, stored), people=people)
    except (ValueError, TypeError, ArithmeticError):  # written when the field was of another kind
        return str(stored)


@lru_cache(maxsize=256)
def _declared(entity: str) -> Mapping[str, str]:
    model = model_of(entity)
    return {spec.key: spec.label for spec in specs(model)} if model else {}


def field_label(entity: str, key: str) -> str:
    """Return a field's German label: as declared, else from the list of undeclared ones."""
    declared = _declared(entity)
    if key.endswith(PRECISION):
        dated = key.removesuffix(PRECISION)
        return f"{declared.get(f'{dated}_on') or declared.get(dated) or 'Datum'} (wie genau)"
    if entity == "access_grant" and key in OF_ACCESS:
        return OF_ACCESS[key]
    return declared.get(key) or FIELDS.get(key) or key.removesuffix("_id").replace("_", " ").capitalize()
