"""What the program remembers about its use: changes, access with a reason, drafts."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from fam.models.base import JSON, Base, Record, now, term
from fam.rules.protection_terms import ReadKind
from fam.rules.terms import Confidentiality, DataCategory, Institution


class ChangeEntry(Base, table=True):
    """One changed field (or one created/deleted record): who, when, which, old, new. Written by the flush hook."""

    __tablename__ = "change_entry"
    __table_args__ = (sa.Index("ix_change_entry_record", "entity", "record_id"),)
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=now, index=True)
    batch: str = Field(default="", index=True, max_length=36)  # one transaction
    account_id: int | None = Field(default=None, index=True)
    source: str = Field(default="form", max_length=12)  # form, import, undo, system
    entity: str = Field(max_length=40)
    record_id: int
    family_id: int | None = Field(default=None, index=True)
    institution: Institution | None = term(Institution)  # of the record, for the filter
    confidentiality: Confidentiality | None = term(Confidentiality)
    owner_id: int | None = None  # whose entry it is: what is entrusted has one reader
    category: DataCategory | None = term(DataCategory)
    about_id: int | None = None
    action: str = Field(max_length=8)  # create, update, delete
    field: str = Field(default="", max_length=40)
    old: Any = Field(default=None, sa_type=JSON)
    new: Any = Field(default=None, sa_type=JSON)


class AccessGrant(Record, table=True):
    """ "Zugriff mit Begründung": one's own institution's side of a file for 24 hours; both leads see it."""

    __tablename__ = "access_grant"
    account_id: int = Field(foreign_key="account.id", index=True)
    family_id: int = Field(foreign_key="family.id", index=True, ondelete="CASCADE")
    reason: str = Field(max_length=500)
    starts_at: datetime = Field(default_factory=now)
    ends_at: datetime


class Draft(Base, table=True):
    """Text while it is typed, per person, form and field."""

    __tablename__ = "draft"
    account_id: int = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    form: str = Field(primary_key=True, max_length=120)
    field: str = Field(primary_key=True, max_length=60)
    text: str = ""
    updated_at: datetime = Field(default_factory=now)


class ReadEntry(Base, table=True):
    """One reading of a file, a search with hits, an export, a document; kept six months (§ 79 Abs. 4 SGB X)."""

    __tablename__ = "read_entry"
    __table_args__ = (sa.Index("ix_read_entry_family_at", "family_id", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=now, index=True)
    account_id: int | None = None
    institution: Institution | None = term(Institution)  # of who read
    kind: ReadKind = term(ReadKind)
    family_id: int | None = Field(default=None, foreign_key="family.id", ondelete="CASCADE")
    detail: str = Field(default="", max_length=200)  # never content: "12 Treffer", the name of an export
    reason: str = Field(default="", max_length=500)  # of "Zugriff mit Begründung"
