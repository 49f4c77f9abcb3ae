"""Fields as columns of a list: which there are, what the shown page holds of them, and how to sort by one.

Values come with one query per table for the rows that are shown, through the session's access filter: a field of the
file is empty where the person does not read the file.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlmodel import Session, col, select

from fam.fields import sql
from fam.fields.encoding import unread, value_of
from fam.fields.parsing import text_of
from fam.fields.registry import entity_of, fields_of
from fam.fields.spec import SHORT_TEXTS, FieldSpec, Kind
from fam.models import Family, ListItem
from fam.queries import lists
from fam.queries.field_filters import family_of
from fam.rules.german import format_date
from fam.rules.terms import Precision

Cells = Mapping[str, Any]  # column -> value as Excel takes it: number, day, yes or no, or text
UNSORTED = (Kind.CHOICES, Kind.PERSON, Kind.REFERENCE, Kind.TOWN, Kind.LONG_TEXT)


def name_of(field: FieldSpec, model: Any) -> str:
    """Return how a list of `model` calls a field's column; the team's fields always by their key."""
    return field.key if field.runtime or field.entity == entity_of(model) else f"{field.entity}.{field.key}"


def list_fields(session: Session, models: Sequence[Any], *, without: Sequence[str] = ()) -> dict[str, FieldSpec]:
    """Return column -> field that lists offer to this person; the first table is the list's own."""
    return {
        name: field
        for model in models
        for field in fields_of(session, model)
        if field.in_list and (name := name_of(field, models[0])) not in without
    }


def sortable(field: FieldSpec) -> bool:
    """Return whether a list can be sorted by a field: what lies there has an order that people mean."""
    return field.kind not in UNSORTED


def sort_key(session: Session, models: Sequence[Any], name: str) -> ColumnElement[Any] | None:
    """Return what to sort by for a field's column, None if there is no such field (any more)."""
    found = {name_of(field, models[0]): (model, field) for model in models for field in fields_of(session, model)}
    if name not in found or not sortable(found[name][1]):
        return None
    model, field = found[name]
    key = sql.expression(session, model, field)
    if field.kind is Kind.CHOICE and not field.labels:  # of a list that the team keeps: in its order
        key = select(ListItem.position).where(col(ListItem.id) == key).correlate(model).scalar_subquery()
    elif field.kind is Kind.CHOICE:
        key = case({code: place for place, code in enumerate(field.labels)}, value=key, else_=None)
    elif field.kind in SHORT_TEXTS:
        key = func.lower(key)
    if model is models[0]:
        return key
    whose = family_of(model) == family_of(models[0])
    return select(key).where(whose).correlate(models[0]).scalar_subquery()


def ordered(key: Any, descending: bool) -> Any:
    """Return the order by a key; what is empty stands last both ways."""
    return key.desc().nulls_last() if descending else key.asc().nulls_last()


def cells(session: Session, models: Sequence[Any], names: Sequence[str], ids: Sequence[int]) -> Mapping[int, Cells]:
    """Return id -> column -> value for the shown rows; nothing is asked where no field is a column."""
    if not names or not ids:
        return {}
    found: dict[int, dict[str, Any]] = {}
    for model in models:
        fields = [field for field in fields_of(session, model) if name_of(field, models[0]) in names]
        if not fields:
            continue
        key = col(model.id) if model is models[0] else family_of(model)
        records = session.exec(select(model).where(key.in_(ids))).all()
        labels = _labels(session, fields, records)
        for record in records:
            row = found.setdefault(record.id if model is models[0] else record.family_id, {})
            row.update({name_of(field, models[0]): _cell(field, record, labels) for field in fields})
    return found


def _cell(field: FieldSpec, record: Any, labels: Mapping[Kind | str, Mapping[Any, str]]) -> Any:
    value = value_of(record, field)
    if value is None or value in ("", []):
        return unread(record, field) or None
    if field.kind is Kind.DATE:
        precision = getattr(record, f"{field.key.removesuffix('_on')}_precision", Precision.DAY)
        return value if precision is Precision.DAY else f"ca. {format_date(value, precision)}"
    if field.kind is Kind.TOWN or (field.kind is Kind.CHOICE and not field.labels):
        return labels[field.kind].get(value, str(value))
    if field.kind in (Kind.CHOICE, Kind.CHOICES, Kind.MONTH, Kind.PERSON, Kind.REFERENCE):
        known = labels.get(field.kind, {})
        return text_of(field, value, people=known, families=known)
    return value


def _labels(session: Session, fields: Sequence[FieldSpec], records: Sequence[Any]) -> dict[Kind | str, dict[Any, str]]:
    """Return kind -> value -> label for what the fields only name."""
    named: dict[Kind | str, dict[Any, str]] = {}
    kinds = {field.kind for field in fields if field.kind is not Kind.CHOICE or not field.labels}
    if Kind.PERSON in kinds:
        named[Kind.PERSON] = lists.everybody(session)
    if Kind.CHOICE in kinds:
        named[Kind.CHOICE] = lists.all_items(session)
    if Kind.TOWN in kinds:
        named[Kind.TOWN] = lists.town_names(session)
    if Kind.REFERENCE in kinds:
        wanted = {value_of(record, field) for field in fields for record in records if field.kind is Kind.REFERENCE}
        query = select(Family.id, Family.number, Family.name).where(col(Family.id).in_(wanted - {None}))
        named[Kind.REFERENCE] = {number: f"{name} · {fam}" for number, fam, name in session.exec(query)}
    return named
