"""Lists, towns, settings, and the counters that everybody shares."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from fam.models.base import JSON, Base, Record, column, now, term
from fam.rules.plan_terms import TemplateKind
from fam.rules.terms import ListName


class Town(Base, table=True):
    """A municipality of the Kreis (domain handbook §3); the AGS is its key."""

    __tablename__ = "town"
    ags: str = Field(primary_key=True, max_length=8)
    name: str = Field(unique=True)
    postcode: str = ""
    region: str = ""


class TownArea(Record, table=True):
    """From when to when a municipality is in the FAM area; an expansion is a new row."""

    __tablename__ = "town_area"
    ags: str = Field(foreign_key="town.ags", index=True)
    starts_on: date
    ends_on: date | None = None


class ListItem(Record, table=True):
    """One choice of a list that the team can change; a used one is archived, not removed."""

    __tablename__ = "list_item"
    list: ListName = term(ListName, index=True)
    code: str = Field(max_length=40)
    label: str = column("Bezeichnung", required=True)
    group: str = column("Gruppe", default="")
    official: str = column("Amtliche Statistik", default="")
    starts_on: date | None = None
    ends_on: date | None = None
    position: int = 0
    archived: bool = False


class DocumentTemplate(Record, table=True):
    """A Word template that the team put in place of the one in data/templates/; the newest of its kind counts."""

    __tablename__ = "document_template"
    kind: TemplateKind = term(TemplateKind)
    name: str = Field(max_length=200)
    content: bytes
    note: str = Field(default="", max_length=500)


class Setting(Base, table=True):
    """A switch of this installation, e.g. the demo mark with its fixed today."""

    __tablename__ = "setting"
    key: str = Field(primary_key=True)
    value: Any = Field(default=None, sa_type=JSON)


class DataVersion(Base, table=True):
    """One row, raised by every writing transaction: caches and live pages look at it; `fields` moves with those."""

    __tablename__ = "data_version"
    id: int = Field(primary_key=True)
    version: int = 0
    fields: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    changed_at: datetime = Field(default_factory=now)


class NumberCounter(Base, table=True):
    """The last FAM number given in a year."""

    __tablename__ = "number_counter"
    year: int = Field(primary_key=True)
    last: int = 0
