"""The one idea: a field is declared once, and forms, lists, filters, exports and the change log follow.

A declared field stands in its column's `info` (see `declare`), a runtime field will be a row of the registry;
both are a `FieldSpec` to the rest of the program.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any


class Kind(StrEnum):
    """What a field holds; the parser, the input and the format follow from it."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"  # stored by id or code, offered from `choices`
    PERSON = "person"  # an account of the team
    TOWN = "town"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of one table. `key` is the attribute name, `choices` names the list that it offers."""

    entity: str
    key: str
    label: str
    kind: Kind
    section: str = ""
    help: str = ""
    required: bool = False
    choices: str | Mapping[str, str] = ""  # the name of a reference list, or code -> label
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    in_list: bool = False
    in_filter: bool = False
    in_charts: bool = False
    position: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)


def declare(label: str, kind: Kind = Kind.TEXT, **settings: Any) -> dict[str, Any]:
    """Return the `sa_column_kwargs` that make a column a field: `Field(sa_column_kwargs=declare("Name"))`."""
    return {"info": {"field": FieldSpec(entity="", key="", label=label, kind=kind, **settings)}}


@lru_cache
def specs(model: Any) -> tuple[FieldSpec, ...]:
    """Return the declared fields of a table in the order of its columns; entity = table name, key = attribute name."""
    table = model.__table__
    return tuple(
        replace(column.info["field"], entity=table.name, key=column.key, position=number)
        for number, column in enumerate(table.columns)
        if "field" in column.info
    )


def spec(model: Any, key: str) -> FieldSpec:
    """Return one declared field; KeyError if the column declares none."""
    for found in specs(model):
        if found.key == key:
            return found
    raise KeyError(key)
