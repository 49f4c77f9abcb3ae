"""The one idea: a field is declared once, and forms, lists, filters, exports and the change log follow.

A declared field stands in its column's `info` (see `declare`), a runtime field is a row of the registry
(`fam/models/fields.py`); both are a `FieldSpec` to the rest of the program.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

RUNTIME_KEY = re.compile(r"f_[1-9][0-9]*")


class Kind(StrEnum):
    """What a field holds; the parser, the input and the format follow from it."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"  # euros
    PERCENT = "percent"
    BOOLEAN = "boolean"  # yes, no, unknown
    DATE = "date"
    MONTH = "month"  # its first day
    CHOICE = "choice"  # stored by id or code, offered from `choices`
    CHOICES = "choices"  # several of them
    LINK = "link"
    EMAIL = "email"
    PHONE = "phone"
    PERSON = "person"  # an account of the team
    REFERENCE = "reference"  # another record: a family
    TOWN = "town"

    @property
    def label(self) -> str:
        """What people call it."""
        return KIND_LABELS[self]


KIND_LABELS = {
    Kind.TEXT: "Text",
    Kind.LONG_TEXT: "Langer Text",
    Kind.INTEGER: "Ganze Zahl",
    Kind.DECIMAL: "Dezimalzahl",
    Kind.MONEY: "Betrag (€)",
    Kind.PERCENT: "Prozent",
    Kind.BOOLEAN: "Ja / Nein / offen",
    Kind.DATE: "Datum",
    Kind.MONTH: "Monat",
    Kind.CHOICE: "Auswahl",
    Kind.CHOICES: "Mehrfachauswahl",
    Kind.LINK: "Link",
    Kind.EMAIL: "E-Mail",
    Kind.PHONE: "Telefon",
    Kind.PERSON: "Person aus dem Team",
    Kind.REFERENCE: "Verweis auf eine Familie",
    Kind.TOWN: "Gemeinde",
}
NUMBERS = (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT)
SHORT_TEXTS = (Kind.TEXT, Kind.LINK, Kind.EMAIL, Kind.PHONE)
TEXTS = (*SHORT_TEXTS, Kind.LONG_TEXT)
OFFERED = (Kind.CHOICE, Kind.CHOICES)  # kinds with options


@dataclass(frozen=True, slots=True)
class Condition:
    """A field is shown only when another field of the record has one of these values (ids, codes, True, False)."""

    key: str
    values: tuple[Any, ...]

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Return whether a record with these values shows the field; with several choices one of them is enough."""
        found = values.get(self.key)
        several = found if isinstance(found, list | tuple) else [found]
        return any(one == wanted and isinstance(one, bool) is isinstance(wanted, bool)
                   for one in several for wanted in self.values)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of one table. `key` is the attribute name, `choices` names the list that it offers.

    `readers` and `writers` narrow who else may: an institution's code, or "" for whoever may read or write the record.
    A runtime field has a `field_id`; its value lies under its key in the record's `extra`.
    """

    entity: str
    key: str
    label: str
    kind: Kind
    section: str = ""
    help: str = ""
    required: bool = False
    choices: str | Mapping[Any, str] = ""  # the name of a reference list, or code -> label
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    in_list: bool = False
    in_filter: bool = False
    in_charts: bool = False
    position: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    field_id: int = 0
    state: str = "active"
    default: Any = None
    shown_when: Condition | None = None
    unique: bool = False
    readers: str = ""
    writers: str = ""
    column_name: str = ""  # of a promoted field
    archived: Mapping[Any, str] = field(default_factory=dict)  # choices that are no longer offered

    @property
    def runtime(self) -> bool:
        """Whether the team made this field in the browser."""
        return bool(self.field_id)

    @property
    def labels(self) -> Mapping[Any, str]:
        """Code -> label of all choices, archived ones too; empty where a reference list offers them."""
        return {} if isinstance(self.choices, str) else {**self.choices, **self.archived}

    @property
    def short_label(self) -> str:
        """The label as a heading: without what a declared one explains in brackets."""
        return self.label if self.runtime else self.label.partition(" (")[0]

    def shown(self, values: Mapping[str, Any]) -> bool:
        """Return whether a record with these values shows the field."""
        return self.shown_when is None or self.shown_when.holds(values)


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


def declared(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's values without those of the team's fields: what a service of its own knows by name."""
    return {key: value for key, value in values.items() if not RUNTIME_KEY.fullmatch(key)}


def extra_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return only the values of the team's fields."""
    return {key: value for key, value in values.items() if RUNTIME_KEY.fullmatch(key)}
