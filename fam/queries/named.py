"""What a reference to another record means, in a few words: for the change log, which keeps ids."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from fam.models.columns import model_of
from fam.queries.closings import named as of_catalogue
from fam.queries.relations import address_label
from fam.rules.german import format_date

GONE = "(entfernt oder nicht zu sehen)"
AT_ONCE = 500  # ids asked for in one statement
Reference = tuple[str, Any]  # table, primary key


def _dated(noun: str, key: str) -> Callable[[Any], str]:
    """Call a record by its day: "Gespräch vom 03.04.2017"."""
    return lambda one: f"{noun} vom {format_date(day)}" if (day := getattr(one, key)) else noun


def _measures(session: Session, records: Sequence[Any]) -> list[str]:
    return [name for _one, name in of_catalogue(session, records)]


def _each(call: Callable[[Any], str]) -> Callable[[Session, Sequence[Any]], list[str]]:
    return lambda _session, records: [call(one) for one in records]


ALONE: Mapping[str, Callable[[Any], str]] = {
    "account": lambda one: one.display_name,
    "list_item": lambda one: one.label,
    "town": lambda one: one.name,
    "instrument": lambda one: f"{one.title} ({one.paragraph})",
    "family": lambda one: one.number,
    "member": lambda one: f"{one.first_name} {one.last_name}".strip() or one.role.label,
    "benefit_unit": lambda one: f"BG {one.number}".strip(),
    "address": address_label,
    "goal": lambda one: one.text,
    "meeting": _dated("Gespräch", "event_on"),
    "review": _dated("Überprüfung", "due_on"),
    "consent": _dated("Einwilligung", "given_on"),
    "family_plan": lambda one: f"Fassung {one.number}",
    "plan_version": lambda one: one.title,
    "field_def": lambda one: one.label,
    "field_choice": lambda one: one.label,
    "import_batch": lambda one: one.file_name,
}
CALLED = {"measure": _measures} | {entity: _each(call) for entity, call in ALONE.items()}


def called(session: Session, references: Iterable[Reference]) -> dict[Reference, str]:
    """Return what each reference is called, as far as the person may see it; `GONE` for all others.

    One statement per table and 500 records, however many references there are.
    """
    wanted: dict[str, set[Any]] = {}
    for entity, key in references:
        wanted.setdefault(entity, set()).add(key)
    found: dict[Reference, str] = {}
    for entity, keys in wanted.items():
        names = _names(session, entity, sorted(keys))
        found |= {(entity, key): names.get(key) or GONE for key in keys}
    return found


def _names(session: Session, entity: str, keys: list[Any]) -> dict[Any, str]:
    model = model_of(entity)
    if model is None or entity not in CALLED:
        return {}
    primary = sa.inspect(model).primary_key[0].name
    records: list[Any] = []
    for begin in range(0, len(keys), AT_ONCE):
        records += session.exec(select(model).where(col(getattr(model, primary)).in_(keys[begin : begin + AT_ONCE])))
    names = CALLED[entity](session, records)
    return {getattr(one, primary): name for one, name in zip(records, names, strict=True)}
