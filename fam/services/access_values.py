"""A record as the values of an Auskunft: every declared field, the team's own fields, and what else is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from fam.change_log import plain
from fam.clock import BERLIN
from fam.fields.encoding import RAW, unread, value_of
from fam.fields.parsing import text_of
from fam.fields.registry import definitions, entity_of
from fam.fields.spec import TEXTS, FieldSpec, Kind, specs
from fam.models import Extendable
from fam.queries import lists
from fam.rules.access_coverage import LEFT_OUT, SHOWN
from fam.rules.access_report import Value
from fam.rules.admission import CRITERIA
from fam.rules.german import format_date
from fam.rules.terms import FieldState, Precision, Term

CRITERION = {one.key: one.label for one in CRITERIA}
ACCOUNTS = ("account_id", "owner_id", "done_by", "author_id", "settled_by", "confirmed_by", "proposed_by_id")
ITEMS = ("source_id", "reason_id", "kind_id", "form_id", "more_reason_ids")


@dataclass(frozen=True, slots=True)
class Names:
    """What ids mean: colleagues by their function, entries of the team's lists, municipalities."""

    people: Mapping[int, str]
    items: Mapping[int, str]
    towns: Mapping[str, str]


def names(session: Session) -> Names:
    """Return what ids mean, also of what is out of use."""
    return Names(lists.everybody(session), lists.all_items(session), lists.town_names(session))


def values(session: Session, record: Any, known: Names) -> tuple[Value, ...]:
    """Return every filled value of a record that is part of an Auskunft, whoever may read the field in daily work."""
    entity = entity_of(type(record))
    model: Any = type(record)
    found = [_declared(record, field, known) for field in specs(model) if (entity, field.key) not in LEFT_OUT]
    found += [_plain(key, label, getattr(record, key), known) for key, label in SHOWN.get(entity, {}).items()]
    if isinstance(record, Extendable):
        fields = [one for one in definitions(session, entity) if one.state != FieldState.PURGED]
        found += [one for field in fields for one in _runtime(record, field, known)]
    return tuple(one for one in found if one.text)


def _declared(record: Any, field: FieldSpec, known: Names) -> Value:
    value = getattr(record, field.key)
    if field.kind is Kind.DATE:
        return Value(field.key, field.label, dated(value, _precision(record, field.key)), plain(value))
    if isinstance(field.choices, str) and field.kind not in TEXTS:
        return _plain(field.key, field.label, value, known)
    text = value.label if isinstance(value, Term) else text_of(field, value)
    return Value(field.key, field.label, text, plain(value), free=field.kind in TEXTS)


def _precision(record: Any, key: str) -> Precision:
    found = [getattr(record, f"{name}_precision", None) for name in (key, key.removesuffix("_on"))]
    return next((one for one in found if one), Precision.DAY)


def _runtime(record: Any, field: FieldSpec, known: Names) -> Sequence[Value]:
    """A field that the team made, also one out of use, and what a change of its kind could not read."""
    value = value_of(record, field)
    data = [plain(one) for one in value] if isinstance(value, list) else plain(value)
    free = field.kind in TEXTS
    text = known.towns.get(value, text_of(field, value, people=known.people)) if value is not None else ""
    raw = Value(field.key + RAW, f"{field.label} (frühere Angabe)", unread(record, field), free=True)
    return Value(field.key, field.label, text, data, free=free), raw


def _plain(key: str, label: str, value: Any, known: Names) -> Value:
    """A column that is no field: ids by what they mean, JSON as text."""
    if key in ACCOUNTS:
        return Value(key, label, known.people.get(value, ""), known.people.get(value))
    if key in ITEMS:
        found = [known.items.get(one, "") for one in (value if isinstance(value, list) else [value])]
        return Value(key, label, "; ".join(one for one in found if one), "; ".join(found) or None)
    if key == "town_ags":
        return Value(key, label, known.towns.get(value, value or ""), value)
    if key == "criterion":
        return Value(key, label, CRITERION.get(value, value), value)
    return Value(key, label, readable(value), plain(value), free=isinstance(value, str) and not isinstance(value, Term))


def readable(value: Any) -> str:
    """Return any value in German; "" for nothing."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, Term):
        return value.label
    if isinstance(value, datetime):
        return f"{value.astimezone(BERLIN):%d.%m.%Y, %H:%M}"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, time):
        return f"{value:%H:%M} Uhr"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {readable(one)}" for key, one in value.items() if readable(one))
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, map(readable, value)))
    return str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)


def dated(day: date | None, precision: Precision = Precision.DAY) -> str:
    """Return a day as exactly as it is known: 03.04.2017, "ca. 04/2017", "ca. 2017"; "" for nothing."""
    if day is None:
        return ""
    shapes = {Precision.MONTH: f"ca. {day:%m/%Y}", Precision.YEAR: f"ca. {day:%Y}"}
    return shapes.get(precision, format_date(day))
